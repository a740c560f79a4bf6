"""Where entries come from: imported projects claimed by their teams, projects recommended by bases."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "projects", sa.Column("channel_fixed", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_table(
        "project_claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_claims_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["users.id"], name=op.f("fk_project_claims_sent_by_users")),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["users.id"], name=op.f("fk_project_claims_claimed_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_claims")),
        sa.UniqueConstraint("project_id", name=op.f("uq_project_claims_project_id")),
    )
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("base_id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_referrals_project_id_projects"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["base_id"], ["bases.id"], name=op.f("fk_referrals_base_id_bases")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_referrals_season_id_seasons")),
        sa.ForeignKeyConstraint(["accepted_by"], ["users.id"], name=op.f("fk_referrals_accepted_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("project_id", name=op.f("uq_referrals_project_id")),
    )
    op.create_index("ix_referrals_base_id_season_id", "referrals", ["base_id", "season_id"])


def downgrade() -> None:
    op.drop_table("referrals")
    op.drop_table("project_claims")
    op.drop_column("projects", "channel_fixed")
