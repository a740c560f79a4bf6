"""Who and what the demonstration is made of, in the words the seeding steps use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from contest.kernel.columns import LocalizedText


@dataclass(frozen=True, slots=True)
class PersonText:
    """A fictional person. `phone` as people write it."""

    name: str
    name_en: str
    phone: str


@dataclass(frozen=True, slots=True)
class ProjectText:
    """A project. `answers`: the long fields of the form by their codes; money in cents."""

    name: LocalizedText
    intro: LocalizedText
    track: str
    growth_stage: str
    financing: str
    keywords: tuple[str, ...]
    needs: tuple[str, ...]
    amount_cents: int
    company: LocalizedText
    team: LocalizedText
    answers: Mapping[str, LocalizedText]


@dataclass(frozen=True, slots=True)
class BaseText:
    """A base with its operator."""

    name: LocalizedText
    operator: LocalizedText
    district: str
    address: LocalizedText
    intro: LocalizedText
    industries: tuple[str, ...]
    tracks: tuple[str, ...]
    facilities: tuple[str, ...]
    area_m2: int


@dataclass(frozen=True, slots=True)
class DealText:
    """One past investment of a fund: in which company, when (years ago), in which round."""

    company: str
    about: str
    track: str
    years_ago: int
    financing: str


@dataclass(frozen=True, slots=True)
class FundText:
    """An investor. Ticket in cents."""

    name: LocalizedText
    thesis: LocalizedText
    tracks: tuple[str, ...]
    growth_stages: tuple[str, ...]
    financings: tuple[str, ...]
    districts: tuple[str, ...]
    ticket_low_cents: int
    ticket_high_cents: int
    deals: tuple[DealText, ...]


@dataclass(frozen=True, slots=True)
class MentorText:
    """A mentor. `kind` is one of matching's MentorKind."""

    person: PersonText
    kind: str
    text: LocalizedText
    tracks: tuple[str, ...]
    growth_stages: tuple[str, ...]
    districts: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class JudgeText:
    """A judge; `employer` is where the judge works."""

    person: PersonText
    title: LocalizedText
    expertise: LocalizedText
    tracks: tuple[str, ...]
    languages: tuple[str, ...]
    employer: LocalizedText


class Cast(Protocol):
    """Everybody and everything by index; the same index gives the same answer whatever else was asked."""

    def project(self, index: int) -> ProjectText: ...
    def person(self, index: int) -> PersonText: ...
    def base(self, index: int) -> BaseText: ...
    def fund(self, index: int) -> FundText: ...
    def mentor(self, index: int) -> MentorText: ...
    def judge(self, index: int) -> JudgeText: ...
    def comment(self, project: int, judge: int) -> str: ...
