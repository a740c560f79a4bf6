"""One entry against another: every reason to think that they are one and the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from contest.duplicates.domain.evidence import Evidence, EvidenceKind, Suspicion, combined
from contest.duplicates.domain.likeness import (
    Crowd,
    Overlap,
    Words,
    crowd_of,
    rare_in_common,
    same_meaning,
    same_text,
    standing_out,
    words_of,
)

LANGUAGES = ("zh", "en")
# The same people and firms may come back next year: that is worth knowing, not worth alarm.
EARLIER = 0.75
COMPANY_CODE, SAME_LEADER, LEADER_ELSEWHERE, SAME_FILE = 0.95, 0.9, 0.5, 0.85
IP_FIRST, IP_MORE = 0.7, 0.9
COMPANY_NAME, PROJECT_NAME = 0.5, 0.4
FEWEST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a team. `marks`: account id and every normalised e-mail address and phone number known."""

    marks: frozenset[str]
    leads: bool

    def is_(self, other: Person) -> bool:
        return not self.marks.isdisjoint(other.marks)


@dataclass(frozen=True)
class Compared:
    """What an entry is compared by. `texts`: language -> everything it says, without its names.

    `passages`: language -> the beginning, which a model reads. The plan's extracted text belongs to `texts`.
    """

    project_id: UUID
    season_id: UUID
    credit_code: str = ""
    people: tuple[Person, ...] = ()
    ip_numbers: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    company_names: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    passages: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def words(self) -> dict[str, Words]:
        """Language -> grams and runs; a language in which next to nothing is written is absent."""
        found = {language: words_of(self.texts.get(language, "")) for language in LANGUAGES}
        return {language: words for language, words in found.items() if words}

    @property
    def leader(self) -> Person | None:
        return next((person for person in self.people if person.leads), None)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Cosines between two entries: (language of the one, of the other) -> how far each stands out of its crowd."""

    standing: Mapping[tuple[str, str], float] = field(default_factory=dict)


def compare(
    one: Compared,
    candidates: Mapping[UUID, tuple[Compared, Meaning]],
    holders: Mapping[int, int] | None = None,
) -> dict[UUID, Suspicion]:
    """Return candidate -> suspicion, with every candidate against the others as the crowd of both texts.

    `holders`: how many other entries of all hold each run of the sample of `one`; without it the candidates count.
    """
    overlaps = {language: _overlaps(language, one, candidates) for language in one.words}
    others = _holders(one, [entry for entry, _ in candidates.values()]) if holders is None else holders
    found = {}
    for project_id, (other, meaning) in candidates.items():
        texts = {language: found[project_id] for language, found in overlaps.items() if project_id in found}
        found[project_id] = combined([*_facts(one, other), *_texts(one, other, meaning, texts, others)])
    return found


def _holders(one: Compared, others: Iterable[Compared]) -> dict[int, int]:
    samples = [(language, *part) for language, words in one.words.items() for part in words.sample.items()]
    entries = list(others)
    return {
        number: sum(language in entry.words and run in entry.words[language].runs for entry in entries)
        for language, number, run in samples
    }


def _overlaps(
    language: str, one: Compared, candidates: Mapping[UUID, tuple[Compared, Meaning]]
) -> dict[UUID, tuple[Overlap, Overlap]]:
    """Return candidate -> overlap as it is, and how far it stands out."""
    own = one.words[language]
    others = {key: c.words[language] for key, (c, _) in candidates.items() if language in c.words}
    crowd = Crowd([own, *others.values()])
    plain = {key: crowd.overlap(own, words) for key, words in others.items()}
    grams = crowd_of(sorted((o.grams for o in plain.values()), reverse=True), usual=0.1)
    runs = crowd_of(sorted((o.runs for o in plain.values()), reverse=True), usual=0.03)
    return {
        key: (o, Overlap(standing_out(o.grams, grams), standing_out(o.runs, runs)))
        for key, o in plain.items()
    }


def _texts(
    one: Compared,
    other: Compared,
    meaning: Meaning,
    overlaps: Mapping[str, tuple[Overlap, Overlap]],
    holders: Mapping[int, int],
) -> Iterator[Evidence]:
    best = None
    for language, (plain, out) in overlaps.items():
        length = min(len(one.words[language].runs), len(other.words[language].runs))
        strength = same_text(
            meaning=meaning.standing.get((language, language), 0.0),
            shared=plain,
            out=out,
            rare=rare_in_common(one.words[language], other.words[language], holders),
            length=length,
            language=language,
        )
        if best is None or strength > best.strength:
            shares = {"language": language, "words": round(plain.grams, 2), "passages": round(plain.runs, 2)}
            best = Evidence(EvidenceKind.TEXT, strength, shares)
    if best:
        yield best
    across = [far for (first, second), far in meaning.standing.items() if first != second]
    if across:
        yield Evidence(EvidenceKind.MEANING, same_meaning(max(across)), {"standing": round(max(across), 2)})


def _facts(one: Compared, other: Compared) -> Iterator[Evidence]:
    """Return what both have to the letter."""
    weight = 1.0 if one.season_id == other.season_id else EARLIER
    if one.credit_code and one.credit_code == other.credit_code:
        yield Evidence(EvidenceKind.COMPANY_CODE, COMPANY_CODE * weight)
    yield from _people(one, other, weight)
    if count := len(one.ip_numbers & other.ip_numbers):
        yield Evidence(EvidenceKind.IP_NUMBER, (IP_FIRST if count == 1 else IP_MORE) * weight, {"n": count})
    if one.files & other.files:
        yield Evidence(EvidenceKind.FILE, SAME_FILE * weight)
    if one.company_names & other.company_names:
        yield Evidence(EvidenceKind.COMPANY_NAME, COMPANY_NAME * weight)
    if one.names & other.names:
        yield Evidence(EvidenceKind.NAME, PROJECT_NAME * weight)


def _people(one: Compared, other: Compared, weight: float) -> Iterator[Evidence]:
    if one.leader and other.leader and one.leader.is_(other.leader):
        yield Evidence(EvidenceKind.LEADER, SAME_LEADER * weight)
    elif _leads_or_is_in(one, other) or _leads_or_is_in(other, one):
        yield Evidence(EvidenceKind.LEADER_ELSEWHERE, LEADER_ELSEWHERE * weight)
    shared = sum(any(person.is_(mate) for mate in other.people) for person in one.people)
    if shared >= FEWEST_SHARED:
        share = shared / min(len(one.people), len(other.people))
        whole = max(len(one.people), len(other.people))
        strength = (0.4 + 0.45 * min(1.0, share)) * weight
        yield Evidence(EvidenceKind.MEMBERS, strength, {"n": shared, "of": whole})


def _leads_or_is_in(one: Compared, other: Compared) -> bool:
    leader = one.leader
    return leader is not None and any(leader.is_(person) for person in other.people)


def exact_keys(entry: Compared) -> Iterator[tuple[EvidenceKind, str]]:
    """Return what finds an entry by index: every kind of thing it may share to the letter."""
    if entry.credit_code:
        yield EvidenceKind.COMPANY_CODE, entry.credit_code
    lists: Iterable[tuple[EvidenceKind, Iterable[str]]] = (
        (EvidenceKind.MEMBERS, (mark for person in entry.people for mark in person.marks)),
        (EvidenceKind.IP_NUMBER, entry.ip_numbers),
        (EvidenceKind.FILE, entry.files),
        (EvidenceKind.COMPANY_NAME, entry.company_names),
        (EvidenceKind.NAME, entry.names),
    )
    for kind, values in lists:
        for value in sorted(set(values)):
            yield kind, value
