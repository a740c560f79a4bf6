"""A published ranking is public; names are published only with the team's consent."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from contest.seasons.domain import StageCode
from judging.ranking.queries import computed
from judging.ranking.services import decide, fingerprint
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories


def published(actor_of: Any) -> tuple[str, str, str]:
    """Return the address of a published ranking, the number of a consenting project and of a silent one."""
    season = factories.a_season()
    round_ = factories.a_round(season, state=RoundState.CLOSED)
    open_, silent = (
        factories.a_project(
            season, submitted=True, name=LocalizedText(name, name), consent_publication=consent
        )
        for name, consent in (("OpenOne", True), ("SilentOne", False))
    )
    for project, mark in ((open_, 90), (silent, 80)):
        factories.a_sheet(round_, factories.an_entry(project, StageCode.SECOND_ROUND), mark)
    organiser = actor_of(factories.a_user(Role.ORGANISER))
    decide(
        actor=organiser, round_id=round_.id, previewed=fingerprint(computed(get_round(organiser, round_.id)))
    )
    round_.state = RoundState.PUBLISHED
    return f"/rounds/{round_.id}/ranking", open_.number or "", silent.number or ""


def test_the_public_reads_names_of_consenting_teams_and_numbers_of_the_others(
    session: Any, client: Any, actor_of: Any
) -> None:
    path, open_, silent = published(actor_of)
    session.commit()
    page = client.get(path).text
    assert all(text in page for text in (open_, silent, "OpenOne"))
    assert "SilentOne" not in page
    sheet = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{path}.xlsx").data)).get_sheet_by_index(0)
    cells = {str(cell) for row in sheet.to_python() for cell in row}
    assert {open_, silent, "OpenOne"} <= cells
    assert "SilentOne" not in cells


def test_the_office_reads_all_names(session: Any, signed_in: Any, actor_of: Any) -> None:
    path, _open, _silent = published(actor_of)
    assert "SilentOne" in signed_in(factories.a_user(Role.AUDITOR)).get(path).text
