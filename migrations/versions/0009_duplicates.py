"""What finds duplicates, and the pairs that people decide about."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duplicate_fingerprints",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("keys", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sketch", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("crowds", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("samples", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_duplicate_fingerprints_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_duplicate_fingerprints")),
    )
    for column in ("keys", "sketch"):
        op.create_index(
            f"ix_duplicate_fingerprints_{column}",
            "duplicate_fingerprints",
            [column],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )
    op.create_table(
        "duplicate_pairs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "not_duplicate",
                "duplicate",
                "cleared",
                name="pairstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_score", sa.Double(), nullable=True),
        sa.Column(
            "decided_evidence", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("news", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_pairs_ordered")),
        sa.CheckConstraint(
            "kept_id IS NULL OR kept_id IN (first_id, second_id)", name=op.f("ck_duplicate_pairs_kept_is_one")
        ),
        sa.CheckConstraint(
            "state NOT IN ('duplicate', 'not_duplicate') OR (decided_at IS NOT NULL AND reason <> '')",
            name=op.f("ck_duplicate_pairs_decided_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["projects.id"], name=op.f("fk_duplicate_pairs_first_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["projects.id"], name=op.f("fk_duplicate_pairs_second_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_duplicate_pairs_decided_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pairs")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_duplicate_pairs_first_id_second_id")),
    )
    op.create_index("ix_duplicate_pairs_second_id", "duplicate_pairs", ["second_id"])
    op.create_index("ix_duplicate_pairs_state_score", "duplicate_pairs", ["state", "score"])
    op.create_index("ix_duplicate_pairs_kinds", "duplicate_pairs", ["kinds"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("duplicate_pairs")
    op.drop_table("duplicate_fingerprints")
