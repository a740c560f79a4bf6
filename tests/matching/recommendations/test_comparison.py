"""What a comparison sets side by side."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from matching.recommendations.views.cards import compared


def card(*rows: tuple[str, float]) -> Any:
    return SimpleNamespace(
        criteria=[{"code": code, "label": code.upper(), "weight": weight} for code, weight in rows]
    )


def test_every_criterion_of_any_card_is_a_column_once_the_heaviest_first() -> None:
    shown = [card(("track", 3.0), ("language", 0.5)), card(("language", 0.5), ("financing", 2.0))]
    assert compared(shown) == [("track", "TRACK"), ("financing", "FINANCING"), ("language", "LANGUAGE")]
    assert compared([]) == []
