"""Forms made of a form: what a team fills in, and what the office edits."""

from contest.entry_forms.forms.editing import (
    FieldEditor,
    SectionEditor,
    answers_to,
    field_editor,
    raw_values,
)
from contest.entry_forms.forms.rows import sent_rows
from contest.entry_forms.forms.section import CheckboxesField, SectionForm, TableField, section_form
from contest.entry_forms.forms.tables import (
    COLUMNS,
    OPTIONS,
    column_rows,
    columns_of,
    option_rows,
    options_of,
)

__all__ = [
    "COLUMNS",
    "OPTIONS",
    "CheckboxesField",
    "FieldEditor",
    "SectionEditor",
    "SectionForm",
    "TableField",
    "answers_to",
    "column_rows",
    "columns_of",
    "field_editor",
    "option_rows",
    "options_of",
    "raw_values",
    "section_form",
    "sent_rows",
]
