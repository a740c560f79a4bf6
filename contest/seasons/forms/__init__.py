"""Forms of the season editor."""

from contest.seasons.forms.base import EditForm, filled
from contest.seasons.forms.eligibility import filled_rule, form_of_kind
from contest.seasons.forms.parts import PLAIN_FORMS, PartForm
from contest.seasons.forms.rubrics import CriterionForm, VariantForm, filled_criterion, new_criterion
from contest.seasons.forms.seasons import BasicsForm, HolidayForm, NewSeasonForm, RulesForm
from contest.seasons.forms.stages import AdvanceForm, advance_form, filled_advance

__all__ = [
    "PLAIN_FORMS",
    "AdvanceForm",
    "BasicsForm",
    "CriterionForm",
    "EditForm",
    "HolidayForm",
    "NewSeasonForm",
    "PartForm",
    "RulesForm",
    "VariantForm",
    "advance_form",
    "filled",
    "filled_advance",
    "filled_criterion",
    "filled_rule",
    "form_of_kind",
    "new_criterion",
]
