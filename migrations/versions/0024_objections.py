"""Objections with their evidence, and lists that are final only once every objection is decided."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("filed", "in_hand", "reported", "upheld", "dismissed", "withdrawn")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _consequence(column: str) -> sa.Column[str]:
    # Two columns of one type: each check has a name of its own.
    values = "('none', 'withdrawn', 'cancelled')"
    return sa.Column(
        column,
        sa.String(40),
        sa.CheckConstraint(f"{column} IN {values}", name=op.f(f"ck_objections_{column}")),
        server_default="none",
        nullable=False,
    )


def upgrade() -> None:
    op.add_column("publications", sa.Column("finalised_at", MOMENT, nullable=True))
    op.add_column("publications", sa.Column("finalised_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_publications_finalised_by_users"), "publications", "users", ["finalised_by"], ["id"]
    )
    op.add_column("standings", sa.Column("objections_until", MOMENT, nullable=True))
    op.execute("UPDATE standings SET objections_until = final_from")
    op.execute("UPDATE publications SET finalised_at = ends_at WHERE ends_at <= now()")
    op.execute("UPDATE standings SET final_from = NULL WHERE final_from > now()")
    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("objector_id", sa.Uuid(), nullable=False),
        sa.Column("state", _enum("objectionstate", *STATES), server_default="filed", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("finding", sa.Text(), server_default="", nullable=False),
        sa.Column("advises_upheld", sa.Boolean(), nullable=True),
        _consequence("advised"),
        sa.Column("reported_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        _consequence("consequence"),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state IN ('upheld', 'dismissed')) = (decided_at IS NOT NULL)",
            name=op.f("ck_objections_decided_has_time"),
        ),
        sa.CheckConstraint(
            "decided_at IS NULL OR (handler_id IS NOT NULL AND decided_by IS NOT NULL"
            " AND decided_by <> handler_id AND decided_by <> objector_id)",
            name=op.f("ck_objections_two_people"),
        ),
        sa.CheckConstraint(
            "state = 'upheld' OR consequence = 'none'", name=op.f("ck_objections_consequence_when_upheld")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_objections_round_id_rounds")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_objections_entry_id_entries")),
        sa.ForeignKeyConstraint(["objector_id"], ["users.id"], name=op.f("fk_objections_objector_id_users")),
        sa.ForeignKeyConstraint(["handler_id"], ["users.id"], name=op.f("fk_objections_handler_id_users")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_objections_decided_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_objections_round_id_number")),
    )
    op.create_index("ix_objections_state", "objections", ["state", "filed_at"])
    op.create_index("ix_objections_objector_id", "objections", ["objector_id"])
    op.create_index("ix_objections_entry_id", "objections", ["entry_id"])
    op.create_table(
        "objection_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["objections.id"],
            name=op.f("fk_objection_files_objection_id_objections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_files")),
    )
    op.create_index(op.f("ix_objection_files_objection_id"), "objection_files", ["objection_id"])


def downgrade() -> None:
    op.drop_table("objection_files")
    op.drop_table("objections")
    op.execute("UPDATE standings SET final_from = objections_until WHERE final_from IS NULL")
    op.drop_column("standings", "objections_until")
    op.drop_constraint(op.f("fk_publications_finalised_by_users"), "publications", type_="foreignkey")
    op.drop_column("publications", "finalised_by")
    op.drop_column("publications", "finalised_at")
