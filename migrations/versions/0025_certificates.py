"""Certificates and score sheets on paper, with the code and the signature that confirm them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Enum(
        "award", "sheets", name="certificatekind", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("award", postgresql.JSONB(), nullable=False),
        sa.Column("season", postgresql.JSONB(), nullable=False),
        sa.Column("round_name", postgresql.JSONB(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_certificates_round_id_rounds")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_certificates_entry_id_entries")),
        sa.ForeignKeyConstraint(["issued_by"], ["users.id"], name=op.f("fk_certificates_issued_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint(
            "round_id", "entry_id", "kind", name=op.f("uq_certificates_round_id_entry_id_kind")
        ),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
    )
    op.create_index(op.f("ix_certificates_entry_id"), "certificates", ["entry_id"])


def downgrade() -> None:
    op.drop_table("certificates")
