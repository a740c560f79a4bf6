"""The judge pool: days judges can, the practice exercise, and rounds that ask for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "rounds",
        sa.Column("training_required", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_table(
        "judge_days",
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("morning", sa.Boolean(), nullable=False),
        sa.Column("afternoon", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["judges.id"], name=op.f("fk_judge_days_judge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("judge_id", "day", name=op.f("pk_judge_days")),
    )
    op.create_table(
        "practice_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("marks", postgresql.JSONB(), nullable=False),
        sa.Column("notes", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("total", sa.Numeric(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["judges.id"], name=op.f("fk_practice_runs_judge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_practice_runs_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_runs")),
    )
    op.create_index("ix_practice_runs_judge_id", "practice_runs", ["judge_id", "round_id", "finished_at"])


def downgrade() -> None:
    op.drop_table("practice_runs")
    op.drop_table("judge_days")
    op.drop_column("rounds", "training_required")
