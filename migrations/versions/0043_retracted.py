"""A proposal that the office took back is nobody's answer."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "introductions", sa.Column("retracted", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    # Before either side has spoken nobody but the office can take a proposal back.
    op.execute("UPDATE introductions SET retracted = true WHERE state = 'withdrawn' AND asked_by IS NULL")
    op.create_check_constraint(
        op.f("ck_introductions_retracted_is_withdrawn"),
        "introductions",
        "NOT retracted OR state = 'withdrawn'",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_introductions_retracted_is_withdrawn"), "introductions", type_="check")
    op.drop_column("introductions", "retracted")
