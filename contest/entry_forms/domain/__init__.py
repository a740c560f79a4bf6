"""Pure rules of entry forms: what a form is, what its values may be, how it is edited and compared."""

from contest.entry_forms.domain.choices import allowed, choices_of
from contest.entry_forms.domain.comparison import Change, Differences, differences, reshaped
from contest.entry_forms.domain.core import CONSENTS, CORE, KEPT
from contest.entry_forms.domain.errors import (
    FieldKept,
    FormFrozen,
    NothingChanged,
    SectionInUse,
    ShapeChanged,
)
from contest.entry_forms.domain.fields import Column, Condition, FieldSpec, Option
from contest.entry_forms.domain.form import Form, Section, read_form, visible, write_form
from contest.entry_forms.domain.vocabulary import (
    LANGUAGES,
    FieldKind,
    Financing,
    FormState,
    Need,
    RequiredFor,
)

__all__ = [
    "CONSENTS",
    "CORE",
    "KEPT",
    "LANGUAGES",
    "Change",
    "Column",
    "Condition",
    "Differences",
    "FieldKept",
    "FieldKind",
    "FieldSpec",
    "Financing",
    "Form",
    "FormFrozen",
    "FormState",
    "Need",
    "NothingChanged",
    "Option",
    "RequiredFor",
    "Section",
    "SectionInUse",
    "ShapeChanged",
    "allowed",
    "choices_of",
    "differences",
    "read_form",
    "reshaped",
    "visible",
    "write_form",
]
