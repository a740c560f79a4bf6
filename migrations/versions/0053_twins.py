"""Investors that are one firm under two names: what was decided, and which is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NOW = sa.text("now()")


def _key(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=ondelete
    )


def upgrade() -> None:
    op.add_column("match_profiles", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_match_profiles_merged_into_id_match_profiles"),
        "match_profiles",
        "match_profiles",
        ["merged_into_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index(op.f("ix_match_profiles_merged_into_id"), "match_profiles", ["merged_into_id"])
    op.create_check_constraint(
        op.f("ck_match_profiles_merged"),
        "match_profiles",
        "merged_into_id IS NULL OR (kind = 'investor' AND NOT active)",
    )
    op.create_check_constraint(
        op.f("ck_match_profiles_merged_into_another"), "match_profiles", "merged_into_id <> id"
    )
    _different()
    _merges()


def _different() -> None:
    op.create_table(
        "different_firms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_different_firms_ordered")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_different_firms_says_why")),
        _key("different_firms", "first_id", "match_profiles", "CASCADE"),
        _key("different_firms", "second_id", "match_profiles", "CASCADE"),
        _key("different_firms", "decided_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_different_firms")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_different_firms_first_id_second_id")),
    )
    op.create_index("ix_different_firms_second_id", "different_firms", ["second_id"])


def _merges() -> None:
    op.create_table(
        "firm_merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", postgresql.JSONB(), nullable=False),
        sa.Column("was_active", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_firm_merges_two")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_firm_merges_says_why")),
        _key("firm_merges", "kept_id", "match_profiles", "CASCADE"),
        _key("firm_merges", "merged_id", "match_profiles", "CASCADE"),
        _key("firm_merges", "made_by", "users", "SET NULL"),
        _key("firm_merges", "undone_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_merges")),
    )
    op.create_index("ix_firm_merges_kept_id", "firm_merges", ["kept_id"])
    op.create_index(
        "uq_firm_merges_merged_id",
        "firm_merges",
        ["merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("firm_merges")
    op.drop_table("different_firms")
    op.drop_constraint(op.f("ck_match_profiles_merged_into_another"), "match_profiles", type_="check")
    op.drop_constraint(op.f("ck_match_profiles_merged"), "match_profiles", type_="check")
    op.drop_index(op.f("ix_match_profiles_merged_into_id"), table_name="match_profiles")
    op.drop_column("match_profiles", "merged_into_id")
