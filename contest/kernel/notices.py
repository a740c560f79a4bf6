"""What there is to tell people: the kinds of notices, by code, as the manifests declare them.

A notice is kept as code and parameters and becomes words when somebody reads it, in their language. The feature that
keeps and delivers notices is contest.notices; this is the table both sides look into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Category(StrEnum):
    """What a notice is about. People choose their channels per category."""

    DEADLINE = "deadline"
    DECISION = "decision"
    SECURITY = "security"
    CONTEST = "contest"
    JUDGING = "judging"
    MATCHING = "matching"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice: what it is about and how it reads.

    `title` and `body` are lazy texts with %(name)s for the parameters. `letter` names the template of its e-mail
    (templates/email/<letter>.html and .txt, which get the parameters, `name` and `link`); empty: the plain one.
    """

    category: Category
    title: Any
    body: Any
    letter: str = ""


class UnknownNotice(LookupError):
    """A notice was given with a code that no manifest declares: a typing mistake, found where it was made."""


class Registry:
    """The kinds that exist, by code."""

    def __init__(self) -> None:
        self._kinds: dict[str, NoticeKind] = {}

    def install(self, kinds: Mapping[str, NoticeKind]) -> None:
        """Replace the declared kinds; called once by the composition root."""
        self._kinds = dict(kinds)

    def get(self, code: str) -> NoticeKind:
        """Return a declared kind, or raise UnknownNotice."""
        try:
            return self._kinds[code]
        except KeyError:
            raise UnknownNotice(f"no manifest declares a notice with the code {code!r}") from None

    def codes(self, *categories: Category) -> list[str]:
        """Return the declared codes, of some categories or of all."""
        return [code for code, kind in self._kinds.items() if not categories or kind.category in categories]


registry = Registry()


def term(member: StrEnum) -> dict[str, str]:
    """Return the parameter that is shown by the label of an enum member."""
    return {"enum": type(member).__name__, "code": member.value}
