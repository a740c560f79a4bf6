"""Panels: what a proposal was asked for, pairs pinned or barred by hand, and how well judges say entries fit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "panel_runs",
        sa.Column("options", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
    )
    op.create_table(
        "panel_wishes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pinned", "barred", name="wishkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_panel_wishes_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f("fk_panel_wishes_judge_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_panel_wishes_entry_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_panel_wishes_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_wishes")),
        sa.UniqueConstraint(
            "round_id", "judge_id", "entry_id", name=op.f("uq_panel_wishes_round_id_judge_id_entry_id")
        ),
    )
    op.create_table(
        "fit_answers",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("fit", sa.SmallInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fit BETWEEN 1 AND 5", name=op.f("ck_fit_answers_fit")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_fit_answers_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_fit_answers")),
    )


def downgrade() -> None:
    op.drop_table("fit_answers")
    op.drop_table("panel_wishes")
    op.drop_column("panel_runs", "options")
