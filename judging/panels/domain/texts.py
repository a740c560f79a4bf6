"""What of a plan is compared with judges' expertise, and how texts become words."""

from __future__ import annotations

import re

PASSAGE = 1_500  # characters: what a model of 512 tokens reads of a bilingual text
FROM_PLAN = 4

_WORDS = re.compile(r"[a-z0-9][a-z0-9+.#-]*[a-z0-9+#]|[\u4e00-\u9fff]+")


def passages(form: str, plan: str) -> dict[str, str]:
    """Return part -> text: the form under the empty name, then passages spread evenly over the whole plan.

    Parts keep their names from one version of a plan to the next, so that only what changed is embedded again.
    """
    found = {"": form}
    plan = " ".join(plan.split())
    count = min(FROM_PLAN, -(-len(plan) // PASSAGE))
    room = len(plan) - PASSAGE
    for number in range(FROM_PLAN):
        start = room * number // (count - 1) if count > 1 and room > 0 else 0
        found[f"plan{number + 1}"] = plan[start : start + PASSAGE] if number < count else ""
    return found


def words_of(text: str) -> list[str]:
    """Return the words of Latin text, and of Chinese text its pairs of characters, which need no dictionary."""
    found: list[str] = []
    for run in _WORDS.findall(text.lower()):
        if "\u4e00" <= run[0] <= "\u9fff":
            found.extend(run[at : at + 2] for at in range(max(len(run) - 1, 1)))
        else:
            found.append(run)
    return found
