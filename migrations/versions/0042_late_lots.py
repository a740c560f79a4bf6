"""Entries that came after the order of a final are drawn to its end, in a draw of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "live_draws", sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_live_draws_late_after_another"), "live_draws", "number > 1 OR NOT late"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_live_draws_late_after_another"), "live_draws", type_="check")
    op.drop_column("live_draws", "late")
