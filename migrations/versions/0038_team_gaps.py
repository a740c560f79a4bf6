"""Team gaps: roles teams lack, people who offer themselves, introductions between them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROLES = (
    "general_manager",
    "technology",
    "finance",
    "operations",
    "research",
    "clinical",
    "regulatory",
    "product",
    "production",
    "sales",
    "overseas",
    "legal",
    "people",
    "other",
)
REASONS = ("not_now", "not_my_field", "stage", "no_capacity", "conflict", "other")
STATES = ("asked", "open", "declined", "withdrawn", "expired")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, target: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=ondelete
    )


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _list(name: str) -> sa.Column:
    return sa.Column(name, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)


def _version() -> sa.Column:
    return sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)


def _created(name: str = "created_at") -> sa.Column:
    return sa.Column(name, MOMENT, server_default=sa.text("now()"), nullable=False)


def upgrade() -> None:
    _gaps()
    _offers()
    _introductions()
    op.create_table(
        "talent_ties",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        _created("since"),
        _key("talent_ties", "user_id", "users"),
        _key("talent_ties", "project_id", "projects"),
        sa.PrimaryKeyConstraint("user_id", "project_id", name=op.f("pk_talent_ties")),
    )
    op.create_index(op.f("ix_talent_ties_project_id"), "talent_ties", ["project_id"])


def _gaps() -> None:
    op.create_table(
        "team_gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("role", _enum("gaprole", *ROLES), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        _text("terms"),
        sa.Column("commitment", _enum("commitment", "full_time", "part_time", "advisory"), nullable=True),
        _text("district"),
        _list("languages"),
        sa.Column("state", _enum("gapstate", "open", "closed"), server_default="open", nullable=False),
        sa.Column("taken_down_at", MOMENT, nullable=True),
        _text("taken_down_reason"),
        _version(),
        _created(),
        sa.CheckConstraint(
            "(taken_down_at IS NULL) = (taken_down_reason = '')", name=op.f("ck_team_gaps_taken_down_why")
        ),
        _key("team_gaps", "project_id", "projects"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_gaps")),
    )
    op.create_index(
        "uq_team_gaps_role",
        "team_gaps",
        ["project_id", "role"],
        unique=True,
        postgresql_where=sa.text("state = 'open' AND role <> 'other'"),
    )
    op.create_index("ix_team_gaps_project_id", "team_gaps", ["project_id"])


def _offers() -> None:
    op.create_table(
        "talent_offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("headline", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        *(_list(name) for name in ("track_codes", "languages", "districts", "commitments")),
        _text("wishes"),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("consented_at", "confirmed_at", "expires_at")),
        sa.Column("taken_down_at", MOMENT, nullable=True),
        _text("taken_down_reason"),
        _version(),
        _created(),
        sa.CheckConstraint("cardinality(roles) > 0", name=op.f("ck_talent_offers_some_role")),
        sa.CheckConstraint("expires_at > confirmed_at", name=op.f("ck_talent_offers_expiry")),
        sa.CheckConstraint(
            "(taken_down_at IS NULL) = (taken_down_reason = '')", name=op.f("ck_talent_offers_taken_down_why")
        ),
        _key("talent_offers", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_offers")),
        sa.UniqueConstraint("user_id", name=op.f("uq_talent_offers_user_id")),
    )
    op.create_index("ix_talent_offers_roles", "talent_offers", ["roles"], postgresql_using="gin")
    op.create_index("ix_talent_offers_expires_at", "talent_offers", ["expires_at"])


def _introductions() -> None:
    table = "talent_introductions"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gap_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", _enum("side", "project", "profile"), nullable=False),
        sa.Column("state", _enum("introductionstate", *STATES), server_default="asked", nullable=False),
        _text("message"),
        sa.Column("decline_reason", _enum("declinereason", *REASONS), nullable=True),
        sa.Column("declined_by", _enum("decliningside", "project", "profile"), nullable=True),
        _text("decline_note"),
        sa.Column("project_user_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        _version(),
        _created(),
        sa.CheckConstraint("expires_at > asked_at", name=op.f(f"ck_{table}_expiry")),
        sa.CheckConstraint(
            "(state = 'declined') = (declined_by IS NOT NULL)", name=op.f(f"ck_{table}_declined_by_a_side")
        ),
        _key(table, "gap_id", "team_gaps"),
        _key(table, "offer_id", "talent_offers"),
        _key(table, "project_user_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        "uq_talent_introductions_pair",
        table,
        ["gap_id", "offer_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'open')"),
    )
    op.create_index("ix_talent_introductions_offer_id", table, ["offer_id"])
    op.create_index(
        "ix_talent_introductions_waiting", table, ["expires_at"], postgresql_where=sa.text("state = 'asked'")
    )


def downgrade() -> None:
    for table in ("talent_ties", "talent_introductions", "talent_offers", "team_gaps"):
        op.drop_table(table)
