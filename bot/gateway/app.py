"""The door, put together: which routes there are and what stands around them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, WebSocketRoute

from bank import Bank
from bank.demo.site import DemoSite
from bot.conversation.case_side import CaseSide
from bot.conversation.conversations import Conversations
from bot.desk import Desk
from bot.gateway.addresses import TrustedProxies
from bot.gateway.case_api import case_routes
from bot.gateway.chat_socket import ChatSockets
from bot.gateway.customer_api import customer_routes
from bot.gateway.demo_api import demo_routes
from bot.gateway.desk_api import desk_routes
from bot.gateway.desk_socket import DeskSockets
from bot.gateway.doors import Doors
from bot.gateway.health import health_routes
from bot.gateway.middleware import AccessLog, SecurityHeaders
from bot.gateway.pages import page_routes
from bot.gateway.problems import answer_http_exception
from bot.gateway.sign_in_tokens import SignInTokens
from bot.runtime.settings import Settings
from bot.store import Store


def create_app(
    settings: Settings,
    *,
    bank: Bank,
    store: Store,
    conversations: Conversations,
    desk: Desk,
    secure_cookies: bool = True,
) -> Starlette:
    """The ASGI application. `secure_cookies`: false only where a demo is served without TLS on this machine.

    Raises `SiteKeysError` or `SignInKeysError` when the keys of the bank's site cannot be used.
    """
    keys = (settings.sign_in_keys_path, settings.sign_in_issuer, settings.sign_in_audience)
    site = DemoSite.open(*keys) if settings.demo else None  # before its public key is read
    proxies = TrustedProxies.parse(settings.trusted_proxies)
    cases, tokens = CaseSide(conversations.live, bank), SignInTokens(*keys)
    doors = Doors(bank, store, conversations, desk, cases, tokens, proxies, settings.demo, secure_cookies)
    routes: list[BaseRoute] = [
        *page_routes(),
        *health_routes(),
        *customer_routes(),
        *desk_routes(),
        *case_routes(),
        WebSocketRoute("/api/chat", ChatSockets(doors).endpoint),
        WebSocketRoute("/api/desk/live", DeskSockets(doors).endpoint),
    ]
    if site is not None:
        routes += demo_routes(site)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(AccessLog), Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: answer_http_exception},
    )
    app.router.redirect_slashes = False
    app.state.doors = doors
    return app
