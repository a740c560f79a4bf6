"""What the codes of forms read like."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.entry_forms.domain import FieldKind, FormState, RequiredFor

ERRORS: dict[str, Any] = {
    "unknown_field": _l("The form has no such field."),
    "too_many_tags": _l("At most %(limit)s keywords."),
    "tag_too_long": _l("A keyword has at most %(limit)s characters."),
    "too_many_decimals": _l("At most %(limit)s decimal places."),
    "too_many_rows": _l("At most %(limit)s rows."),
    "too_few_rows": _l("At least %(limit)s rows."),
    "row_incomplete": _l("Row %(row)s is not complete."),
    "total_too_high": _l("Together at most %(limit)s."),
    "form_frozen": _l("The season is archived; its form can only be read."),
    "form_field_kept": _l("The contest needs this field. You can reword and move it, not remove it."),
    "form_section_in_use": _l("This section still has fields. Move or remove them first."),
    "form_shape_changed": _l(
        "The field “%(field)s” has been asked in another kind before, so its kind, languages and decimals stay. "
        "Remove it and add one with a new code instead."
    ),
    "form_unchanged": _l("The draft says the same as the published form."),
    "form_section_empty": _l("This section has no fields yet. Add one or remove the section."),
    "form_code_taken": _l("The code “%(taken)s” is used twice."),
    "form_range_order": _l("The lower bound is above the upper one."),
    "form_limit_missing": _l("Please say how many characters the answer may have."),
    "form_not_for_kind": _l("This does not go with the kind of field."),
    "form_column_kind": _l("A column holds a line, a number, money, a choice or a date."),
    "form_options_missing": _l("Please give the options, or the part of the rulebook that offers them."),
    "form_columns_missing": _l("A table needs columns, and only a table has them."),
    "form_statement_missing": _l("Please write what is declared."),
    "form_draft_only_name": _l("Only the name is needed to begin a draft."),
    "form_core_fixed": _l("The platform itself works with “%(field)s”: its kind and languages are fixed."),
    "form_core_limit": _l("This field holds at most %(limit)s."),
    "form_core_option": _l("The option “%(option)s” is not known to the platform."),
    "form_too_long": _l("A form has at most %(limit)s fields."),
    "form_field_needed": _l("The field “%(field)s” is needed, without a condition."),
    "form_condition_order": _l(
        "“%(field)s” depends on “%(other)s”, which must come before it and cannot be a file."
    ),
    "form_condition_values": _l("The condition of “%(field)s” names answers that “%(other)s” does not have."),
    "form_line_format": _l("Line %(line)s cannot be read. Write it as shown beneath the field."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    FieldKind: {
        FieldKind.LINE: _l("One line"),
        FieldKind.TEXT: _l("Long answer"),
        FieldKind.NUMBER: _l("A number"),
        FieldKind.AMOUNT: _l("Amount of money"),
        FieldKind.CHOICE: _l("One of several"),
        FieldKind.CHOICES: _l("Several of many"),
        FieldKind.DATE: _l("Date"),
        FieldKind.TABLE: _l("Table"),
        FieldKind.TAGS: _l("Keywords"),
        FieldKind.CREDIT_CODE: _l("Unified social credit code"),
        FieldKind.FLAG: _l("Box to tick"),
        FieldKind.DECLARATION: _l("Declaration to agree to"),
        FieldKind.FILE: _l("File to upload"),
    },
    RequiredFor: {
        RequiredFor.DRAFT: _l("Needed to begin"),
        RequiredFor.SUBMIT: _l("Needed to hand in"),
        RequiredFor.NEVER: _l("May stay empty"),
    },
    FormState: {FormState.DRAFT: _l("Draft"), FormState.PUBLISHED: _l("Published to teams")},
}

# What of a field changed from one version to the next.
PARTS: dict[str, Any] = {
    "kind": _l("kind"),
    "label": _l("label"),
    "help": _l("help"),
    "purpose": _l("purpose"),
    "statement": _l("declared text"),
    "limit": _l("limit"),
    "unit": _l("unit"),
    "minimum": _l("smallest value"),
    "maximum": _l("largest value"),
    "decimals": _l("decimals"),
    "options": _l("options"),
    "source": _l("options"),
    "columns": _l("columns"),
    "min_rows": _l("rows"),
    "max_rows": _l("rows"),
    "required_for": _l("when it is needed"),
    "condition": _l("condition"),
    "bilingual": _l("languages"),
    "names": _l("blind rounds"),
}
