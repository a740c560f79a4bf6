"""What screening refuses."""

from __future__ import annotations

from contest.kernel.errors import DomainError, StaleVersion


class CaseChanged(StaleVersion):
    """Somebody checked, decided or handed in again in the meantime; `version` is the present one."""

    code = "screening_changed"


class DecisionRefused(DomainError):
    """The decision cannot be taken on this entry; `why` is a Refusal."""

    code = "screening_refused"


class PreviewChanged(StaleVersion):
    """What a batch would do is no longer what its preview showed."""

    code = "screening_preview_changed"


class CodeUnusable(DomainError):
    """A late code that is invalid, used, expired, revoked, or for somebody else; `state` says which."""

    code = "late_code_unusable"


class NothingMoves(DomainError):
    """A transfer that changes nothing."""

    code = "transfer_changes_nothing"
