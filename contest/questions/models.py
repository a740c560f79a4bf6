"""Questions and what was said."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.questions.domain import QuestionState


class Question(Base):
    """One question about one project."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_project_id", "project_id"),
        Index("ix_questions_state_changed_at", "state", "changed_at"),
    )

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    subject: Mapped[str]
    state: Mapped[QuestionState] = mapped_column(server_default="open")
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[CreatedAt]


class QuestionMessage(Base):
    """What one side said."""

    __tablename__ = "question_messages"
    __table_args__ = (Index("ix_question_messages_question_id", "question_id"),)

    id: Mapped[Key]
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    from_office: Mapped[bool]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
