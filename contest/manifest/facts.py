"""What the details of the audit log are called; the names are what the log keeps."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from contest.consents.domain import Purpose
from contest.documents.domain import ReadingState, Trouble
from contest.duplicates.domain.evidence import EvidenceKind, PairState
from contest.entries.domain import EntrySource, EntryState
from contest.landings.domain import Milestone
from contest.nominations.domain import NominationState
from contest.organisations.domain import District, MembershipRole
from contest.permissions import Role
from contest.pool.domain import PlaceEnd
from contest.projects.domain.editing import Basis
from contest.projects.domain.vocabulary import FileKind
from contest.screening.domain import DecisionKind
from contest.seasons.domain import PartKind, SeasonState, StageCode
from contest.web.contributions import Fact

FACTS: Mapping[str, Fact] = {
    "after": Fact(_l("After"), (SeasonState,)),
    "after_deadline": Fact(_l("After the deadline")),
    "answers": Fact(_l("Answers to the questions")),
    "base": Fact(_l("Base")),
    "basis": Fact(_l("On what basis"), (Basis,)),
    "batch": Fact(_l("Decided together")),
    "because": Fact(_l("Because")),
    "before": Fact(_l("Before"), (SeasonState,)),
    "by": Fact(_l("Through")),
    "by_mail": Fact(_l("By letter")),
    "changed": Fact(_l("What changed")),
    "changes": Fact(_l("From where to where")),
    "characters": Fact(_l("Characters")),
    "claim": Fact(_l("Link for taking over")),
    "code": Fact(_l("Code")),
    "codes": Fact(_l("One-time codes")),
    "consent": Fact(_l("Consent"), (Purpose,)),
    "created": Fact(_l("New")),
    "day": Fact(_l("Day")),
    "days": Fact(_l("Days")),
    "decided": Fact(_l("Decided")),
    "digest": Fact(_l("SHA-256 digest")),
    "district": Fact(_l("District"), (District,)),
    "edit": Fact(_l("Edit")),
    "entry": Fact(_l("Entry")),
    "exports": Fact(_l("Exports")),
    "field": Fact(_l("Field")),
    "fields": Fact(_l("Fields")),
    "file": Fact(_l("File")),
    "files": Fact(_l("Files")),
    "former": Fact(_l("Former leader")),
    "how": Fact(_l("How it ended"), (PlaceEnd,)),
    "invitation": Fact(_l("The invitation")),
    "kept": Fact(_l("Kept")),
    "kind": Fact(_l("Kind"), (DecisionKind, FileKind)),
    "kinds": Fact(_l("Kinds"), (EvidenceKind,)),
    "leader": Fact(_l("Leader")),
    "letters": Fact(_l("Letters")),
    "milestone": Fact(_l("Milestone"), (Milestone,)),
    "missing": Fact(_l("Missing")),
    "new": Fact(_l("New")),
    "notices": Fact(_l("Notices")),
    "of": Fact(_l("Season or round")),
    "off": Fact(_l("Turned off")),
    "organisation": Fact(_l("Organisation")),
    "part": Fact(_l("Part"), (PartKind,)),
    "plaque": Fact(_l("Plaque")),
    "position": Fact(_l("Place in the order")),
    "project": Fact(_l("Project")),
    "projects": Fact(_l("Projects")),
    "read": Fact(_l("Rows read")),
    "reason": Fact(_l("Reason")),
    "reason_given": Fact(_l("Reason given")),
    "received": Fact(_l("Bytes received")),
    "recipients": Fact(_l("Recipients")),
    "recommendation": Fact(_l("Recommendation"), (DecisionKind,)),
    "results": Fact(_l("Results")),
    "revision": Fact(_l("Revision")),
    "role": Fact(_l("Role"), (Role, MembershipRole)),
    "rows": Fact(_l("Rows")),
    "rule": Fact(_l("Rule")),
    "save": Fact(_l("Change restored from")),
    "score": Fact(_l("Likeness")),
    "season": Fact(_l("Season")),
    "sessions": Fact(_l("Sessions")),
    "sha256": Fact(_l("SHA-256 digest")),
    "size": Fact(_l("Bytes")),
    "slot": Fact(_l("Slot")),
    "slug": Fact(_l("Address of the page")),
    "source": Fact(_l("Source"), (EntrySource,)),
    "stage": Fact(_l("Stage"), (StageCode,)),
    "state": Fact(_l("State"), (NominationState, EntryState, ReadingState)),
    "step": Fact(_l("Step")),
    "team": Fact(_l("Team")),
    "texts": Fact(_l("Text messages")),
    "told": Fact(_l("Told")),
    "trouble": Fact(_l("Trouble"), (Trouble,)),
    "unchanged": Fact(_l("Unchanged")),
    "until": Fact(_l("Until")),
    "updated": Fact(_l("Updated")),
    "user": Fact(_l("Person")),
    "verdict": Fact(_l("Verdict"), (PairState,)),
    "version": Fact(_l("Version")),
    "wanted": Fact(_l("What was asked for")),
    "was": Fact(_l("Before")),
    "why": Fact(_l("Refusal")),
    "works": Fact(_l("Working day")),
    "year": Fact(_l("Year")),
}
