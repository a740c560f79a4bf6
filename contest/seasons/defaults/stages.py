"""The five stages with their rubric and advance rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contest.kernel.columns import LocalizedText
from contest.seasons.defaults.rubrics import RUBRIC, SEED
from contest.seasons.domain import AdvanceRule, Cut, CutKind, ScoreMethod, StageCode, StagePart
from contest.seasons.domain.rules import CRITERION, PREVIOUS_ROUND

TIES = (PREVIOUS_ROUND, CRITERION + "innovation", "both_advance")
TEMPLATE_YEAR = 2001
DRAWN = (CRITERION + "innovation", "both_advance")


def _advance(
    kind: CutKind,
    value: str,
    *,
    reserves: int = 0,
    method: ScoreMethod = ScoreMethod.TRIMMED_MEAN,
    min_sheets: int = 5,
    ties: tuple[str, ...] = TIES,
) -> AdvanceRule:
    cut = Cut(kind=kind, value=Decimal(value))
    return AdvanceRule(cut=cut, reserves=reserves, method=method, min_sheets=min_sheets, tie_breaks=ties)


# Written for a year that is no leap year; `stages` moves the days.
STAGES = (
    StagePart(
        code=StageCode.SCREENING,
        name=LocalizedText("海选", "Screening"),
        description=LocalizedText(
            "形式审查与材料评审：核对报名条件，评委独立阅读计划书打分。",
            "Formal check and reading: conditions are verified, each judge reads and scores alone.",
        ),
        starts_on=date(TEMPLATE_YEAR, 5, 6),
        ends_on=date(TEMPLATE_YEAR, 5, 16),
        rubric=RUBRIC,
        variants=(SEED,),
        advance=_advance(CutKind.SHARE, "0.6", method=ScoreMethod.MEAN, min_sheets=2, ties=DRAWN),
    ),
    StagePart(
        code=StageCode.PRELIMINARY,
        name=LocalizedText("初赛", "Preliminary round"),
        description=LocalizedText(
            "各赛区线上或现场路演，名额由市级统一规则确定。",
            "Pitches online or on site in each zone; the places follow the city's rules.",
        ),
        starts_on=date(TEMPLATE_YEAR, 5, 20),
        ends_on=date(TEMPLATE_YEAR, 6, 6),
        rubric=RUBRIC,
        variants=(SEED,),
        advance=_advance(CutKind.SHARE, "0.35", reserves=5, method=ScoreMethod.MEAN, min_sheets=3),
    ),
    StagePart(
        code=StageCode.SECOND_ROUND,
        name=LocalizedText("复赛", "Second round"),
        description=LocalizedText(
            "市级复赛：初赛晋级项目与海聚基地直通车项目同台评审。",
            "City round: projects from the preliminaries beside those with a base's direct slot.",
        ),
        starts_on=date(TEMPLATE_YEAR, 6, 15),
        ends_on=date(TEMPLATE_YEAR, 6, 28),
        rubric=RUBRIC,
        variants=(SEED,),
        advance=_advance(CutKind.TOP, "60", reserves=5),
    ),
    StagePart(
        code=StageCode.SEMIFINAL,
        name=LocalizedText("半决赛", "Semifinal"),
        description=LocalizedText(
            "分赛道闭门答辩，抽签决定出场顺序，去掉一个最高分和一个最低分。",
            "Closed-door defence by track, order drawn by lot, the highest and the lowest score dropped.",
        ),
        starts_on=date(TEMPLATE_YEAR, 7, 10),
        ends_on=date(TEMPLATE_YEAR, 7, 18),
        matchable=True,
        rubric=RUBRIC,
        variants=(SEED,),
        advance=_advance(CutKind.TOP, "23", reserves=3),
    ),
    StagePart(
        code=StageCode.FINAL,
        name=LocalizedText("总决赛", "Grand final"),
        description=LocalizedText(
            "现场路演、当场亮分，产生金聚奖、银聚奖与铜聚奖。",
            "Live pitches, scores shown on the spot; the gold, silver and bronze Ju awards are decided.",
        ),
        starts_on=date(TEMPLATE_YEAR, 8, 22),
        ends_on=date(TEMPLATE_YEAR, 8, 24),
        matchable=True,
        rubric=RUBRIC,
        variants=(SEED,),
        advance=_advance(CutKind.TOP, "8"),
    ),
)


def stages(year: int) -> tuple[StagePart, ...]:
    """Return the stages of `year`, each with its days, rubric and advance rule."""
    return tuple(
        stage.model_copy(
            update={
                "starts_on": stage.starts_on and stage.starts_on.replace(year=year),
                "ends_on": stage.ends_on and stage.ends_on.replace(year=year),
            }
        )
        for stage in STAGES
    )
