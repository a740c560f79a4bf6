"""Places in the project pool: winners of other contests and residents of bases beside the season's own winners."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NOTHING = sa.text("""'{"zh": "", "en": ""}'""")
TEXTS = ("contest", "award", "company", "title")
KEYS = (
    ("season_id", "seasons", None),
    ("project_id", "projects", "CASCADE"),
    ("base_id", "bases", None),
    ("invited_by", "users", None),
    ("opened_by", "users", None),
    ("ended_by", "users", None),
)
CHECKS = {
    "base": "(kind = 'resident') = (base_id IS NOT NULL)",
    "invited": "state <> 'invited' OR (kind = 'resident' AND expires_at IS NOT NULL)",
    "opened": "state <> 'open' OR (project_id IS NOT NULL AND opened_at IS NOT NULL)",
    "ended": "(state = 'ended') = (ended_at IS NOT NULL AND ended_how IS NOT NULL)",
}
BASES = "'window', 'correction', 'late_entry', 'revision'"


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "pool_places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _one_of("kind", "other_contest", "resident"), nullable=False),
        sa.Column("state", _one_of("state", "invited", "open", "ended"), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("base_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, postgresql.JSONB(), server_default=NOTHING, nullable=False) for name in TEXTS),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column(
            "ended_how",
            _one_of("ended_how", "declined", "taken_back", "left", "by_base", "by_office"),
            nullable=True,
        ),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_pool_places_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=op.f(f"fk_pool_places_{column}_{target}"), ondelete=gone
            )
            for column, target, gone in KEYS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_places")),
    )
    op.create_index(
        "uq_pool_places_project",
        "pool_places",
        ["project_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_pool_places_invited",
        "pool_places",
        ["season_id", "base_id", "email"],
        unique=True,
        postgresql_where=sa.text("state = 'invited' AND email <> 'closed@closed.invalid'"),
    )
    op.create_index("ix_pool_places_season_id_state", "pool_places", ["season_id", "state"])
    op.create_index("ix_pool_places_project_id", "pool_places", ["project_id"])
    op.create_index("ix_pool_places_base_id", "pool_places", ["base_id"])
    _allow_bases(f"{BASES}, 'pool'")


def _allow_bases(values: str) -> None:
    name = op.f("ck_project_submissions_basis")
    op.drop_constraint(name, "project_submissions", type_="check")
    op.create_check_constraint(name, "project_submissions", f"basis IN ({values})")


def downgrade() -> None:
    _allow_bases(BASES)
    op.drop_table("pool_places")
