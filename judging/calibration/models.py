"""The latest calibration of a round: its parameters, a row per entry and a row per judge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from judging.calibration.domain import Recommended


class CalibrationRun(Base):
    """What a calibration found in a round's sheets. `sheets_state` names the sheets it was made from."""

    __tablename__ = "calibration_runs"
    __table_args__ = (
        UniqueConstraint("round_id"),
        CheckConstraint(
            "(severity_sd IS NULL) = (item_sd IS NULL) AND (item_sd IS NULL) = (noise_sd IS NULL)",
            name="components",
        ),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    sheets_state: Mapped[str]
    sheets: Mapped[int]
    connected: Mapped[bool]
    severity_sd: Mapped[float | None]
    item_sd: Mapped[float | None]
    noise_sd: Mapped[float | None]
    severity_lr: Mapped[float]
    recommended: Mapped[Recommended]
    because: Mapped[dict[str, Any]]  # {"code", "params"}
    comparison: Mapped[dict[str, Any] | None]  # calibration.domain.Comparison
    groups: Mapped[list[Any]]  # of calibration.domain.GroupResult, one per track
    created_at: Mapped[CreatedAt]


class CalibratedEntry(Base):
    """One entry of a run; scores to six digits, so that they read the same wherever they are computed."""

    __tablename__ = "calibrated_entries"

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("calibration_runs.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), primary_key=True, index=True)
    calibrated: Mapped[Decimal] = mapped_column(Numeric)
    stderr: Mapped[Decimal | None] = mapped_column(Numeric)
    mean_stderr: Mapped[Decimal | None] = mapped_column(Numeric)
    is_mean: Mapped[bool]


class CalibratedJudge(Base):
    """One judge of a run; `severity` in points less than colleagues give on the same entries."""

    __tablename__ = "calibrated_judges"

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("calibration_runs.id", ondelete="CASCADE"), primary_key=True
    )
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"), primary_key=True, index=True)
    sheets: Mapped[int]
    severity: Mapped[float]
    stderr: Mapped[float]
    consistency: Mapped[float | None]
    agreement: Mapped[float | None]
    pairs: Mapped[int]
