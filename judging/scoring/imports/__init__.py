"""Score sheets made elsewhere: on paper, or in a partner contest's own tool."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l

from contest.imports.domain import CellKind, Column, ImportKind, Scope
from contest.imports.parsing import read_address
from contest.imports.wording import both
from contest.seasons import imports as season_imports
from judging.permissions import Permission
from judging.rounds.queries import list_rounds
from judging.scoring.domain import MAX_COMMENT
from judging.scoring.imports.checking import SCORE, TAKING, prepare

__all__ = ["KIND"]


def columns(scope: Scope) -> tuple[Column, ...]:
    """Return the columns of score sheets, with one for each criterion of the rounds that take sheets now."""
    book = season_imports.find_book(scope)
    rounds = list_rounds(scope.actor, season_id=book.season_id if book else None)
    taking = [judged for judged in rounds if judged.state in TAKING]
    criteria = {one.code: one.name for judged in taking for one in judged.rubrics.all_criteria}
    return (
        Column(
            "round",
            both(_l("Round")),
            required=True,
            limit=200,
            example=taking[0].name.zh if taking else "复赛评审",
            help=both(_l("The name of a round of the season, in either language, or its id.")),
        ),
        Column(
            "number",
            both(_l("Project number")),
            required=True,
            limit=120,
            example="HJ26-000001",
            help=both(_l("The project's number, or the number it was imported with.")),
        ),
        Column(
            "judge",
            both(_l("E-mail of the judge")),
            required=True,
            parse=read_address,
            example="judge@example.com",
            help=both(_l("Somebody of the pool of judges.")),
        ),
        *(Column(SCORE + code, name, limit=20, example="85") for code, name in criteria.items()),
        Column(
            SCORE,
            both(_l("Mark for one criterion")),
            family=True,
            limit=20,
            help=both(
                _l("One column for each criterion of the rubric, headed score: and the criterion's code.")
            ),
        ),
        Column(
            "total",
            both(_l("Total (0–100)")),
            CellKind.NUMBER,
            low=Decimal(0),
            high=Decimal(100),
            example="" if criteria else "86.5",
            help=both(_l("Instead of marks; with marks, it must be what they come to.")),
        ),
        Column("comment", both(_l("Comment")), limit=MAX_COMMENT, lines=True),
    )


KIND = ImportKind(
    name="scores",
    label=_l("Score sheets"),
    description=_l("Sheets filled in elsewhere, for rounds that are open or closed but not decided."),
    columns=columns,
    prepare=prepare,
    permission=Permission.DECIDE,
    seasons=season_imports.seasons,
    icon="clipboard-check",
)
