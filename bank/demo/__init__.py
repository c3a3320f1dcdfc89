"""A demo bank to try the assistant with: invented people, firms, towns and two years of their money."""
