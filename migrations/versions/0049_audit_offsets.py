"""The log's transaction numbers go on upwards in another cluster, where the database counts from the beginning."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

OWN = "pg_current_xact_id()::text::bigint"


def upgrade() -> None:
    op.create_table(
        "audit_offsets",
        sa.Column("ahead", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("ahead", name=op.f("pk_audit_offsets")),
    )
    op.execute(
        "CREATE FUNCTION audit_ahead() RETURNS bigint LANGUAGE sql STABLE "
        "AS 'SELECT coalesce(max(ahead), 0) FROM audit_offsets'"
    )
    op.execute(
        f"ALTER TABLE audit_events ALTER COLUMN transaction_number SET DEFAULT ({OWN} + audit_ahead())"
    )


def downgrade() -> None:
    op.execute(f"ALTER TABLE audit_events ALTER COLUMN transaction_number SET DEFAULT ({OWN})")
    op.execute("DROP FUNCTION audit_ahead()")
    op.drop_table("audit_offsets")
