"""Membership of the venture alliance; who changed a profile last."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STATES = ("none", "applied", "member", "refused", "suspended")
MOVES = ("apply", "withdraw", "approve", "refuse", "suspend", "reinstate")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    state = sa.Column("alliance", _enum("alliancestate", *STATES), server_default="none", nullable=False)
    op.add_column("match_profiles", state)
    op.add_column("match_profiles", sa.Column("alliance_since", sa.Date(), nullable=True))
    op.add_column("match_profiles", sa.Column("changed_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_match_profiles_changed_by_users"),
        "match_profiles",
        "users",
        ["changed_by"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_check_constraint(
        op.f("ck_match_profiles_alliance_of_investors"),
        "match_profiles",
        "alliance = 'none' OR kind = 'investor'",
    )
    op.create_check_constraint(
        op.f("ck_match_profiles_alliance_since"),
        "match_profiles",
        "(alliance = 'member') = (alliance_since IS NOT NULL)",
    )
    _steps()


def _steps() -> None:
    op.create_table(
        "alliance_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("move", _enum("move", *MOVES), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("record", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "move NOT IN ('apply', 'refuse', 'suspend') OR reason <> ''",
            name=op.f("ck_alliance_steps_says_why"),
        ),
        sa.CheckConstraint(
            "move = 'apply' OR (record = '' AND link = '')",
            name=op.f("ck_alliance_steps_record_of_application"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["match_profiles.id"],
            name=op.f("fk_alliance_steps_profile_id_match_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_alliance_steps_made_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliance_steps")),
    )
    op.create_index("ix_alliance_steps_profile_id", "alliance_steps", ["profile_id", "created_at"])


def downgrade() -> None:
    op.drop_table("alliance_steps")
    op.drop_constraint(op.f("ck_match_profiles_alliance_since"), "match_profiles")
    op.drop_constraint(op.f("ck_match_profiles_alliance_of_investors"), "match_profiles")
    for column in ("changed_by", "alliance_since", "alliance"):
        op.drop_column("match_profiles", column)
