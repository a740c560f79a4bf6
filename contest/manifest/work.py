"""What the contest does in the background, and when."""

from __future__ import annotations

from datetime import timedelta

from contest.accounts import tasks as account_tasks
from contest.accounts.domain import NOTIFY
from contest.accounts.services.codes import SEND_CODE
from contest.accounts.services.registration import SEND_RESET
from contest.audit import tasks as audit_tasks
from contest.documents import services as document_services
from contest.documents import tasks as document_tasks
from contest.duplicates import services as duplicate_services
from contest.duplicates import tasks as duplicate_tasks
from contest.entries import tasks as entry_tasks
from contest.entries.services.reminding import REMIND as REMIND_ADVANCED
from contest.exports import tasks as export_tasks
from contest.exports.domain import END, MAKE
from contest.imports import tasks as import_tasks
from contest.imports.services import CARRY_OUT, CHECK
from contest.kernel.erasing import ERASE
from contest.kernel.jobs import Job, Tick
from contest.mail import tasks as mail_tasks
from contest.mail.services import SEND
from contest.notices import tasks as notice_tasks
from contest.notices.services import DELIVER
from contest.privacy import tasks as privacy_tasks
from contest.projects import tasks as project_tasks
from contest.projects.services.reminding import REMIND
from contest.texting import tasks as texting_tasks
from contest.texting.services import SEND as SEND_TEXT

JOBS: tuple[Job, ...] = (
    Job(SEND, mail_tasks.send, retries=8),
    Job(SEND_TEXT, texting_tasks.send),
    Job(DELIVER, notice_tasks.deliver),
    Job(NOTIFY, notice_tasks.notify),
    Job(SEND_RESET, account_tasks.send_reset),
    Job(SEND_CODE, account_tasks.send_code),
    Job(REMIND, project_tasks.remind),
    Job(REMIND_ADVANCED, entry_tasks.remind),
    Job("entries.remind_advanced", entry_tasks.remind_advanced),
    Job("projects.remind_unfinished", project_tasks.remind_unfinished),
    Job("accounts.forget_failures", account_tasks.forget_failures),
    Job("audit.seal", audit_tasks.seal_log),
    Job("privacy.retention", privacy_tasks.end_retention),
    Job(ERASE, privacy_tasks.erase_files, retries=10, priority=-1),
    Job("privacy.sweep_files", privacy_tasks.sweep_files, priority=-1),
    Job(document_services.EXTRACT, document_tasks.extract, priority=document_services.LOW_PRIORITY),
    Job(document_services.CATCH_UP, document_tasks.catch_up),
    Job(document_services.DROP_PARTS, document_tasks.drop_parts),
    Job(document_services.SWEEP, document_tasks.sweep_uploads),
    Job(MAKE, export_tasks.make, retries=2),
    Job(END, export_tasks.end),
    Job(CHECK, import_tasks.check, retries=1),
    Job(CARRY_OUT, import_tasks.carry_out, retries=1),
    Job(duplicate_services.CHECK, duplicate_tasks.check),
    Job(duplicate_services.SWEEP, duplicate_tasks.sweep),
)
TICKS: tuple[Tick, ...] = (
    Tick("projects.remind_unfinished", "5 * * * *", "projects.remind_unfinished"),
    Tick("entries.remind_advanced", "25 * * * *", "entries.remind_advanced"),
    Tick("accounts.forget_failures", "20 3 * * *", "accounts.forget_failures"),
    Tick("audit.seal", timedelta(minutes=5), "audit.seal"),
    Tick("duplicates.sweep", "20 2 * * *", duplicate_services.SWEEP),
    Tick("documents.catch_up", timedelta(minutes=5), document_services.CATCH_UP),
    Tick("documents.sweep_uploads", "35 * * * *", document_services.SWEEP),
    Tick(END, timedelta(hours=1), END),
    Tick("privacy.retention", "50 3 * * *", "privacy.retention"),
    Tick("privacy.sweep_files", "40 4 * * *", "privacy.sweep_files"),
)
