"""Lines of a timeline as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from contest.entries.domain import EntrySource
from contest.entry_forms.domain import Form
from contest.entry_forms.presentation import part_name
from contest.projects.domain.editing import Basis
from contest.seasons.domain import Rulebook
from contest.seasons.domain.calendar import Event, Phase, events
from contest.seasons.views.wording import event_title
from contest.standings.domain import Outcome
from contest.timelines.domain import Happening, Line
from contest.timelines.texts import MOVES, PARTS, TITLES
from contest.web.i18n import l10n, label, localdate, localtime

COMING_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A line in words; `url` leads to what it speaks of, `text` is what somebody wrote or what it means."""

    title: str
    at: datetime
    by: str
    text: str
    url: str | None
    tone: str


TONES = {
    Happening.CHECK_RETURNED: "warning",
    Happening.CHECK_REJECTED: "danger",
    Happening.WITHDRAWN: "danger",
    Happening.HANDED_IN: "success",
    Happening.CHECK_PASSED: "success",
    Happening.RESULT: "success",
}


def told(line: Line, form: Form, book: Rulebook) -> Told:
    """Return a line in the reader's words."""
    facts = {name: value for name, value in line.facts.items() if value is not None}
    return Told(
        title=_title(line, _params(facts, form, book)),
        at=line.at,
        by=l10n(line.by),
        text=_text(line.what, facts, book),
        url=f"/questions/{facts['id']}" if line.what in {Happening.ASKED, Happening.ANSWERED} else None,
        tone=TONES.get(line.what, "neutral"),
    )


def _title(line: Line, params: Mapping[str, str]) -> str:
    if line.what is Happening.SAVED:
        return ngettext("%(num)s change saved", "%(num)s changes saved", line.facts["saves"])
    if line.what is Happening.NOMINATION_ANSWERED:
        return str(MOVES[line.facts["move"]]) % params
    return str(TITLES[line.what]) % params


def _params(facts: Mapping[str, Any], form: Form, book: Rulebook) -> dict[str, str]:
    """Return every fact as text; what a form or a season does not know any more is told by its code."""
    said = {name: str(value) for name, value in facts.items()}
    for name in ("kind", "consent"):
        if name in facts:
            said[name] = l10n(form.label_of(facts[name]))
    if "base" in facts:
        said["base"] = l10n(facts["base"])
    if "stage" in facts:
        said["stage"] = part_name(book, "stages", facts["stage"]) or facts["stage"]
    if "outcome" in facts:
        said["outcome"] = label(Outcome(facts["outcome"]))
    if "rule" in facts:
        names = {rule.code: l10n(rule.name) for rule in book.checks()}
        said["rule"] = names.get(facts["rule"], facts["rule"])
    if "until" in facts:
        said["until"] = localtime(datetime.fromisoformat(facts["until"]))
    return said


def _text(what: Happening, facts: Mapping[str, Any], book: Rulebook) -> str:
    lines = []
    if what is Happening.HANDED_IN and facts.get("basis", Basis.WINDOW) != Basis.WINDOW:
        lines.append(label(Basis(facts["basis"])))
    if what is Happening.STAGE_REACHED:
        lines.append(label(EntrySource(facts["source"])))
    lines += [_moved(name, pair, book) for name, pair in facts.get("changes", {}).items()]
    if facts.get("reason"):
        lines.append(_("Reason: %(reason)s", reason=facts["reason"]))
    return "\n".join(lines)


def _moved(name: str, pair: list[str], book: Rulebook) -> str:
    source, word = PARTS[name]
    before, after = (part_name(book, source, code) or code or "–" for code in pair)
    return f"{word}: {before} → {after}"


def coming(book: Rulebook, zone_code: str, now: datetime) -> list[dict[str, Any]]:
    """Return what of the season's calendar is on or ahead in a zone, as the timeline macro takes it."""
    ahead = [
        event
        for event in events(book)
        if event.phase(now) is not Phase.DONE and _holds(event, book, zone_code)
    ]
    return [_coming(event, book, now) for event in ahead[:COMING_SHOWN]]


def _holds(event: Event, book: Rulebook, zone_code: str) -> bool:
    return event.window is None or book.window(event.window.kind, zone_code) == event.window


def _coming(event: Event, book: Rulebook, now: datetime) -> dict[str, Any]:
    on = event.phase(now) is Phase.CURRENT
    if event.stage is not None:
        days = localdate(event.starts)
        if event.last_day.isoformat() != days:
            days = f"{days} – {event.last_day.isoformat()}"
        text = _("%(days)s (Shanghai time)", days=days)
    elif on:
        text = _("open until %(moment)s", moment=localtime(event.ends))
    else:
        text = _(
            "opens %(opens)s, closes %(closes)s", opens=localtime(event.starts), closes=localtime(event.ends)
        )
    return {"title": event_title(event, book), "at": None, "text": text, "state": event.phase(now).value}
