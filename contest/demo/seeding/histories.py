"""How the texts of a project came about: drafts of its answers by two people of the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contest.kernel.columns import LocalizedText, new_id

FIELDS = ("problem", "solution", "market", "advantage")
DRAFTS = (0.45, 0.8, 1.0)  # how much of the text each draft has
STEP = timedelta(hours=7, minutes=13, seconds=41)


def saves(
    project_id: UUID, values: Mapping[str, Any], members: Sequence[Mapping[str, Any]], until: datetime
) -> list[dict[str, Any]]:
    """Return rows of the field history, written in turns by the team's first two people before `until`."""
    rows: list[dict[str, Any]] = []
    texts = {code: str(LocalizedText.of(values[code]).zh) for code in FIELDS if values.get(code)}
    steps = [(code, share) for share in DRAFTS for code in texts if texts[code]]
    for place, (code, share) in enumerate(steps):
        whole = texts[code]
        earlier = [row["value"] for row in rows if row["field"] == f"{code}.zh"]
        rows.append(
            {
                "id": new_id(),
                "project_id": project_id,
                "field": f"{code}.zh",
                "version": 1,
                "before": earlier[-1] if earlier else "",
                "value": whole[: round(len(whole) * share)],
                "saved_by": members[place % min(2, len(members))]["id"],
                "saved_at": until - STEP * (len(steps) - place),
            }
        )
    return rows
