"""Entries: what rounds judge. A project in a stage is an entry.

Later a base's application or a grant review is one too."""
