"""Seals: a round's decisions approved by two people, and the file made of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ALIVE = sa.text("state IN ('proposed', 'confirmed', 'sealed')")
# What was sealed stays what it was: a seal may still be withdrawn, its file and its two people never change.
KEPT = """
CREATE TRIGGER seals_keep_their_file BEFORE UPDATE ON seals FOR EACH ROW
WHEN (OLD.state = 'sealed' AND
      (OLD.digest, OLD.storage_key, OLD.public_key, OLD.fingerprint, OLD.proposed_by, OLD.confirmed_by)
      IS DISTINCT FROM
      (NEW.digest, NEW.storage_key, NEW.public_key, NEW.fingerprint, NEW.proposed_by, NEW.confirmed_by))
EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    states = ("proposed", "confirmed", "sealed", "failed", "withdrawn")
    op.create_table(
        "seals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*states, name="sealstate", native_enum=False, create_constraint=True, length=40),
            server_default="proposed",
            nullable=False,
        ),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("waived", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("pseudonym_key", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("public_key", sa.Text(), nullable=True),
        sa.Column("storage_key", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("trouble", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'withdrawn') OR "
            "(confirmed_by IS NOT NULL AND proposed_by IS NOT NULL AND confirmed_by <> proposed_by)",
            name=op.f("ck_seals_two_people"),
        ),
        sa.CheckConstraint(
            "(state <> 'sealed') OR (digest IS NOT NULL AND storage_key IS NOT NULL)",
            name=op.f("ck_seals_sealed_has_file"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_seals_round_id_rounds")),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name=op.f("fk_seals_proposed_by_users")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name=op.f("fk_seals_confirmed_by_users")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["users.id"], name=op.f("fk_seals_withdrawn_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
    )
    op.create_index(op.f("ix_seals_round_id"), "seals", ["round_id"])
    op.create_index("ix_seals_digest", "seals", ["digest"])
    op.create_index("uq_seals_round_alive", "seals", ["round_id"], unique=True, postgresql_where=ALIVE)
    op.execute(KEPT)


def downgrade() -> None:
    op.drop_table("seals")
