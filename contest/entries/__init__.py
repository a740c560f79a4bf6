"""Entries: what rounds judge. A project in a stage is an entry; later a base application or a grant review is one too."""
