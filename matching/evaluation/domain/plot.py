"""A picture of an evaluation, as SVG made by hand: the ranker beside every baseline, with the ranker's interval.

Reads the plain figures that `Outcome.as_dict` gives, so that a web worker can draw it without numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

WIDTH, ROW, GAP, LEFT, RIGHT, TOP = 760, 24, 34, 190, 70, 44
BAR = 15
OWN, OTHER, INK, FAINT = "#a8322d", "#9fb3c8", "#22303c", "#6b7a88"
FONT = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in the picture; the names of baselines and figures by code."""

    title: str
    own: str
    names: Mapping[str, str]
    figures: Mapping[str, str]  # in the order of the panels


def draw(found: Mapping[str, Any], wording: Wording) -> str:
    """Return the SVG."""
    named = [name for name in wording.figures if name in found["intervals"]]
    figures = [*named, *(name for name in found["intervals"] if name not in named)]
    height = TOP + sum(_panel_height(found) for _ in figures)
    parts = [_text(LEFT, 24, wording.title, size=16, weight="600")]
    top = TOP
    for figure in figures:
        parts.append(_panel(found, figure, wording, top))
        top += _panel_height(found)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="{FONT}"><title>{escape(wording.title)}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _panel_height(found: Mapping[str, Any]) -> int:
    return ROW * (len(found["baselines"]) + 1) + GAP


def _panel(found: Mapping[str, Any], figure: str, wording: Wording, top: int) -> str:
    rows: list[tuple[str, float, Sequence[float] | None]] = [
        (wording.own, float(found[figure]), found["intervals"][figure])
    ]
    others = [(wording.names.get(name, name), values[figure]) for name, values in found["baselines"].items()]
    rows += [(name, value, None) for name, value in sorted(others, key=lambda one: -one[1])]
    most = max([value for _, value, _ in rows] + [rows[0][2][1] if rows[0][2] else 0.0]) or 1.0
    scale = (WIDTH - LEFT - RIGHT) / most
    parts = [_text(LEFT, top + 12, wording.figures.get(figure, figure), size=13, weight="600")]
    for number, (name, value, bounds) in enumerate(rows):
        middle = top + GAP - 6 + ROW * number
        end = LEFT + value * scale
        parts.append(_text(LEFT - 10, middle + 4, name, anchor="end", fill=INK if bounds else FAINT))
        parts.append(_bar(LEFT, middle - BAR / 2, value * scale, OWN if bounds else OTHER))
        if bounds:
            parts.append(_whisker(LEFT + bounds[0] * scale, LEFT + bounds[1] * scale, middle))
            end = max(end, LEFT + bounds[1] * scale)
        parts.append(_text(end + 8, middle + 4, f"{value:.3f}"))
    return "".join(parts)


def _bar(x: float, y: float, width: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{BAR}" rx="2" fill="{fill}"/>'
    )


def _whisker(low: float, high: float, y: float) -> str:
    line = f'<path d="M{low:.1f} {y - 5:.1f}v10M{low:.1f} {y:.1f}H{high:.1f}M{high:.1f} {y - 5:.1f}v10" '
    return f'{line}stroke="{INK}" stroke-width="1.5" fill="none"/>'


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: int = 12,
    anchor: str = "start",
    weight: str = "400",
    fill: str = INK,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{fill}">{escape(words)}</text>'
    )
