"""`flask judging …`: panels from the command line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click
from flask.cli import with_appcontext

from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.kernel.db import transaction
from contest.kernel.errors import DomainError
from contest.web.commands import answer, json_option, refusals
from judging.commands import judging
from judging.panels import queries, services
from judging.panels.domain import PanelOptions
from judging.panels.domain.options import OBJECTIVES
from judging.panels.queries import RunView
from judging.panels.states import ProposalScope, RunState


class PanelsImpossible(DomainError):
    """The solver found no panels; `code` and `params` are those of the cause."""

    def __init__(self, cause: str, **params: object) -> None:
        self.code = cause  # type: ignore[misc]  # one class for every cause
        super().__init__(**params)


@judging.group()
def panels() -> None:
    """Who judges what."""


@panels.command()
@click.argument("round_id", type=click.UUID, metavar="ROUND")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in ProposalScope]),
    default=ProposalScope.ANEW.value,
    show_default=True,
    help="What is kept: every assignment that may stand (repair), or only finished sheets (anew).",
)
@click.option(
    "--objective",
    type=click.Choice(OBJECTIVES),
    default=OBJECTIVES[0],
    show_default=True,
    help="The worst served entry first and the total at that level, or the total alone.",
)
@click.option("--outside", type=int, default=0, help="Judges from outside in each panel at least.")
@click.option("--per-organisation", type=int, help="Judges of one organisation in a panel at most.")
@click.option("--random", "random_percent", type=int, default=0, help="Random part, per cent.")
@click.option("--seed", type=click.IntRange(0), default=0, help="Seed of the random part; 0 draws one.")
@click.option("--commit", is_flag=True, help="Make the proposal the panels at once.")
@json_option
@with_appcontext
def propose(*, round_id: UUID, scope: str, commit: bool, as_json: bool, **options: Any) -> None:
    """Work out the panels of ROUND with the best fit under its bounds and without any conflict.

    Prints the totals with their proved bound. Exit status 1 names the cause when no panels are possible.
    """
    with refusals(as_json=as_json), transaction():
        run = services.propose_now(
            actor=SYSTEM, round_id=round_id, scope=ProposalScope(scope), options=PanelOptions(**options)
        )
        if run.state is not RunState.PROPOSED:
            raise _impossible(run)
        if commit:
            services.commit_proposal(actor=SYSTEM, run_id=run.id)
    outcome = {"run": str(run.id), "committed": commit, **run.outcome}
    text = (
        f"{outcome['pairs']} assignments, total {outcome['total']} of at most {outcome['bound']}, "
        f"loads {outcome['loads']['min']}-{outcome['loads']['max']}"
        f"{', committed' if commit else ''}"
    )
    answer(outcome, text, as_json=as_json)


def _impossible(run: RunView) -> PanelsImpossible:
    cause, names = run.outcome["cause"], queries.cause_names(run)

    def worded(value: object) -> object:
        if isinstance(value, list):
            return ", ".join(str(worded(one)) for one in value)
        return (
            names.get(str(value), LocalizedText(str(value))).in_locale("en")
            if isinstance(value, str)
            else value
        )

    return PanelsImpossible(cause["code"], **{key: worded(value) for key, value in cause["params"].items()})
