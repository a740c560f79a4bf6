"""Calibrations of rounds, what rankings are based on, chief judges."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

METHODS = ("mean", "trimmed_mean", "calibrated")


def upgrade() -> None:
    op.create_table(
        "calibration_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("sheets_state", sa.Text(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.Column("severity_sd", sa.Float(), nullable=True),
        sa.Column("item_sd", sa.Float(), nullable=True),
        sa.Column("noise_sd", sa.Float(), nullable=True),
        sa.Column("severity_lr", sa.Float(), nullable=False),
        sa.Column(
            "recommended",
            sa.Enum(
                "calibrated",
                "mean",
                name="recommended",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("because", postgresql.JSONB(), nullable=False),
        sa.Column("comparison", postgresql.JSONB(), nullable=True),
        sa.Column("groups", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(severity_sd IS NULL) = (item_sd IS NULL) AND (item_sd IS NULL) = (noise_sd IS NULL)",
            name=op.f("ck_calibration_runs_components"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_calibration_runs_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_runs")),
        sa.UniqueConstraint("round_id", name=op.f("uq_calibration_runs_round_id")),
    )
    op.create_table(
        "calibrated_entries",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("calibrated", sa.Numeric(), nullable=False),
        sa.Column("stderr", sa.Numeric(), nullable=True),
        sa.Column("mean_stderr", sa.Numeric(), nullable=True),
        sa.Column("is_mean", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["calibration_runs.id"], name=op.f("fk_calibrated_entries_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_calibrated_entries_entry_id")),
        sa.PrimaryKeyConstraint("run_id", "entry_id", name=op.f("pk_calibrated_entries")),
    )
    op.create_index(op.f("ix_calibrated_entries_entry_id"), "calibrated_entries", ["entry_id"])
    op.create_table(
        "calibrated_judges",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Float(), nullable=False),
        sa.Column("stderr", sa.Float(), nullable=False),
        sa.Column("consistency", sa.Float(), nullable=True),
        sa.Column("agreement", sa.Float(), nullable=True),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["calibration_runs.id"], name=op.f("fk_calibrated_judges_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f("fk_calibrated_judges_judge_id")),
        sa.PrimaryKeyConstraint("run_id", "judge_id", name=op.f("pk_calibrated_judges")),
    )
    op.create_index(op.f("ix_calibrated_judges_judge_id"), "calibrated_judges", ["judge_id"])
    op.add_column(
        "round_judges", sa.Column("chief", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    for name in ("calibrated", "stderr", "score_stderr"):
        op.add_column("decisions", sa.Column(name, sa.Numeric(), nullable=True))
    op.add_column("decisions", sa.Column("basis", postgresql.JSONB(), nullable=True))
    for name in ("straddles", "wide"):
        op.add_column(
            "decisions", sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
    _allow_methods(METHODS)


def downgrade() -> None:
    op.execute("UPDATE rounds SET method = 'mean' WHERE method = 'calibrated'")
    _allow_methods(METHODS[:2])
    for name in ("wide", "straddles", "basis", "score_stderr", "stderr", "calibrated"):
        op.drop_column("decisions", name)
    op.drop_column("round_judges", "chief")
    for name in ("calibrated_judges", "calibrated_entries", "calibration_runs"):
        op.drop_table(name)


def _allow_methods(methods: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{method}'" for method in methods)
    op.drop_constraint(op.f("ck_rounds_method"), "rounds", type_="check")
    op.create_check_constraint(op.f("ck_rounds_method"), "rounds", f"method IN ({listed})")
