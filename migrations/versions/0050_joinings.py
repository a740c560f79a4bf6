"""What came of meeting possible partners; roles that were filled; offers paused; reports that nobody answered."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TIMES = ("full_time", "part_time", "advisory")
STATES = ("reported", "confirmed", "disputed", "withdrawn")
GAP_STATES = ("open", "closed")
MILESTONES = ("met", "term_sheet", "invested", "leased", "landed")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _allow(table: str, column: str, name: str, *values: str) -> None:
    """Let a column hold these values and no others."""
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    given = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({given})")


def upgrade() -> None:
    _allow("introduction_outcomes", "state", "outcomestate", *STATES, "expired")
    _allow("project_milestones", "milestone", "milestone", *MILESTONES, "joined")
    _allow("team_gaps", "state", "gapstate", *GAP_STATES, "filled")
    op.add_column("team_gaps", sa.Column("filled_on", sa.Date(), nullable=True))
    op.add_column("team_gaps", sa.Column("filled_as", _enum("filledas", *TIMES), nullable=True))
    op.create_check_constraint(
        op.f("ck_team_gaps_filled_when"), "team_gaps", "(state = 'filled') = (filled_on IS NOT NULL)"
    )
    op.create_check_constraint(
        op.f("ck_team_gaps_filled_as_what"), "team_gaps", "(filled_on IS NULL) = (filled_as IS NULL)"
    )
    op.add_column("talent_offers", sa.Column("paused_at", MOMENT, nullable=True))
    _outcomes()


def _outcomes() -> None:
    op.create_table(
        "talent_outcomes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("introduction_id", sa.Uuid(), nullable=False),
        sa.Column("came", _enum("came", "met", "joined", "parted"), nullable=False),
        sa.Column("joined_as", _enum("commitment", *TIMES), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "state", _enum("outcomestate", *STATES, "expired"), server_default="reported", nullable=False
        ),
        sa.Column("side", _enum("side", "project", "profile"), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answer_note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(came = 'joined') = (joined_as IS NOT NULL)", name=op.f("ck_talent_outcomes_joined_as")
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'disputed') OR answered_by IS DISTINCT FROM reported_by",
            name=op.f("ck_talent_outcomes_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["talent_introductions.id"],
            name=op.f("fk_talent_outcomes_introduction_id_talent_introductions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["users.id"], name=op.f("fk_talent_outcomes_reported_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["users.id"], name=op.f("fk_talent_outcomes_answered_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_outcomes")),
    )
    op.create_index("ix_talent_outcomes_introduction_id", "talent_outcomes", ["introduction_id"])
    op.create_index(
        "uq_talent_outcomes_standing",
        "talent_outcomes",
        ["introduction_id", "came", "happened_on"],
        unique=True,
        postgresql_where=sa.text("state IN ('confirmed', 'reported')"),
    )


def downgrade() -> None:
    op.drop_table("talent_outcomes")
    op.drop_column("talent_offers", "paused_at")
    # Before, a role that was filled was one no longer sought, and a report that waits in vain was taken back.
    op.drop_constraint(op.f("ck_team_gaps_filled_when"), "team_gaps", type_="check")
    op.execute("UPDATE team_gaps SET state = 'closed' WHERE state = 'filled'")
    op.execute("UPDATE introduction_outcomes SET state = 'withdrawn' WHERE state = 'expired'")
    op.execute("DELETE FROM project_milestones WHERE milestone = 'joined'")
    op.drop_column("team_gaps", "filled_as")
    op.drop_column("team_gaps", "filled_on")
    _allow("team_gaps", "state", "gapstate", *GAP_STATES)
    _allow("project_milestones", "milestone", "milestone", *MILESTONES)
    _allow("introduction_outcomes", "state", "outcomestate", *STATES)
