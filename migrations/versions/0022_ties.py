"""Ties that ended, waivers of conflicts by two people, requests of teams."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _id() -> sa.Column:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _created(name: str = "created_at") -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _key(table: str, column: str, other: str, **more: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, **more)


def _former() -> None:
    op.create_table(
        "former_memberships",
        _id(),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        _created(),
        sa.CheckConstraint("since IS NULL OR since <= until", name=op.f("ck_former_memberships_order")),
        _key("former_memberships", "organisation_id", "organisations", ondelete="CASCADE"),
        _key("former_memberships", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_memberships")),
    )
    op.create_index("ix_former_memberships_user_id", "former_memberships", ["user_id"])
    op.create_index("ix_former_memberships_organisation_id", "former_memberships", ["organisation_id"])
    op.create_table(
        "former_team_members",
        _id(),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        _created("left_at"),
        _key("former_team_members", "team_id", "teams", ondelete="CASCADE"),
        _key("former_team_members", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_team_members")),
    )
    op.create_index("ix_former_team_members_user_id", "former_team_members", ["user_id"])
    op.create_index("ix_former_team_members_team_id", "former_team_members", ["team_id"])


def _waivers() -> None:
    table = "conflict_waivers"
    op.create_table(
        table,
        _id(),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        _moment("confirmed_at"),
        _moment("ended_at"),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        _created(),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by", name=op.f("ck_conflict_waivers_two_people")
        ),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_conflict_waivers_confirmed")
        ),
        sa.CheckConstraint(
            "btrim(reason) <> '' AND btrim(statement) <> ''", name=op.f("ck_conflict_waivers_in_writing")
        ),
        sa.CheckConstraint(
            "cardinality(kinds) > 0 AND NOT kinds && ARRAY['kinship', 'past_team', 'team_member']",
            name=op.f("ck_conflict_waivers_waivable"),
        ),
        _key(table, "round_id", "rounds", ondelete="CASCADE"),
        _key(table, "judge_id", "judges"),
        _key(table, "entry_id", "entries"),
        _key(table, "proposed_by", "users"),
        _key(table, "confirmed_by", "users"),
        _key(table, "ended_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_waivers")),
    )
    op.create_index("ix_conflict_waivers_entry_id", table, ["entry_id"])
    op.create_index(
        "uq_conflict_waivers_standing",
        table,
        ["round_id", "judge_id", "entry_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _requests() -> None:
    table = "recusal_requests"
    op.create_table(
        table,
        _id(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("about", _enum("about", "person", "organisation"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _enum("requeststate", "waiting", "accepted", "refused", "withdrawn"),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("judge_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        _moment("decided_at"),
        _created(),
        sa.CheckConstraint(
            "state <> 'accepted' OR judge_id IS NOT NULL OR organisation_id IS NOT NULL",
            name=op.f("ck_recusal_requests_about_somebody"),
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'refused')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_recusal_requests_decided"),
        ),
        _key(table, "project_id", "projects", ondelete="CASCADE"),
        _key(table, "asked_by", "users", ondelete="SET NULL"),
        _key(table, "judge_id", "judges"),
        _key(table, "organisation_id", "organisations"),
        _key(table, "decided_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal_requests")),
    )
    op.create_index("ix_recusal_requests_project_id", table, ["project_id"])
    op.create_index("ix_recusal_requests_state", table, ["state", "created_at"])
    op.create_index(op.f("ix_recusal_requests_judge_id"), table, ["judge_id"])
    op.create_index(op.f("ix_recusal_requests_organisation_id"), table, ["organisation_id"])


def upgrade() -> None:
    tie = _enum("declaredtie", "employment", "equity", "mentoring", "kinship", "other")
    op.add_column("declared_conflicts", sa.Column("tie", tie, server_default="other", nullable=False))
    _former()
    _waivers()
    _requests()


def downgrade() -> None:
    for table in ("recusal_requests", "conflict_waivers", "former_team_members", "former_memberships"):
        op.drop_table(table)
    op.drop_column("declared_conflicts", "tie")
