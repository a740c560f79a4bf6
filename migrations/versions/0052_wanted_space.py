"""What space a team needs where it lands, said in matching; before, only its entry form could ask."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("match_choices", sa.Column("wanted_m2", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("ck_match_choices_wanted"), "match_choices", "wanted_m2 >= 0")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_match_choices_wanted"), "match_choices", type_="check")
    op.drop_column("match_choices", "wanted_m2")
