"""Projects ready to be handed in, and documents to upload."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from contest.accounts.models import User
from contest.documents.domain import Language, ReadingState
from contest.documents.models import DocumentPage, DocumentText
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import RequiredFor, visible
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.projects.domain import FileKind, Financing
from contest.projects.models import Answer, Project, ProjectFile
from contest.seasons.models import Season
from contest.teams.models import Team
from tests.factories.contest import a_project, a_team

OFFICE = "application/vnd.openxmlformats-officedocument."


def a_pdf(text: str = "plan") -> io.BytesIO:
    """The smallest thing that says it is a PDF."""
    return io.BytesIO(b"%PDF-1.7\n% " + text.encode() + b"\n%%EOF\n")


def an_office_file(
    kind: str = "wordprocessingml.document", *, macros: bool = False, types: bool = True
) -> io.BytesIO:
    """A DOCX (or, by `kind`, a PPTX) with what tells it apart; without `types` just a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if types:
            archive.writestr(
                "[Content_Types].xml",
                f'<Types><Override PartName="/x.xml" ContentType="{OFFICE}{kind}.main+xml"/></Types>',
            )
        archive.writestr("x.xml", "<x/>")
        if macros:
            archive.writestr("word/vbaProject.bin", b"macro")
    buffer.seek(0)
    return buffer


def a_ready_project(
    season: Season, leader: User | None = None, *, team: Team | None = None, **more: Any
) -> Project:
    """A draft with everything handing in needs."""
    project = a_project(season, team or a_team(leader), **{"financing": Financing.ANGEL, **more})
    asked = visible(DEFAULT, {})
    for spec in DEFAULT.stored:
        if spec.column is None and spec.code in asked and spec.required_for is RequiredFor.SUBMIT:
            value = LocalizedText(f"{spec.code} 的内容", f"What {spec.code} says")
            db.session.add(Answer(project_id=project.id, field=spec.code, value=value))
    a_plan(project)
    db.session.flush()
    return project


def a_plan(project: Project, **more: Any) -> ProjectFile:
    """A plan that was uploaded (its bytes are nowhere)."""
    values = {
        "id": new_id(),
        "project_id": project.id,
        "kind": FileKind.PLAN,
        "filename": "商业计划书.pdf",
        "content_type": "application/pdf",
        "size": 1234,
        "sha256": "ab" * 32,
        "storage_key": "ab" * 32,
    }
    file = ProjectFile(**{**values, **more})
    db.session.add(file)
    db.session.flush()
    return file


def a_read_plan(project: Project, *pages: str, language: Language = Language.ZH) -> ProjectFile:
    """A plan that was uploaded and read."""
    key = new_id().hex * 2
    file = a_plan(project, sha256=key, storage_key=key)
    text = DocumentText(
        id=new_id(),
        sha256=key,
        storage_key=key,
        content_type="application/pdf",
        state=ReadingState.DONE,
        language=language,
    )
    db.session.add(text)
    db.session.flush()
    for number, page in enumerate(pages, 1):
        db.session.add(DocumentPage(document_id=text.id, number=number, text=page))
    db.session.flush()
    return file


def an_answer(project: Project, field: str, zh: str = "", en: str = "") -> Answer:
    """One answer of a project's form."""
    answer = Answer(project_id=project.id, field=field, value=LocalizedText(zh, en))
    db.session.add(answer)
    db.session.flush()
    return answer
