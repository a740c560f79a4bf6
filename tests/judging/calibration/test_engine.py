"""What a calibration makes of panels whose truth is known."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.calibration.domain import Components, Recommended, Sheet, Why
from judging.calibration.engine import calibrate
from judging.calibration.engine.model import Fit, design
from judging.calibration.engine.panels import arrange
from tests.judging.simulated import calibrated, panels

SMALL = {"items": 200, "judges": 40}


def test_calibrated_scores_rank_sparse_panels_as_well_as_known_severities_do() -> None:
    simulated = panels(1, **SMALL)
    made = calibrate(simulated.sheets)
    tau = simulated.tau(calibrated(made))
    assert tau >= simulated.tau(simulated.means()) + 0.05
    assert tau >= simulated.tau(simulated.oracle()) - 0.015
    assert made.recommended is Recommended.CALIBRATED
    assert made.because.code == Why.RANKS_BETTER
    assert made.connected


def test_the_variances_and_severities_are_found() -> None:
    simulated = panels(2, items=400, judges=60)
    made = calibrate(simulated.sheets)
    assert made.components is not None
    assert made.components.severity_sd == pytest.approx(np.std(simulated.effects), abs=0.8)
    assert made.components.item_sd == pytest.approx(np.std(simulated.truth), abs=0.8)
    assert made.components.noise_sd == pytest.approx(5, abs=0.3)
    less_given = simulated.effects.mean() - simulated.effects
    apart = np.array([one.severity for one in made.judges]) - less_given
    errors = np.array([one.stderr for one in made.judges])
    assert np.sqrt((apart**2).mean()) < 1.5
    assert 0.8 < (np.abs(apart) < 1.96 * errors).mean() <= 1


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = []
    for seed in range(4):
        simulated = panels(seed, **SMALL)
        level = 70 + simulated.truth + simulated.effects.mean()
        made = calibrate(simulated.sheets)
        errors = np.array([one.stderr for one in made.items])
        held.append((np.abs(calibrated(made) - level) < 1.2816 * errors).mean())
    assert 0.75 < np.mean(held) < 0.85


def test_judges_who_do_not_differ_leave_the_order_of_the_means() -> None:
    simulated = panels(3, **SMALL, severity=0)
    made = calibrate(simulated.sheets)
    assert made.recommended is Recommended.MEAN
    assert made.because.code == Why.NO_SEVERITY
    assert simulated.tau(calibrated(made)) == pytest.approx(simulated.tau(simulated.means()), abs=1e-3)


def test_tracks_of_unequal_quality_are_not_levelled_as_z_scores_do() -> None:
    simulated = panels(4, items=240, judges=48, tracks=4, tracks_apart=8, grouped=True)
    made = calibrate(simulated.sheets)
    assert made.recommended is Recommended.CALIBRATED
    assert not made.connected  # nobody judges in two tracks
    assert {group.parts for group in made.groups} == {1}
    tau = simulated.tau(calibrated(made))
    assert tau > simulated.tau(simulated.z_scores()) + 0.1
    assert tau > simulated.tau(simulated.means())


def test_what_no_judge_links_falls_back_to_the_mean_and_says_so() -> None:
    simulated = panels(5, items=60, judges=12, tracks=2)
    made = calibrate(simulated.sheets)
    assert (made.recommended, made.because.code) == (Recommended.MEAN, Why.DISCONNECTED)
    assert made.because.params == {"parts": 2, "largest": 30, "items": 60}
    assert not made.connected
    assert calibrated(made) == pytest.approx(simulated.means())


def test_a_group_that_falls_apart_does_not_spoil_the_others() -> None:
    simulated = panels(6, **SMALL, tracks=2, grouped=True)
    strayed = [Sheet("alone", "stray", 61.0, "track 1")]
    made = calibrate([*simulated.sheets, *strayed])
    assert [(group.parts, group.recommended) for group in made.groups] == [
        (1, Recommended.CALIBRATED),
        (2, Recommended.MEAN),
    ]
    assert made.recommended is Recommended.MEAN
    fallen = {one.item for one in made.items if one.is_mean}
    assert fallen == {one.item for one in [*simulated.sheets, *strayed] if one.group == "track 1"}


@pytest.mark.parametrize("scores", [[70.0], [70.0, 80.0], [70.0, 70.0, 70.0, 70.0, 70.0, 70.0]])
def test_too_few_scores_or_equal_ones_fall_back_to_the_mean(scores: list[float]) -> None:
    made = calibrate([Sheet(f"j{n % 2}", f"i{n // 2}", score) for n, score in enumerate(scores)])
    assert (made.recommended, made.because.code, made.components) == (Recommended.MEAN, Why.TOO_FEW, None)
    assert [one.calibrated for one in made.items] == [one.mean for one in made.items]


def test_every_judge_seeing_every_item_is_reported_and_changes_little() -> None:
    simulated = panels(7, items=40, judges=5, severity=4)
    made = calibrate(simulated.sheets)
    assert simulated.tau(calibrated(made)) == pytest.approx(simulated.tau(simulated.means()), abs=1e-9)
    assert made.because.code == Why.NO_GAIN


@settings(max_examples=20, derandomize=True, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_does_not_matter(dice: random.Random) -> None:
    sheets = panels(8, items=30, judges=10, per_item=3).sheets
    expected = calibrate(sheets)
    shuffled = list(sheets)
    dice.shuffle(shuffled)
    assert calibrate(shuffled) == expected


def test_given_variances_give_the_same_scores_again() -> None:
    sheets = panels(9, items=60, judges=15).sheets
    made = calibrate(sheets)
    assert made.components is not None
    again = calibrate(sheets, components=made.components)
    assert again.items == made.items
    assert calibrate(sheets, components=Components(1, 8, 5)).items != made.items


def test_adding_points_to_everything_changes_nothing_else() -> None:
    sheets = panels(10, items=60, judges=15).sheets
    made = calibrate(sheets)
    higher = calibrate([replace(sheet, score=sheet.score + 10) for sheet in sheets])
    assert [one.calibrated - 10 for one in higher.items] == pytest.approx(
        [one.calibrated for one in made.items], abs=1e-4
    )


def test_the_likelihood_is_that_of_the_whole_covariance() -> None:
    simulated = panels(11, items=12, judges=6, per_item=3, tracks=2, grouped=True)
    arranged = arrange(simulated.sheets)
    scores = arranged.score - arranged.score.mean()
    noise, item, severity = 4.0, 9.0, 2.5

    def exact(noise: float, item: float, severity: float) -> float:
        items, judges = np.eye(12)[arranged.item], np.eye(6)[arranged.judge]
        cells = np.eye(arranged.cells)[arranged.cell_of[arranged.item]]
        covariance = noise * np.eye(len(scores)) + item * items @ items.T + severity * judges @ judges.T
        weights = np.linalg.inv(covariance)
        between = cells.T @ weights @ cells
        fixed = np.linalg.solve(between, cells.T @ weights @ scores)
        rest = scores - cells @ fixed
        logs = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(between)[1]
        return float(logs + rest @ weights @ rest)

    def ours(*variances: float) -> float:
        return Fit(design(arranged, scores), *variances).deviance

    other = (5.0, 7.0, 3.0)
    assert ours(noise, item, severity) - ours(*other) == pytest.approx(
        exact(noise, item, severity) - exact(*other)
    )
    slope = Fit(design(arranged, scores), noise, item, severity).gradient
    variances = np.array([noise, item, severity])
    for at in range(3):
        step = np.exp(1e-4 * np.eye(3)[at])
        numeric = (ours(*(variances * step)) - ours(*(variances / step))) / 2e-4
        assert slope[at] == pytest.approx(numeric, abs=1e-4)


@pytest.mark.parametrize(
    "sheets",
    [
        [],
        [Sheet("a", "x", 1), Sheet("a", "x", 2)],
        [Sheet("a", "x", 1, "g"), Sheet("b", "x", 2, "h")],
    ],
)
def test_sheets_that_contradict_each_other_are_refused(sheets: list[Sheet]) -> None:
    with pytest.raises(ValueError, match=r"nothing to calibrate|one group"):
        calibrate(sheets)


def test_a_judge_is_described_by_what_colleagues_made_of_the_same_entries() -> None:
    simulated = panels(12, items=120, judges=20)
    erratic = "00003"
    dice = np.random.default_rng(0)
    sheets = [
        replace(sheet, score=float(dice.normal(70, 15))) if sheet.judge == erratic else sheet
        for sheet in simulated.sheets
    ]
    found = {one.judge: one for one in calibrate(sheets).judges}
    others = [one for judge, one in found.items() if judge != erratic]
    own = found[erratic]
    assert own.consistency is not None
    assert own.agreement is not None
    assert own.consistency > max(one.consistency or 0 for one in others)
    assert own.agreement < min(one.agreement or 1 for one in others)
    assert own.sheets == sum(sheet.judge == erratic for sheet in sheets)
