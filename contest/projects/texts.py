"""What the codes of this feature read like: steps, fields, hints, states, errors."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.projects.domain import FileKind, Financing, Need, ProjectState
from contest.projects.domain.form import Step

ERRORS: dict[str, Any] = {
    "field_conflict": _l("Someone else changed this field in the meantime."),
    "project_not_editable": _l("This project is withdrawn and can only be read."),
    "already_entered": _l(
        "This company or this leader has already handed in a project in this season. Each enters once."
    ),
    "incomplete": _l("Not everything needed is there yet: %(count)s left."),
    "not_eligible": _l("The project does not meet a rule of this season."),
    "eligibility_unmet": _l("Not met: %(rule)s"),
    "file_refused": _l("This file cannot be accepted."),
    "file_type_refused": _l(
        "Please upload a PDF, Word (DOCX) or PowerPoint (PPTX) file without macros. Its content decides, not its name."
    ),
    "file_required": _l("Please choose a file."),
    "plan_required": _l("Please upload the business plan."),
    "unknown_field": _l("The form has no such field."),
    "too_many_tags": _l("At most %(limit)s keywords."),
    "tag_too_long": _l("A keyword has at most %(limit)s characters."),
}

STEPS: dict[Step, Any] = {
    Step.PROJECT: _l("Project"),
    Step.SOLUTION: _l("Problem and solution"),
    Step.MARKET: _l("Market and business"),
    Step.TEAM: _l("Team and company"),
    Step.MONEY: _l("Money and needs"),
    Step.PLAN: _l("Plan, consents and declaration"),
}

FIELDS: dict[str, Any] = {
    "name": _l("Project name"),
    "intro": _l("In one sentence"),
    "track_code": _l("Track"),
    "group_code": _l("Group"),
    "zone_code": _l("Zone"),
    "channel_code": _l("Channel"),
    "growth_stage": _l("Growth stage"),
    "keywords": _l("Keywords"),
    "problem": _l("Problem"),
    "solution": _l("Solution"),
    "technology": _l("Technology"),
    "intellectual_property": _l("Intellectual property"),
    "market": _l("Market"),
    "competitors": _l("Competitors"),
    "business_model": _l("Business model"),
    "traction": _l("Revenue and progress"),
    "team_intro": _l("The team"),
    "company_name": _l("Company name"),
    "credit_code": _l("Unified social credit code"),
    "company_founded": _l("Date of registration"),
    "awards": _l("Awards"),
    "public_funding": _l("Earlier public funding"),
    "financing": _l("Financing so far"),
    "amount_sought": _l("Amount sought (10,000 yuan)"),
    "use_of_funds": _l("Use of funds"),
    "needs": _l("What you need"),
    "needs_detail": _l("Needs in detail"),
    "district": _l("Where you would like to land"),
    "consent_bases": _l("Haiju bases may see our project and nominate it for a direct slot"),
    "consent_matching": _l("If we win, parks, investors and mentors may be recommended to us and we to them"),
    "consent_publication": _l("If we win, the project and its leader may be named in public lists"),
    "declaration_of_truth": _l("Everything stated here is true, and we hold the rights to what we describe"),
    "plan": _l("Business plan"),
    "deck": _l("Pitch deck"),
}

# Where a value is only shown, its unit stands beside it.
SHORT_FIELDS: dict[str, Any] = {"amount_sought": _l("Amount sought")}

HINTS: dict[str, Any] = {
    "name": _l("One language is enough; judges read both."),
    "intro": _l("What it is and for whom, as you would say it in a lift."),
    "zone_code": _l("Some zones run their own heats and have their own deadline."),
    "channel_code": _l("How you came to the contest. It stays with the project."),
    "keywords": _l("Separated by commas, for example: solid-state battery, electrolyte."),
    "technology": _l("What is new, and how far it is: principle, prototype, product."),
    "intellectual_property": _l("One a line: kind, number, owner, status."),
    "traction": _l("Customers, orders, revenue of the last three years where there is any."),
    "team_intro": _l("Who does what, and why this team. Degrees and papers are not asked for."),
    "company_name": _l("Leave the company empty if there is none yet."),
    "awards": _l("Contest, year, placing."),
    "public_funding": _l("Programme, year, amount. Support is never paid twice for the same thing."),
    "amount_sought": _l("Leave empty if you are not raising money."),
    "consent_bases": _l("Voluntary. You can take it back at any time."),
    "consent_matching": _l("Voluntary. You can take it back at any time."),
    "consent_publication": _l(
        "Voluntary; a separate consent for publication. You can take it back before the lists appear."
    ),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Step: STEPS,
    ProjectState: {
        ProjectState.DRAFT: _l("Draft"),
        ProjectState.SUBMITTED: _l("Handed in"),
        ProjectState.WITHDRAWN: _l("Withdrawn from the contest"),
    },
    FileKind: {FileKind.PLAN: FIELDS["plan"], FileKind.DECK: FIELDS["deck"]},
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
