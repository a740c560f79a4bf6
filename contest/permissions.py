"""The roles people hold and the permissions of the contest context. A leaf: imports nothing of ours."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the contest. `public` is held by everyone, `user` by everyone signed in.

    The contest office (组委会) has several jobs, which are separate roles: 促进会 runs and evaluates (`organiser`),
    市人才办/上海科创办 issue notices and confirm (`confirmer`), and system administration is a third pair of hands.
    """

    PUBLIC = "public"
    USER = "user"
    ENTREPRENEUR = "entrepreneur"
    JUDGE = "judge"
    BASE = "base"
    INVESTOR = "investor"
    MENTOR = "mentor"
    ORGANISER = "organiser"
    CONFIRMER = "confirmer"
    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    AUDITOR = "auditor"


OFFICE = (Role.ORGANISER, Role.CONFIRMER, Role.ADMINISTRATOR)
EVERYONE = (Role.PUBLIC,)
SIGNED_IN = (Role.USER,)


def public_roles(roles: Iterable[Role]) -> list[str]:
    """Return role names as the API shows them: the office's jobs are one role `office`; what all hold is left out."""
    shown = (
        "office" if role in OFFICE else role.value for role in roles if role not in {Role.PUBLIC, Role.USER}
    )
    return list(dict.fromkeys(shown))


class Permission(StrEnum):
    """What may be done in the contest context."""

    BROWSE = "contest.browse"  # public pages
    OWN_ACCOUNT = "account.own"
    OWN_NOTICES = "notice.own"
    MANAGE_ACCOUNTS = "account.manage"
    VIEW_PERMISSIONS = "access.view"
    READ_AUDIT = "audit.read"

    VIEW_ORGANISATION = "organisation.view"
    CREATE_ORGANISATION = "organisation.create"
    MANAGE_ORGANISATION = "organisation.manage"

    VIEW_SEASON = "season.view"
    OVERSEE_SEASONS = "season.oversee"  # the office's pages about seasons, drafts included
    EDIT_SEASON = "season.edit"
    EDIT_FORM = "season.form"  # the entry form: draft, edit, publish
    OPEN_SEASON = "season.open"  # issue the notice: open, close, archive

    CREATE_TEAM = "team.create"
    JOIN_TEAM = "team.join"  # with an invitation
    VIEW_TEAM = "team.view"
    MANAGE_TEAM = "team.manage"

    CREATE_PROJECT = "project.create"
    VIEW_PROJECT = "project.view"
    READ_PLAN = "project.plan"  # the uploaded files
    EDIT_PROJECT = "project.edit"
    READ_HISTORY = "project.history"  # who wrote what when
    SUBMIT_PROJECT = "project.submit"
    LIST_PROJECTS = "project.list"
    PROPOSE_WAIVER = "project.waiver.propose"  # set an eligibility rule aside, with a reason
    CONFIRM_WAIVER = "project.waiver.confirm"
    TRANSFER_PROJECT = "project.transfer"  # to another zone, track, group or channel
    LIST_LATE_CODES = "late_code.list"
    ISSUE_LATE_CODE = "late_code.issue"
    USE_LATE_CODE = "late_code.use"

    VIEW_SCREENING = "screening.view"
    CHECK_ENTRY = "screening.check"  # answer the questions of the formal check
    DECIDE_ENTRY = "screening.decide"  # pass, return, reject

    VIEW_DUPLICATES = "duplicate.view"  # pairs of entries that may be one
    DECIDE_DUPLICATES = "duplicate.decide"

    VIEW_QUESTIONS = "question.view"
    ASK = "question.ask"
    WRITE_QUESTION = "question.write"  # go on in a question, on either side, and close it
    ANSWER_QUESTION = "question.answer"
    ANNOUNCE = "announcement.send"

    VIEW_BASE = "base.view"
    MANAGE_BASE = "base.manage"
    EDIT_BASES = "base.edit"  # the office's register
    AWARD_TITLE = "base.award_title"
    BROWSE_CANDIDATES = "base.candidates"  # consenting projects that fit the base

    VIEW_SLOTS = "base.slots"
    NOMINATE = "nomination.create"
    WITHDRAW_NOMINATION = "nomination.withdraw"
    ANSWER_NOMINATION = "nomination.answer"
    CONFIRM_NOMINATION = "nomination.confirm"
    VIEW_NOMINATION = "nomination.view"

    OVERSEE_POOL = "pool.oversee"  # the office's list of the project pool
    VIEW_RESIDENTS = "pool.residents"  # a base's residents and invitations
    INVITE_RESIDENT = "pool.invite"
    ANSWER_INVITATION = "pool.answer"  # a leader comes in as a resident, or declines
    END_PLACE = "pool.end"  # a place in the pool, or an invitation

    IMPORT = "import.run"
