"""The one network door (ASGI): pages, chat, desk, health. It looks up who calls, and passes on."""
