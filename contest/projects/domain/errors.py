"""What the rules of projects refuse."""

from __future__ import annotations

from contest.kernel.errors import DomainError, FieldError, Invalid, StaleVersion


class FieldConflict(StaleVersion):
    """Somebody else saved this field; `value` is what is stored, `version` the one to save over it."""

    code = "field_conflict"


class NotEditable(DomainError):
    """A withdrawn project is only read."""

    code = "project_not_editable"


class ListOutdated(DomainError):
    """Since a list was made, whoever asked for it came to know of fewer projects."""

    code = "list_outdated"
    status = 403


class AlreadyEntered(DomainError):
    """The company or the leader has a project in this season already (domain.md §8.2); `what` says which."""

    code = "already_entered"


class Incomplete(Invalid):
    """Something required is missing; every error names a field of the form or a file kind."""

    code = "incomplete"

    def __init__(self, *missing: FieldError) -> None:
        super().__init__(*missing, count=len(missing))


class NotEligible(Invalid):
    """A rule of the season that stops a submission is not met; every error names the rule."""

    code = "not_eligible"


class AlreadyWaived(DomainError):
    """There is a waiver of this rule, or a proposal, already."""

    code = "already_waived"


class SecondPersonNeeded(DomainError):
    """Whoever proposes a waiver cannot confirm it."""

    code = "second_office_person_needed"


class WaiverSettled(DomainError):
    """The waiver was taken back already."""

    code = "waiver_settled"


class ProposalGone(DomainError):
    """What was found in a file is not open any more: the field is filled in, or the file is another one."""

    code = "finding_gone"
