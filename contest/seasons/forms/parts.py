"""One form per kind of row."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from contest.organisations.domain import District
from contest.seasons.domain import (
    ChannelKind,
    CheckDesk,
    GrowthStage,
    PartKind,
    Rulebook,
    StageCode,
    WindowKind,
)
from contest.seasons.forms.base import (
    MUST,
    EditForm,
    choice,
    day,
    moment,
    name_pair,
    number,
    options,
    prose_pair,
    several,
)
from contest.web.i18n import l10n

CODE_HINT = _l("Small letters, digits and underscores. It stays for good: rows of projects refer to it.")
DESCRIPTION = (_l("Description in Chinese"), _l("Description in English"))


class PartForm(EditForm):
    """Base of the forms of rows."""

    def offer(self, book: Rulebook) -> None:
        """Fill the choices from the rulebook, in the reader's language."""


class NamedForm(PartForm):
    """A row with a code and a bilingual name."""

    code = StringField(_l("Code"), [MUST], description=CODE_HINT, render_kw={"autocapitalize": "none"})
    name_zh, name_en = name_pair()


class TrackForm(NamedForm):
    """赛道."""

    description_zh, description_en = prose_pair(*DESCRIPTION)


class GroupForm(NamedForm):
    """组别."""

    description_zh, description_en = prose_pair(*DESCRIPTION)
    growth_stages = several(_l("Growth stages"), hint=_l("None chosen: every stage."))
    min_company_age = number(_l("Company age from (years)"))
    max_company_age = number(_l("Company age up to (years)"), hint=_l("Teams without a company pass."))

    def offer(self, book: Rulebook) -> None:
        del book
        self.growth_stages.choices = options(GrowthStage)


class ZoneForm(NamedForm):
    """赛区."""

    district = choice(_l("District"), hint=_l("Officers of the district look after the zone."))
    overseas = BooleanField(_l("Overseas zone"))
    own_heat = BooleanField(_l("Runs a heat of its own (judges, venue, quota) under the city's rules"))
    quota = number(_l("Quota"), hint=_l("How many projects the zone may send on. Empty: no limit."))
    venue_zh, venue_en = prose_pair(_l("Venue in Chinese"), _l("Venue in English"))

    def offer(self, book: Rulebook) -> None:
        del book
        self.district.choices = options(District, empty="–")

    def values(self) -> dict[str, Any]:
        made = super().values()
        return {**made, "district": made["district"] or ""}


class ChannelForm(NamedForm):
    """报名渠道."""

    kind = choice(_l("Kind"), must=True)

    def offer(self, book: Rulebook) -> None:
        del book
        self.kind.choices = options(ChannelKind)


class StageForm(PartForm):
    """赛段: its label and its days; rubric and advance rule have forms of their own."""

    code = choice(_l("Contest stage"), must=True)
    name_zh, name_en = name_pair(_l("Label in Chinese"), _l("Label in English"))
    description_zh, description_en = prose_pair(*DESCRIPTION)
    starts_on = day(_l("First day"))
    ends_on = day(_l("Last day"))
    matchable = BooleanField(_l("Winners of this stage are matched with parks, investors and mentors"))
    revision_opens_at = moment(_l("Teams may update what they handed in, from"), must=False)
    revision_closes_at = moment(_l("Teams may update what they handed in, until"), must=False)
    revision_fields = StringField(
        _l("What they may update"),
        description=_l(
            "Codes of fields and files, separated by commas; “plan” is the business plan, “deck” the pitch deck."
        ),
    )

    def offer(self, book: Rulebook) -> None:
        del book
        self.code.choices = options(StageCode)
        if isinstance(self.revision_fields.data, list):
            self.revision_fields.data = ", ".join(self.revision_fields.data)

    def values(self) -> dict[str, Any]:
        made = super().values()
        codes = (made["revision_fields"] or "").replace("，", ",").split(",")
        return {**made, "revision_fields": [code.strip() for code in codes if code.strip()]}


class WindowForm(PartForm):
    """When something is open."""

    kind = choice(_l("What opens"), must=True)
    zone_code = choice(_l("Zone"), hint=_l("A zone's own window replaces the city's for that zone."))
    opens_at = moment(_l("Opens"))
    closes_at = moment(_l("Closes"))

    def offer(self, book: Rulebook) -> None:
        self.kind.choices = options(WindowKind)
        self.zone_code.choices = [
            ("", str(_l("City-wide"))),
            *((zone.code, l10n(zone.name)) for zone in book.zones),
        ]

    def values(self) -> dict[str, Any]:
        made = super().values()
        return {**made, "zone_code": made["zone_code"] or ""}


class CheckItemForm(NamedForm):
    """形式审查."""

    guidance_zh, guidance_en = prose_pair(
        _l("Guidance for whoever checks, in Chinese"), _l("Guidance for whoever checks, in English")
    )
    desk = choice(
        _l("Who answers"), must=True, hint=_l("Where a zone belongs to no district, the office answers both.")
    )
    required = BooleanField(_l("A pass needs an answer"))

    def offer(self, book: Rulebook) -> None:
        del book
        self.desk.choices = options(CheckDesk)


class BenefitForm(NamedForm):
    """奖励与支持."""

    description_zh, description_en = prose_pair(*DESCRIPTION)
    stage_code = choice(_l("Contest stage"), hint=_l("A placing in this stage brings the benefit."))
    award_zh = StringField(_l("Who receives it, in Chinese"))
    award_en = StringField(_l("Who receives it, in English"))
    awards = number(_l("Number of prizes"), hint=_l("Empty: no limit."))
    people_per_team = number(
        _l("People per team"), hint=_l("How many of one team may use it. Empty: not limited.")
    )
    amount_max_yuan = number(_l("At most (yuan)"), step="any")
    example = BooleanField(_l("An example from earlier seasons: shown as such until confirmed"))

    def offer(self, book: Rulebook) -> None:
        self.stage_code.choices = [("", "–"), *((str(stage.code), l10n(stage.name)) for stage in book.stages)]


PLAIN_FORMS: dict[PartKind, type[PartForm]] = {
    PartKind.TRACK: TrackForm,
    PartKind.GROUP: GroupForm,
    PartKind.ZONE: ZoneForm,
    PartKind.CHANNEL: ChannelForm,
    PartKind.STAGE: StageForm,
    PartKind.WINDOW: WindowForm,
    PartKind.CHECK_ITEM: CheckItemForm,
    PartKind.BENEFIT: BenefitForm,
}
