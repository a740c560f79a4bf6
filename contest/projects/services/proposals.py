"""Take over, or refuse, a value that was found in a file of the project."""

from __future__ import annotations

from uuid import UUID

from contest.documents import services as documents
from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain import ProposalGone
from contest.projects.domain.proposals import Proposal
from contest.projects.services.saving import save_fields


def accept_proposal(*, actor: Actor, project_id: UUID, path: str, digest: str) -> int:
    """Save a proposed value like any other input and return the project's version after it.

    A field that is filled in stays as it is: raises ProposalGone, and what saving a field raises.
    """
    project = queries.locked(project_id)
    proposal = _open(actor, project_id, path, digest)
    version = save_fields(
        actor=actor, project_id=project_id, values={path: proposal.raw}, version=project.version
    )
    audit.record(actor, "project.proposal_accepted", project, field=path, file=proposal.sha256)
    return version


def dismiss_proposal(*, actor: Actor, project_id: UUID, path: str, digest: str) -> None:
    """Never propose this value for this field again, from whatever file; raise ProposalGone."""
    project = queries.locked(project_id)
    proposal = _open(actor, project_id, path, digest)
    documents.refuse_finding(actor=actor, project_id=project_id, path=path, digest=proposal.digest)
    audit.record(actor, "project.proposal_dismissed", project, field=path, file=proposal.sha256)


def _open(actor: Actor, project_id: UUID, path: str, digest: str) -> Proposal:
    project = queries.get_project(actor, project_id)
    authorise(actor, Permission.EDIT_PROJECT, project.access)
    for proposal in queries.proposals_of(project):
        if (proposal.path, proposal.digest) == (path, digest):
            return proposal
    raise ProposalGone()
