"""The cells of tables, drawn here rather than by a macro: a list has a hundred of them, at a third of the cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from markupsafe import Markup, escape


def draw_cell(
    label: str, value: Any = None, cls: str = "", caller: Callable[[], str] | None = None
) -> Markup:
    """Return a cell of a table whose rows become cards on phones; without a value, what the call block holds."""
    shown = caller() if value is None and caller is not None else value
    return Markup(  # noqa: S704 - every part is escaped
        f'<td data-label="{escape(label)}" class="{escape(cls)}"><div class="cell">{escape(shown)}</div></td>'
    )


def init_cells(app: Flask) -> None:
    """Give templates `draw_cell`."""
    app.jinja_env.globals["draw_cell"] = draw_cell
