"""Reasons that people type stand in rows that can be erased: more time for judges, declarations struck."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_extensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extended_by", sa.Uuid(), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_extensions_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["extended_by"], ["users.id"], name=op.f("fk_round_extensions_extended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_extensions")),
    )
    op.create_index(op.f("ix_round_extensions_round_id"), "round_extensions", ["round_id"])
    op.create_table(
        "struck_conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("struck_by", sa.Uuid(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f("fk_struck_conflicts_judge_id")),
        sa.ForeignKeyConstraint(["struck_by"], ["users.id"], name=op.f("fk_struck_conflicts_struck_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_struck_conflicts")),
    )
    op.create_index(op.f("ix_struck_conflicts_judge_id"), "struck_conflicts", ["judge_id"])
    op.create_index(op.f("ix_struck_conflicts_subject_id"), "struck_conflicts", ["subject_id"])


def downgrade() -> None:
    op.drop_table("struck_conflicts")
    op.drop_table("round_extensions")
