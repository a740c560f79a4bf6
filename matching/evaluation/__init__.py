"""How good the ranking of investors is, measured on past deals: of any folder, and of the database's own."""
