"""What the model in use thinks of winners. Called by workers and commands only: numpy is loaded here, on use."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from contest.embeddings.queries import vectors_of
from matching.feedback.domain import READY, TASTE, Answer
from matching.feedback.queries import answers
from matching.profiles.domain import company_key
from matching.ranking import queries
from matching.ranking.domain.levels import level_of
from matching.ranking.domain.states import LEAST_PORTFOLIO
from matching.retrieval.domain import COMPANY, PLAN, is_lead
from matching.retrieval.queries import find_model, winner_texts

if TYPE_CHECKING:
    from matching.ranking.domain.past import CompanyFacts, Investment, Word

HERE = "上海"
Opinions = Mapping[UUID, Mapping[UUID, float]]


@dataclass(frozen=True, slots=True)
class Asker:
    """A winner as a ranker knows a company. `company_keys`: the names and numbers it goes by in past deals."""

    id: UUID
    text: str
    track: str = ""
    company_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Deals:
    """The database's past deals as facts, with vectors by company; `digest` tells whether deals changed.

    `said`: what investors answered to introductions; the projects they spoke of are among the companies.
    """

    companies: Sequence[CompanyFacts]
    deals: Sequence[Investment]
    vectors: Mapping[Any, Any]
    digest: str
    same: Mapping[str, UUID] = field(default_factory=dict)  # company_key -> company
    said: Sequence[Word] = ()


def past_deals() -> Deals:
    """Return every company and dated deal there is, and every answer, in a constant number of statements."""
    from matching.ranking.domain.past import CompanyFacts, Investment  # noqa: PLC0415 - numpy, not for web workers

    rows = queries.companies()
    facts = [
        CompanyFacts(
            key=row.id,
            name=row.name,
            text=row.text,
            industries=",".join(row.industries),
            sub_industries=",".join(row.track_codes),
            region=row.region,
        )
        for row in rows
    ]
    deals = [
        Investment(deal.company_id, deal.profile_id, deal.day.toordinal(), level_of(deal.financing))
        for deal in queries.dated_deals()
    ]
    model = find_model()
    vectors = _means(vectors_of(COMPANY, model=model)) if model else {}
    same = {company_key(row.name): row.id for row in rows} | {row.key: row.id for row in rows}
    said = answers()
    tracks = queries.projects({one.project_id for one in said})
    vectors = {**vectors, **_winner_vectors(tracks)}
    return Deals(
        [*facts, *_spoken_of(tracks)],
        deals,
        vectors,
        _digest(rows, deals),
        same,
        [_word(one) for one in said],
    )


def _word(answer: Answer) -> Word:
    """Return what an investor answered, or what came of it, as a ranker reads it."""
    from matching.ranking.domain.past import Word  # noqa: PLC0415 - numpy, not for web workers

    taste, ready = TASTE.get(answer.said, 0), READY.get(answer.said)
    return Word(answer.project_id, answer.profile_id, answer.day.toordinal(), taste, ready)


def _spoken_of(tracks: Mapping[UUID, str]) -> list[CompanyFacts]:
    """Return the projects that investors spoke of, by their tracks, as companies."""
    texts = joined_texts(sorted(tracks)) if tracks else {}
    return [_as_company(Asker(key, texts.get(key, ""), track)) for key, track in sorted(tracks.items())]


def joined_texts(project_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return project -> what it wrote in all languages, in two statements."""
    passages: dict[UUID, list[str]] = {}
    for (project_id, _), passage in sorted(winner_texts(project_ids).items()):
        passages.setdefault(project_id, []).append(passage)
    return {project_id: "\n".join(parts) for project_id, parts in passages.items()}


def _as_company(asker: Asker) -> CompanyFacts:
    from matching.ranking.domain.past import CompanyFacts  # noqa: PLC0415 - numpy, not for web workers

    return CompanyFacts(key=asker.id, name="", text=asker.text, sub_industries=asker.track, region=HERE)


def opinions(askers: Sequence[Asker], *, today: date) -> Opinions:
    """Return winner -> investor -> what the model in use thinks, only comparable for one winner.

    Empty while no model is in use. Investors with a short past have none: the rules speak for them.
    """
    import numpy as np  # noqa: PLC0415 - engine, not for web workers

    from matching.ranking.domain import ranker  # noqa: PLC0415 - engine, not for web workers
    from matching.ranking.domain.past import build  # noqa: PLC0415 - engine, not for web workers
    from matching.ranking.domain.snapshot import Snapshot  # noqa: PLC0415 - engine, not for web workers

    stored = queries.find_active()
    if stored is None or not askers:
        return {}
    joined = _with_askers(past_deals(), askers)
    past = build(joined.companies, joined.deals, joined.vectors, joined.said)
    snapshot = Snapshot(past, today.toordinal() + 1, LEAST_PORTFOLIO)
    rows = np.array([past.place[asker.id] for asker in askers], dtype=np.int64)
    found = ranker.scores(ranker.model_from(stored.weights), snapshot, rows)
    investors = [past.investors[number] for number in snapshot.candidates]
    return {
        asker.id: {investor: float(value) for investor, value in zip(investors, line, strict=True)}
        for asker, line in zip(askers, found, strict=True)
    }


def _with_askers(deals: Deals, askers: Sequence[Asker]) -> Deals:
    """Return the deals with every winner as a company; one that has deals already brings them along."""
    becomes = {
        deals.same[key]: asker.id
        for asker in askers
        for key in sorted(asker.company_keys)
        if key in deals.same
    }
    own = [_as_company(asker) for asker in askers]
    replaced = becomes.keys() | {asker.id for asker in askers}
    facts = [one for one in deals.companies if one.key not in replaced]
    moved = [_moved(deal, becomes) for deal in deals.deals]
    vectors = {**deals.vectors, **_winner_vectors([asker.id for asker in askers])}
    return replace(deals, companies=[*facts, *own], deals=moved, vectors=vectors)


def _moved(deal: Investment, becomes: Mapping[Any, UUID]) -> Investment:

    return replace(deal, company=becomes[deal.company]) if deal.company in becomes else deal


def _winner_vectors(project_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    model = find_model()
    return _means(vectors_of(PLAN, project_ids, model=model)) if model else {}


def _means(vectors: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, Any]:
    """Return one unit vector per subject: the middle of its leads in both languages.

    Of a long text the further passages are left out: their middle is near to everything and to nothing.
    """
    import numpy as np  # noqa: PLC0415 - engine, not for web workers

    found = {}
    for subject, parts in vectors.items():
        leads = [parts[name] for name in sorted(parts) if is_lead(name)]
        middle = np.mean(leads or list(parts.values()), axis=0)
        found[subject] = (middle / (np.linalg.norm(middle) or 1.0)).astype(np.float32)
    return found


def _digest(rows: Sequence[queries.CompanyRow], deals: Sequence[Investment]) -> str:
    digest = hashlib.sha256()
    for one in sorted(rows, key=lambda one: one.id):
        digest.update(
            repr((one.id, one.name, one.text, one.industries, one.track_codes, one.region)).encode()
        )
    for line in sorted(f"{deal.company}|{deal.investor}|{deal.day}|{deal.level}" for deal in deals):
        digest.update(line.encode())
    return digest.hexdigest()[:16]
