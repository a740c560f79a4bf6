"""What judges sign."""

from __future__ import annotations

from judging.judges.domain import UNDERTAKING

# Versions that were ever signed, with the digest of their text: a changed text is a new version.
SIGNED = {"2026-1": "704e6ae52e744ccb5b93a5a2553cb403076a33423e8d383cf2a641361c39812a"}


def test_a_version_of_the_undertaking_keeps_its_text():
    assert SIGNED[UNDERTAKING.version] == UNDERTAKING.digest


def test_both_languages_have_every_clause():
    texts = (UNDERTAKING.title, UNDERTAKING.opening, *UNDERTAKING.clauses)
    assert all(text.zh and text.en for text in texts)
