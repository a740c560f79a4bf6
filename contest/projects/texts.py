"""What the codes of this feature read like: states, files, options, errors, notices."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from contest.projects.domain import FileKind, Financing, Need, ProjectState
from contest.projects.domain.editing import Basis

ERRORS: dict[str, Any] = {
    "field_conflict": _l("Someone else changed this field in the meantime."),
    "project_not_editable": _l("This project is withdrawn and can only be read."),
    "already_entered": _l(
        "This company or this leader has already handed in a project in this season. Each enters once."
    ),
    "incomplete": _l("Not everything needed is there yet: %(count)s left."),
    "not_eligible": _l("The project does not meet a rule of this season."),
    "eligibility_unmet": _l("Not met: %(rule)s"),
    "part_not_open": _l(
        "This part cannot be changed at the moment: the correction or update does not cover it."
    ),
    "already_waived": _l("This rule is waived already, or a waiver is proposed."),
    "second_office_person_needed": _l("A second person has to confirm what you proposed."),
    "waiver_settled": _l("This waiver was taken back already."),
    "finding_gone": _l("This proposal is gone: the field was filled in meanwhile, or the file was replaced."),
    "plan_required": _l("Please upload the business plan."),
    "file_missing": _l("Please upload this file."),
    "list_outdated": _l(
        "Since this list was made, you came to see fewer projects. Please ask for a new one."
    ),
}

LABELS: dict[Any, dict[Any, Any]] = {
    ProjectState: {
        ProjectState.DRAFT: _l("Draft"),
        ProjectState.SUBMITTED: _l("Handed in"),
        ProjectState.WITHDRAWN: _l("Withdrawn from the contest"),
    },
    Basis: {
        Basis.WINDOW: _l("Within the submission window"),
        Basis.CORRECTION: _l("Corrected after the formal check"),
        Basis.LATE_ENTRY: _l("Late entry"),
        Basis.REVISION: _l("Update between rounds"),
        Basis.POOL: _l("Kept up for the project pool"),
    },
    FileKind: {FileKind.PLAN: _l("Business plan"), FileKind.DECK: _l("Pitch deck")},
    Financing: {
        Financing.NONE: _l("No outside financing yet"),
        Financing.SEED: _l("Seed round"),
        Financing.ANGEL: _l("Angel round"),
        Financing.PRE_A: _l("Pre-A round"),
        Financing.A: _l("Series A"),
        Financing.A_PLUS: _l("Series A+"),
        Financing.B: _l("Series B"),
        Financing.C: _l("Series C"),
        Financing.D_PLUS: _l("Series D or later"),
        Financing.STRATEGIC: _l("Strategic investment"),
        Financing.PRE_IPO: _l("Pre-IPO"),
        Financing.LISTED: _l("Listed"),
    },
    Need: {
        Need.FIN: _l("Financing: equity, loan, guarantee"),
        Need.SPACE: _l("Space: office, laboratory, clean room, pilot plant"),
        Need.TALENT: _l("People: hiring, partners, a general manager"),
        Need.SCENE: _l("Application scenarios"),
        Need.SUPPLY: _l("Supply chain partners"),
        Need.VALID: _l("Proof of concept"),
        Need.TEST: _l("Testing and inspection"),
        Need.PILOT: _l("Pilot-scale test"),
        Need.CLIN: _l("Clinical partners"),
        Need.TAPE: _l("Tape-out (MPW)"),
        Need.COMP: _l("Computing power and data"),
        Need.IP: _l("Intellectual property services"),
        Need.POLICY: _l("Policies and qualifications"),
        Need.LEGAL: _l("Law, finance and tax"),
        Need.MARKET: _l("Customers and going abroad"),
        Need.EQUIP: _l("Shared instruments and innovation vouchers"),
        Need.LIVING: _l("Household registration, housing, schools, health care"),
        Need.VISA: _l("Visas and work permits"),
        Need.MENTOR: _l("Mentoring"),
    },
}

NOTICES = {
    "projects.export_ready": NoticeKind(
        Category.CONTEST,
        _l("The list with all answers is ready"),
        _l("It holds %(projects)s projects and can be fetched until %(until_at)s."),
    ),
    "project.received": NoticeKind(
        Category.DEADLINE,
        _l("“%(project)s” is handed in, number %(number)s"),
        _l("Revision %(revision)s. Keep the receipt; until the deadline you may hand in again."),
        letter="project_receipt",
    ),
    "project.unfinished": NoticeKind(
        Category.DEADLINE,
        _l("“%(project)s” is not handed in yet: the deadline is %(closes_at)s"),
        _l("Still missing: %(missing)s"),
    ),
    "project.complete": NoticeKind(
        Category.DEADLINE,
        _l("“%(project)s” is not handed in yet: the deadline is %(closes_at)s"),
        _l("Everything needed is there; it only has to be handed in."),
    ),
}
