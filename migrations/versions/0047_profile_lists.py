"""The lists that the register of profiles is narrowed by have one index, whichever of them somebody asks for."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

LISTS = ["track_codes", "growth_stages", "financings", "districts", "regions", "facilities", "park_kinds"]


def upgrade() -> None:
    op.create_index("ix_match_profiles_lists", "match_profiles", LISTS, postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_match_profiles_lists", "match_profiles")
