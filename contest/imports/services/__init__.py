"""What happens to files that come in: checked whole, written all or none."""

from contest.imports.services.engine import Examined, Report, carry_out, examine, import_table
from contest.imports.services.runs import (
    CARRY_OUT,
    CHECK,
    INLINE_ROWS,
    carry_out_run,
    check_run,
    choose_columns,
    samples,
    start_run,
)

__all__ = [
    "CARRY_OUT",
    "CHECK",
    "INLINE_ROWS",
    "Examined",
    "Report",
    "carry_out",
    "carry_out_run",
    "check_run",
    "choose_columns",
    "examine",
    "import_table",
    "samples",
    "start_run",
]
