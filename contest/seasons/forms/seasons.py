"""Forms of the season itself: its name, its scalar rules, a new one, a clone, a holiday."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from contest.seasons.domain import Rulebook, StageCode
from contest.seasons.forms.base import MUST, EditForm, choice, day, name_pair, number, options, prose_pair
from contest.seasons.queries import SeasonView
from contest.web.i18n import l10n

SLUG_HINT = _l("Small letters, digits and hyphens; part of the public address, for example /seasons/2026.")


class BasicsForm(EditForm):
    """What a season is called."""

    slug = StringField(_l("Web address"), [MUST], description=SLUG_HINT, render_kw={"autocapitalize": "none"})
    year = number(_l("Year"), must=True)
    name_zh, name_en = name_pair()
    intro_zh, intro_en = prose_pair(_l("Introduction in Chinese"), _l("Introduction in English"))


class RulesForm(EditForm):
    """Scalar rules."""

    slots_per_base = number(_l("Direct slots per base and year"), must=True)
    slot_year = number(_l("Slot year"), must=True, hint=_l("A season may straddle two calendar years."))
    direct_stage = choice(_l("A direct slot leads into"), must=True)
    slot_returns_on_refusal = BooleanField(_l("A slot refused at the formal check returns to the base"))
    rectifying_keeps_slots = BooleanField(_l("A base under rectification may nominate"))
    min_team_size = number(_l("Smallest team"), must=True)
    max_team_size = number(_l("Largest team"), must=True)
    roadshow_minutes = number(_l("Minutes of a pitch"), must=True)
    defence_minutes = number(_l("Minutes of questions"), must=True)
    publicity_working_days = number(_l("Working days of publicity"), must=True)
    retention_years = number(
        _l("Years that entries are kept"),
        must=True,
        hint=_l(
            "Counted from the day the season is archived; then texts and files are erased, results stay."
        ),
    )
    correction_days = number(_l("Days for a correction after the formal check"), must=True)
    past_employment_years = number(
        _l("Years a former employer counts as a conflict"),
        must=True,
        hint=_l("For judges and entries alike; 0 means that only present employers count."),
    )
    check_before_judging = BooleanField(_l("Only entries that passed the formal check are judged"))
    pass_advances = BooleanField(
        _l("Passing the formal check leads into the next stage; nobody scores in the first")
    )

    def offer(self, book: Rulebook) -> None:
        """Fill the choices: the season's stages, or all while it has none."""
        named = [(str(stage.code), l10n(stage.name)) for stage in book.stages]
        self.direct_stage.choices = named or options(StageCode)


class NewSeasonForm(EditForm):
    """A season to begin with: from the template, or from an earlier one."""

    source = choice(
        _l("Start from"), must=True, hint=_l("Dates move to the new year; everything else is copied.")
    )
    year = number(_l("Year"), must=True)
    slug = StringField(_l("Web address"), [MUST], description=SLUG_HINT, render_kw={"autocapitalize": "none"})

    def offer(self, seasons: list[SeasonView]) -> None:
        """Fill the choices."""
        self.source.choices = [
            ("", str(_l("The template"))),
            *((str(one.id), l10n(one.name)) for one in seasons),
        ]


class HolidayForm(EditForm):
    """One day of the holiday table."""

    day = day(_l("Day"), must=True)
    works = BooleanField(_l("A weekend that is worked in exchange"))
    name_zh, name_en = name_pair()
