"""What happens to projects. Every write is refused once the database's clock has passed the deadline."""

from contest.projects.services.drafts import (
    attach_file,
    choices_of,
    create_project,
    remove_file,
    restore_file,
    save_fields,
)
from contest.projects.services.submitting import reopen, submit, take_back_consent, withdraw

__all__ = [
    "attach_file",
    "choices_of",
    "create_project",
    "remove_file",
    "reopen",
    "restore_file",
    "save_fields",
    "submit",
    "take_back_consent",
    "withdraw",
]
