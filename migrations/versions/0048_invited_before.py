"""Of an invitation that came to nothing a blind index of its address is kept, so that its base does not write again."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pool_places", sa.Column("email_index", sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(
        op.f("ck_pool_places_forgotten"), "pool_places", "email_index = '' OR email = ''"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_pool_places_forgotten"), "pool_places", type_="check")
    op.drop_column("pool_places", "email_index")
