"""A round's record says whether it holds names of judges or the log: whoever lost that right does not fetch it."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

# Of the files that are there already nobody knows: they take the full right.
NAMES = ("named", "audited")


def upgrade() -> None:
    for name in NAMES:
        column = sa.Column(name, sa.Boolean(), server_default=sa.text("true"), nullable=False)
        op.add_column("round_records", column)


def downgrade() -> None:
    for name in NAMES:
        op.drop_column("round_records", name)
