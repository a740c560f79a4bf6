"""Assignment under capacity: plans, pins and bars, preferences; introductions that the office proposes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=ondelete
    )


def _json(name: str, default: str | None = None) -> sa.Column:
    given = sa.text(default) if default else None
    return sa.Column(name, postgresql.JSONB(), server_default=given, nullable=False)


CREATED = ("created_at", sa.DateTime(timezone=True))
NOW = {"server_default": sa.text("now()"), "nullable": False}


def upgrade() -> None:
    op.alter_column("introductions", "asked_by", nullable=True)
    op.add_column(
        "introductions", sa.Column("declined_by", _enum("decliningside", "project", "profile"), nullable=True)
    )
    op.execute(
        "UPDATE introductions SET declined_by = CASE asked_by WHEN 'project' THEN 'profile' ELSE 'project' END "
        "WHERE state = 'declined'"
    )
    op.create_check_constraint(
        op.f("ck_introductions_open_was_asked"), "introductions", "state <> 'open' OR asked_by IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("ck_introductions_declined_by_a_side"),
        "introductions",
        "(state = 'declined') = (declined_by IS NOT NULL)",
    )
    op.create_table(
        "assignment_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _enum("profilekind", "park", "investor", "mentor"), nullable=False),
        sa.Column(
            "state",
            _enum("planstate", "waiting", "failed", "draft", "published", "superseded"),
            server_default="waiting",
            nullable=False,
        ),
        _json("terms"),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        _json("outcome", "'{}'::jsonb"),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(*CREATED, **NOW),
        sa.CheckConstraint(
            "(state = 'published') <= (published_at IS NOT NULL)",
            name=op.f("ck_assignment_plans_published_when"),
        ),
        _key("assignment_plans", "season_id", "seasons", "CASCADE"),
        _key("assignment_plans", "requested_by", "users", "SET NULL"),
        _key("assignment_plans", "published_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_plans")),
    )
    op.create_index("ix_assignment_plans_season_id", "assignment_plans", ["season_id", "kind", "created_at"])
    for name, states in (("published", "= 'published'"), ("pending", "IN ('draft', 'failed', 'waiting')")):
        op.create_index(
            f"uq_assignment_plans_{name}",
            "assignment_plans",
            ["season_id", "kind"],
            unique=True,
            postgresql_where=sa.text(f"state {states}"),
        )
    op.create_table(
        "planned_pairs",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("introduction_id", sa.Uuid(), nullable=True),
        _key("planned_pairs", "plan_id", "assignment_plans", "CASCADE"),
        _key("planned_pairs", "project_id", "projects", "CASCADE"),
        _key("planned_pairs", "profile_id", "match_profiles", "CASCADE"),
        _key("planned_pairs", "introduction_id", "introductions", "SET NULL"),
        sa.PrimaryKeyConstraint("plan_id", "project_id", "profile_id", name=op.f("pk_planned_pairs")),
    )
    for column in ("introduction_id", "project_id", "profile_id"):
        op.create_index(f"ix_planned_pairs_{column}", "planned_pairs", [column])
    op.create_table(
        "assignment_wishes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _enum("wishkind", "pinned", "barred"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column(*CREATED, **NOW),
        _key("assignment_wishes", "season_id", "seasons", "CASCADE"),
        _key("assignment_wishes", "project_id", "projects", "CASCADE"),
        _key("assignment_wishes", "profile_id", "match_profiles", "CASCADE"),
        _key("assignment_wishes", "made_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_wishes")),
        sa.UniqueConstraint(
            "project_id", "profile_id", name=op.f("uq_assignment_wishes_project_id_profile_id")
        ),
    )
    op.create_index(op.f("ix_assignment_wishes_season_id"), "assignment_wishes", ["season_id"])
    op.create_table(
        "match_preferences",
        sa.Column("side", _enum("side", "project", "profile"), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column(*CREATED, **NOW),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_match_preferences_rank")),
        _key("match_preferences", "project_id", "projects", "CASCADE"),
        _key("match_preferences", "profile_id", "match_profiles", "CASCADE"),
        sa.PrimaryKeyConstraint("side", "project_id", "profile_id", name=op.f("pk_match_preferences")),
    )


def downgrade() -> None:
    for table in ("match_preferences", "assignment_wishes", "planned_pairs", "assignment_plans"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_introductions_declined_by_a_side"), "introductions", type_="check")
    op.drop_constraint(op.f("ck_introductions_open_was_asked"), "introductions", type_="check")
    op.drop_column("introductions", "declined_by")
    # A proposal nobody answered has no place in what was before.
    op.execute("DELETE FROM introductions WHERE asked_by IS NULL")
    op.alter_column("introductions", "asked_by", nullable=False)
