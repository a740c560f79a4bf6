"""What codes, enumerations and notices are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contest.accounts import texts as account_texts
from contest.accounts.descriptions import DESCRIPTIONS
from contest.announcements import texts as announcement_texts
from contest.backup import texts as backup_texts
from contest.bases import texts as base_texts
from contest.channels import texts as channel_texts
from contest.demo import texts as demo_texts
from contest.documents import texts as document_texts
from contest.duplicates import texts as duplicate_texts
from contest.entries import texts as entry_texts
from contest.entry_forms import texts as form_texts
from contest.exports import texts as export_texts
from contest.imports import texts as import_texts
from contest.kernel.notices import NoticeKind
from contest.nominations import texts as nomination_texts
from contest.notices import texts as notice_texts
from contest.organisations import texts as organisation_texts
from contest.permissions import Permission
from contest.pool import texts as pool_texts
from contest.privacy import texts as privacy_texts
from contest.projects import texts as project_texts
from contest.questions import texts as question_texts
from contest.screening import texts as screening_texts
from contest.seasons import texts as season_texts
from contest.standings import texts as standing_texts
from contest.teams import texts as team_texts
from contest.texting import texts as texting_texts

TEXTS: Mapping[str, Any] = {
    **import_texts.ERRORS,
    **account_texts.ERRORS,
    **texting_texts.ERRORS,
    **demo_texts.ERRORS,
    **organisation_texts.ERRORS,
    **season_texts.ERRORS,
    **team_texts.ERRORS,
    **form_texts.ERRORS,
    **document_texts.ERRORS,
    **project_texts.ERRORS,
    **entry_texts.ERRORS,
    **base_texts.ERRORS,
    **nomination_texts.ERRORS,
    **duplicate_texts.ERRORS,
    **screening_texts.ERRORS,
    **privacy_texts.ERRORS,
    **channel_texts.ERRORS,
    **pool_texts.ERRORS,
    **question_texts.ERRORS,
    **announcement_texts.ERRORS,
    **backup_texts.ERRORS,
}
LABELS: Mapping[Any, Mapping[Any, Any]] = {
    **account_texts.LABELS,
    **texting_texts.LABELS,
    **notice_texts.LABELS,
    **organisation_texts.LABELS,
    **import_texts.LABELS,
    Permission: DESCRIPTIONS,
    **season_texts.LABELS,
    **team_texts.LABELS,
    **form_texts.LABELS,
    **document_texts.LABELS,
    **project_texts.LABELS,
    **entry_texts.LABELS,
    **base_texts.LABELS,
    **nomination_texts.LABELS,
    **duplicate_texts.LABELS,
    **screening_texts.LABELS,
    **standing_texts.LABELS,
    **pool_texts.LABELS,
    **privacy_texts.LABELS,
    **question_texts.LABELS,
    **announcement_texts.LABELS,
}

NOTICES: Mapping[str, NoticeKind] = {
    **account_texts.NOTICES,
    **export_texts.NOTICES,
    **team_texts.NOTICES,
    **project_texts.NOTICES,
    **entry_texts.NOTICES,
    **nomination_texts.NOTICES,
    **screening_texts.NOTICES,
    **pool_texts.NOTICES,
    **privacy_texts.NOTICES,
    **question_texts.NOTICES,
    **announcement_texts.NOTICES,
}
