"""People: accounts, sessions, roles, tokens."""
