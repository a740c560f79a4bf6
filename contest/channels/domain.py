"""Links by which a team takes over a project, or comes on a base's recommendation."""

from __future__ import annotations

from datetime import timedelta

from contest.kernel.errors import DomainError

CLAIM_LASTS = timedelta(days=60)
SEND_AGAIN_AFTER = timedelta(hours=12)


class LinkUnusable(DomainError):
    """The link is not one of ours, is over, or the project was claimed by somebody else."""

    code = "channel_link_unusable"
    status = 410


class NotYourClaim(DomainError):
    """The link was sent to an address that the account does not have."""

    code = "not_your_claim"
    status = 403


class AlreadyReferred(DomainError):
    """A project comes on one recommendation only; the first one stays with it."""

    code = "already_referred"
