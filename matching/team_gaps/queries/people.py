"""People who offered themselves, looked for in somebody's own words and narrowed by what they state."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from contest.embeddings.domain import WordText
from contest.embeddings.search import NOTHING_ASKED, Question, search
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import Page, paginate, sliced
from contest.pool.queries import has_won
from contest.projects.models import Project
from contest.teams.queries import member_ids
from matching.team_gaps.domain import OFFER, GapRole, role_words
from matching.team_gaps.models import TalentOffer
from matching.team_gaps.queries.offers import OfferCard, card, shown, shown_to


@dataclass(frozen=True, slots=True)
class Asker:
    """The team that looks: its people are not offered to it; who agreed to be shown to winners only is where it won."""

    member_ids: frozenset[UUID]
    won: bool


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list is narrowed by; empty means any. Who states no district or language may be of any."""

    question: Question = NOTHING_ASKED
    role: str = ""
    district: str = ""
    language: str = ""
    commitment: str = ""


def asker(project_id: UUID) -> Asker:
    """Return the team of a project as one that looks for people."""
    query = select(member_ids(Project.team_id), has_won()).where(Project.id == project_id)
    members, won = db.session.execute(query).one()
    return Asker(frozenset(members or ()), won)


def find_people(asker: Asker, wanted: PeopleFilter, *, page: int = 1, size: int = 20) -> Page[OfferCard]:
    """Return one page of the people a team may see: the best answers to a question first.

    Without a question by the day they confirmed: the same order for every team, and so also without profiling.
    """
    conditions = [shown_to(asker), *_narrowed(wanted)]
    if not wanted.question.text:
        query = select(TalentOffer).where(*conditions)
        ordered = query.order_by(TalentOffer.confirmed_at.desc(), TalentOffer.id)
        return paginate(ordered, card, number=page, size=size, scalars=True)
    subjects = select(TalentOffer.id).where(*conditions)
    fields = [
        column[lang].astext for column in (TalentOffer.headline, TalentOffer.text) for lang in ("zh", "en")
    ]
    written = or_(*(field.icontains(wanted.question.text, autoescape=True) for field in fields))
    found = search(
        (OFFER,), wanted.question, subjects=subjects, written=subjects.where(written).order_by(TalentOffer.id)
    )
    ids = sliced(found, number=page, size=size)
    # The conditions once more: whoever takes their word back while a page is made is not on it.
    rows = db.session.execute(select(TalentOffer).where(TalentOffer.id.in_(ids.items), *conditions)).scalars()
    cards = {offer.id: card(offer) for offer in rows}
    return Page([cards[key] for key in ids.items if key in cards], ids.number, ids.size, ids.total)


def _narrowed(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.role:
        conditions.append(TalentOffer.roles.contains([wanted.role]))
    stated = (
        (TalentOffer.districts, wanted.district),
        (TalentOffer.languages, wanted.language),
        (TalentOffer.commitments, wanted.commitment),
    )
    for column, code in stated:
        if code:
            conditions.append(or_(column.contains([code]), func.cardinality(column) == 0))
    return conditions


def offer_words() -> dict[UUID, WordText]:
    """Return what people who are shown are found by: what a team reads of them."""
    query = select(TalentOffer.id, TalentOffer.roles, TalentOffer.headline, TalentOffer.text).where(shown())
    return {
        row.id: WordText(
            _both(row.headline), role_words(GapRole(code) for code in row.roles), _both(row.text)
        )
        for row in db.session.execute(query)
    }


def _both(text: LocalizedText) -> str:
    return "\n".join(said for said in text.as_dict().values() if said)
