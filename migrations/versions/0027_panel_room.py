"""The panel room: what panels record on entries, and their votes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def moment(name: str, *, now: bool = False) -> sa.Column:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def upgrade() -> None:
    op.create_table(
        "panel_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("advice", choice("advice", "recommended", "not_recommended", "again"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("present", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        moment("recorded_at", now=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        moment("answered_at"),
        sa.CheckConstraint("place >= 1", name=op.f("ck_panel_decisions_place")),
        sa.CheckConstraint(
            "answered_by IS NULL OR answered_at IS NOT NULL",
            name=op.f("ck_panel_decisions_answered_has_time"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_panel_decisions_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_panel_decisions_entry_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_panel_decisions_recorded_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_panel_decisions_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_decisions")),
        sa.UniqueConstraint(
            "round_id", "entry_id", "version", name=op.f("uq_panel_decisions_round_id_entry_id_version")
        ),
    )
    op.create_index(op.f("ix_panel_decisions_entry_id"), "panel_decisions", ["entry_id"])
    op.create_table(
        "ballots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column(
            "state", choice("ballotstate", "open", "closed", "void"), server_default="open", nullable=False
        ),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        moment("opened_at", now=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        moment("closed_at"),
        sa.CheckConstraint("places >= 1 AND quorum >= 1", name=op.f("ck_ballots_numbers")),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("ck_ballots_closed_has_time")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_ballots_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_ballots_opened_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_ballots_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_ballots_round_id_number")),
    )
    op.create_table(
        "ballot_options",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("eligible", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballots.id"], name=op.f("fk_ballot_options_ballot_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_ballot_options_entry_id")),
        sa.PrimaryKeyConstraint("ballot_id", "entry_id", name=op.f("pk_ballot_options")),
    )
    op.create_index(op.f("ix_ballot_options_entry_id"), "ballot_options", ["entry_id"])
    op.create_table(
        "ballot_members",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("voted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("apart_from", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballots.id"], name=op.f("fk_ballot_members_ballot_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f("fk_ballot_members_judge_id")),
        sa.PrimaryKeyConstraint("ballot_id", "judge_id", name=op.f("pk_ballot_members")),
    )
    op.create_index(op.f("ix_ballot_members_judge_id"), "ballot_members", ["judge_id"])
    op.create_table(
        "ballot_votes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballots.id"], name=op.f("fk_ballot_votes_ballot_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_ballot_votes_entry_id")),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f("fk_ballot_votes_judge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_votes")),
    )
    op.create_index("ix_ballot_votes_ballot_id", "ballot_votes", ["ballot_id"])


def downgrade() -> None:
    for table in ("ballot_votes", "ballot_members", "ballot_options", "ballots", "panel_decisions"):
        op.drop_table(table)
