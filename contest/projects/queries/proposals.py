"""What a project's files tell that its form does not know yet."""

from __future__ import annotations

from contest.documents import queries as document_queries
from contest.projects.domain.proposals import Proposal, proposals
from contest.projects.queries.project import ProjectView


def proposals_of(project: ProjectView) -> tuple[Proposal, ...]:
    """Return the proposals for empty fields, the plan's before those of other files; two statements."""
    if not project.files:
        return ()
    found = document_queries.findings_of(file.sha256 for file in project.files)
    refused = document_queries.refused_of(project.id)
    return proposals(project.form, project.values, found, refused)
