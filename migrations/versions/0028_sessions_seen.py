"""Sessions say what they were begun with, from which network, and when they were last used."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("browser", "system", "network"):
        op.add_column("sessions", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column(
        "sessions",
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    # A session counts while its person's epoch is the one it was begun in.
    op.add_column("sessions", sa.Column("epoch", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE sessions SET seen_at = begun_at")
    op.execute("UPDATE sessions SET epoch = session_epoch FROM users WHERE users.id = user_id")


def downgrade() -> None:
    for name in ("epoch", "seen_at", "network", "system", "browser"):
        op.drop_column("sessions", name)
