"""What a backtest may know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matching.evaluation.domain.backtest import Material, NothingToMeasure, Protocol, backtest
from matching.evaluation.domain.bootstrap import interval
from tests.matching.ranking import deals as made

DAY = date(2018, 6, 1).toordinal()


def material() -> Material:
    companies, deals = made.facts()
    return Material(companies, deals, made.vectors(companies))


def test_what_comes_on_or_after_the_day_only_scores() -> None:
    whole = material()
    later = [deal.company for deal in whole.deals if deal.day >= DAY]
    asking = frozenset(later[::2])
    others = [deal for deal in whole.deals if deal.day < DAY or deal.company in asking]
    assert len(others) < len(whole.deals)
    protocol = Protocol(DAY, 2, only=asking)
    full, cut = backtest(whole, protocol), backtest(replace(whole, deals=others), protocol)
    assert full.model == cut.model
    assert {name: list(values) for name, values in full.own.items()} == {
        name: list(values) for name, values in cut.own.items()
    }


def test_without_later_deals_there_is_nothing_to_measure() -> None:
    whole = material()
    with pytest.raises(NothingToMeasure):
        backtest(replace(whole, deals=[deal for deal in whole.deals if deal.day < DAY]), Protocol(DAY, 2))


def test_an_interval_holds_the_mean_and_is_the_same_for_every_order() -> None:
    values = np.random.default_rng(3).normal(0.2, 1, 300)
    found = interval(values)
    assert found.low < found.mean < found.high
    assert interval(values[::-1].copy()).as_list() == found.as_list()
    assert interval(np.zeros(0)).as_list() == [0.0, 0.0]
