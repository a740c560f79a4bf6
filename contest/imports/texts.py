"""How imports read: errors of cells, rows and files, states, kinds of cells."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.imports.domain import CellKind, RunState

ERRORS = {
    "rows_rejected": _l("%(count)s of %(read)s rows cannot be imported, so nothing was."),
    "import_clash": _l(
        "Somebody changed the same records at the same moment. Nothing was imported; please try again."
    ),
    "mapping_invalid": _l("The column mapping has a mistake at: %(where)s"),
    "file_unreadable": _l("The file cannot be read."),
    "table_old_excel": _l("This is an old Excel file (.xls). Please save it as .xlsx."),
    "table_not_a_table": _l("This is neither an .xlsx workbook nor a CSV file."),
    "table_empty_file": _l("The file is empty."),
    "table_encoding_unknown": _l("The characters of this file cannot be read. Please save it as UTF-8."),
    "table_csv_broken": _l(
        "The CSV file is broken near line %(row)s, perhaps by a quotation mark that is never closed."
    ),
    "table_no_header": _l("Row %(row)s holds no headers."),
    "table_no_rows": _l("There are no rows below the headers."),
    "table_no_such_sheet": _l("The workbook has no sheet named “%(sheet)s”."),
    "table_too_many_rows": _l("The file has more than %(limit)s rows. Please split it."),
    "table_too_many_columns": _l("The file has more than %(limit)s columns."),
    "table_too_many_cells": _l("The sheet spans more than %(limit)s cells."),
    "table_cell_too_long": _l("A cell of row %(row)s holds more than %(limit)s characters."),
    "table_too_large_unpacked": _l("Unpacked, the workbook is larger than %(limit)s MB."),
    "column_missing": _l("The file has no such column."),
    "column_chosen_twice": _l("Another header was chosen for this column already."),
    "header_unknown": _l("The column mapping names this header, but the file does not have it."),
    "header_repeated": _l("This header stands above more than one column."),
    "not_a_date": _l("Please enter a date."),
    "import_out_of_range": _l("Please enter a value from %(low)s to %(high)s."),
    "not_yes_or_no": _l("“%(value)s” is neither yes nor no."),
    "not_an_option": _l("“%(value)s” is not one of the options."),
    "not_an_address": _l("“%(value)s” is not an e-mail address."),
    "item_too_long": _l("Each item has at most %(limit)s characters."),
    "too_many_items": _l("At most %(limit)s items."),
    "duplicate_in_file": _l("The same as in row %(row)s."),
    "external_id_taken": _l("Somebody else has this number."),
    "account_closed": _l("The account with this address is closed."),
    "columns_ignored": _l("These columns of the file are not used: %(columns)s"),
    "import_did": _l(
        "%(read)s rows read: %(created)s created, %(updated)s updated, %(unchanged)s unchanged."
    ),
    "import_would": _l(
        "%(read)s rows read. An import would create %(created)s, update %(updated)s, leave %(unchanged)s as they are."
    ),
    "errors_left": _l("… and %(count)s more."),
    "no_season": _l("There is no open season. Please name one."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    RunState: {
        RunState.UPLOADED: _l("Uploaded"),
        RunState.CHECKING: _l("Being checked"),
        RunState.CHECKED: _l("Checked, ready to import"),
        RunState.REJECTED: _l("Rows with errors"),
        RunState.IMPORTING: _l("Being imported"),
        RunState.DONE: _l("All rows imported"),
        RunState.FAILED: _l("Could not be imported"),
    },
    CellKind: {
        CellKind.TEXT: _l("Text"),
        CellKind.NUMBER: _l("Figure"),
        CellKind.MONEY: _l("Amount of money"),
        CellKind.DATE: _l("Date, such as 2026-05-01"),
        CellKind.FLAG: _l("Yes or no"),
        CellKind.CHOICE: _l("One of the options, by code or name"),
        CellKind.LIST: _l("Several, separated by semicolons"),
    },
}

TONES = {
    RunState.UPLOADED: "neutral",
    RunState.CHECKING: "info",
    RunState.CHECKED: "info",
    RunState.REJECTED: "warning",
    RunState.IMPORTING: "info",
    RunState.DONE: "success",
    RunState.FAILED: "danger",
}
