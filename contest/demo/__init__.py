"""A demonstration season: seeding it, and the accounts to try it with."""
