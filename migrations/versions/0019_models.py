"""Trained models of the ranking of investors."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _codes(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "match_models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "state", _codes("modelstate", "active", "retired", "rejected", "withdrawn"), nullable=False
        ),
        sa.Column("opponent", _codes("opponent", "current", "popularity"), nullable=False),
        sa.Column("weights", JSONB(), nullable=False),
        sa.Column("metrics", JSONB(), nullable=False),
        sa.Column("data_hash", sa.Text(), nullable=False),
        sa.Column("companies", sa.Integer(), nullable=False),
        sa.Column("investors", sa.Integer(), nullable=False),
        sa.Column("deals", sa.Integer(), nullable=False),
        sa.Column("holdout", sa.Date(), nullable=False),
        sa.Column("trained_to", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_match_models_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_models")),
    )
    op.create_index("ix_match_models_created_at", "match_models", ["created_at"])
    op.create_index(
        "uq_match_models_active",
        "match_models",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )


def downgrade() -> None:
    op.drop_table("match_models")
