"""Ties between people and subjects (a project, say), and what is kept from whoever has one.

Every context contributes what it knows: `CONFLICTS` of the manifests are the sources of ties, `VEILS` say what a
reader may learn nothing about. Both are installed once by the composition root, so that a feature far below the one
that knows the rule can keep it too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contest.kernel.access import Actor


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


# People, and the subjects in question (None: any); returns the ties between them.
TieSource = Callable[[Collection[UUID], Collection[UUID] | None], Iterable[Tie]]


class Ties:
    """The sources of all contexts."""

    def __init__(self) -> None:
        self._sources: tuple[TieSource, ...] = ()

    def install(self, sources: Iterable[TieSource]) -> None:
        """Replace the sources; called once by the composition root."""
        self._sources = tuple(sources)

    def between(self, people: Collection[UUID], subjects: Collection[UUID] | None = None) -> Iterator[Tie]:
        """Give every tie the sources know of."""
        if people and (subjects is None or subjects):
            for source in self._sources:
                yield from source(people, subjects)


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

    def subjects(self, actor: Actor) -> frozenset[UUID]:
        """Return the subjects whose judging is hidden from the actor."""
        return frozenset().union(*(veil.subjects(actor) for veil in self._veils))

    def objects(self, actor: Actor) -> frozenset[UUID]:
        """Return the keys of rows whose history is hidden from the actor."""
        return frozenset().union(*(veil.objects(actor) for veil in self._veils))


ties = Ties()
veils = Veils()
