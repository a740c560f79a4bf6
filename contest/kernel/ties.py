"""Ties between people and subjects (a project, say), and what is kept from whoever has one.

Every context contributes what it knows: `CONFLICTS` of the manifests are the sources of ties, `VEILS` say what a
reader may learn nothing about. Both are installed once by the composition root, so that a feature far below the one
that knows the rule can keep it too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Text, TextClause, Uuid, text
from sqlalchemy.sql.selectable import TextualSelect

from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.once import once_a_page


@dataclass(frozen=True, slots=True)
class Tie:
    """One reason why a person should keep away from a subject.

    `kind` is a word of the context that asks; `source` the key of what both share (an organisation, say), or empty.
    """

    person: UUID
    subject: UUID
    kind: str
    source: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class TieSource:
    """One relation that ties people to subjects, as SQL: from `:people` (account keys) to whatever they are tied to.

    Its columns are `person`, `subject`, `source` (text, may be empty) and `since` (a date or null); and `kind`, unless
    all ties of the relation are of this one `kind`.
    """

    relation: str
    kind: str = ""

    def sql(self, about: str) -> str:
        """Return the relation with the columns of a Tie, narrowed by `about`."""
        kind = f"'{self.kind}'" if self.kind else "found.kind"
        return (
            f"SELECT found.person, found.subject, {kind} AS kind, found.source, found.since "  # noqa: S608 - constants
            f"FROM ({self.relation}) AS found{about}"
        )


class Ties:
    """The sources of all contexts, asked in one statement: every judge's desk asks them every time."""

    def __init__(self) -> None:
        self._of_all = self._of_some = self._union((), "")

    def install(self, sources: Iterable[TieSource]) -> None:
        """Replace the sources; called once by the composition root."""
        given = tuple(sources)
        # Two statements rather than one with "or all": one plan serves both badly.
        self._of_all = self._union(given, "")
        self._of_some = self._union(given, " WHERE found.subject = ANY(:subjects)")

    def between(self, people: Collection[UUID], subjects: Collection[UUID] | None = None) -> list[Tie]:
        """Return every tie of the people with the subjects (None: with any)."""
        if not people or (subjects is not None and not subjects):
            return []
        asked = {"people": list(people)}
        if subjects is None:
            return [Tie(*row) for row in db.session.execute(self._of_all, asked)]
        return [Tie(*row) for row in db.session.execute(self._of_some, asked | {"subjects": list(subjects)})]

    def rows(self) -> TextualSelect:
        """Return the query of the ties of `people` with `subjects`, for a stamp of them (`kernel.stamps`)."""
        return self._of_some.columns(person=Uuid(), subject=Uuid(), kind=Text(), source=Text(), since=Date())

    @staticmethod
    def _union(sources: tuple[TieSource, ...], about: str) -> TextClause:
        nothing = "SELECT NULL::uuid, NULL::uuid, '', '', NULL::date WHERE false"
        return text(" UNION ALL ".join([source.sql(about) for source in sources] or [nothing]))


@dataclass(frozen=True, slots=True)
class Veil:
    """What an actor may learn nothing about before it is public.

    `subjects` returns keys of subjects whose judging is hidden from the actor: who judges them, how far that is, what
    came of it. `objects` returns keys of further rows (audited ones) that would tell.
    """

    subjects: Callable[[Actor], frozenset[UUID]]
    objects: Callable[[Actor], frozenset[UUID]]


class Veils:
    """The veils of all contexts. A feature that shows anything about judging leaves out what they name."""

    def __init__(self) -> None:
        self._veils: tuple[Veil, ...] = ()

    def install(self, veils: Iterable[Veil]) -> None:
        """Replace the veils; called once by the composition root."""
        self._veils = tuple(veils)

    @once_a_page
    def subjects(self, actor: Actor) -> frozenset[UUID]:
        """Return the subjects whose judging is hidden from the actor."""
        return frozenset().union(*(veil.subjects(actor) for veil in self._veils))

    @once_a_page
    def objects(self, actor: Actor) -> frozenset[UUID]:
        """Return the keys of rows whose history is hidden from the actor."""
        return frozenset().union(*(veil.objects(actor) for veil in self._veils))


ties = Ties()
veils = Veils()
