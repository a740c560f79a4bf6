"""What parks declare and mentors are appointed for; who opened a winner in matching."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

LISTS = ("services", "priority_tracks")
DAYS = ("term_from", "term_to", "trained_on")
CHECKS = {
    "appointment": "kind = 'mentor' OR (term_from IS NULL AND term_to IS NULL AND trained_on IS NULL)",
    "term_order": "term_from <= term_to",
    "vacant": "vacant_m2 >= 0",
}
KEYS = (
    ("project_id", "projects", "CASCADE"),
    ("profile_id", "match_profiles", "CASCADE"),
    ("viewer_id", "users", "SET NULL"),
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in LISTS:
        column = sa.Column(name, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
        op.add_column("match_profiles", column)
    op.add_column("match_profiles", sa.Column("vacant_m2", sa.Integer(), nullable=True))
    for name in DAYS:
        op.add_column("match_profiles", sa.Column(name, sa.Date(), nullable=True))
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_match_profiles_{name}"), "match_profiles", rule)
    _visits()


def _visits() -> None:
    what = sa.Enum(
        "project", "introduction", name="visited", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "project_visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=True),
        sa.Column("what", what, nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=op.f(f"fk_project_visits_{column}_{target}"),
                ondelete=gone,
            )
            for column, target, gone in KEYS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_visits")),
    )
    once = ["project_id", "profile_id", "viewer_id", "what", "hour"]
    op.create_index("uq_project_visits_hour", "project_visits", once, unique=True)
    op.create_index("ix_project_visits_viewer_id", "project_visits", ["viewer_id"])


def downgrade() -> None:
    op.drop_table("project_visits")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_match_profiles_{name}"), "match_profiles")
    for name in (*DAYS, "vacant_m2", *LISTS):
        op.drop_column("match_profiles", name)
