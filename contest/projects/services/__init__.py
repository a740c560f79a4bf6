"""What happens to projects. Every write is refused once the database's clock has passed the deadline."""

from contest.projects.services.drafts import create_project
from contest.projects.services.editing import editing_of, ensure_editable
from contest.projects.services.files import attach_file, read_again, remove_file, restore_file
from contest.projects.services.presence import Meeting, meet, meet_after_save
from contest.projects.services.proposals import accept_proposal, dismiss_proposal
from contest.projects.services.restoring import restore_field
from contest.projects.services.saving import save_fields
from contest.projects.services.submitting import reopen, submit, take_back_consent, withdraw
from contest.projects.services.uploads import begin_upload, cancel_upload, finish_upload, receive_part
from contest.projects.services.waiving import confirm_waiver, end_waiver, propose_waiver

__all__ = [
    "Meeting",
    "accept_proposal",
    "attach_file",
    "begin_upload",
    "cancel_upload",
    "confirm_waiver",
    "create_project",
    "dismiss_proposal",
    "editing_of",
    "end_waiver",
    "ensure_editable",
    "finish_upload",
    "meet",
    "meet_after_save",
    "propose_waiver",
    "read_again",
    "receive_part",
    "remove_file",
    "reopen",
    "restore_field",
    "restore_file",
    "save_fields",
    "submit",
    "take_back_consent",
    "withdraw",
]
