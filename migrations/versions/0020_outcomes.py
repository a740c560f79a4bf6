"""What came of introductions, and the milestones of projects both sides confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MILESTONES = ("met", "term_sheet", "invested", "leased", "landed")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "project_milestones",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("milestone", _enum("milestone", *MILESTONES), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("counterpart_kind", sa.Text(), nullable=False),
        sa.Column("counterpart_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_project_milestones_amount")),
        sa.CheckConstraint(
            "(amount_cents IS NULL) = (currency = '')", name=op.f("ck_project_milestones_currency")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_milestones_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_milestones")),
        sa.UniqueConstraint("source", name=op.f("uq_project_milestones_source")),
    )
    op.create_index("ix_project_milestones_project_id", "project_milestones", ["project_id", "milestone"])
    op.create_index(
        "ix_project_milestones_counterpart_id", "project_milestones", ["counterpart_id", "milestone"]
    )
    op.create_table(
        "introduction_outcomes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("introduction_id", sa.Uuid(), nullable=False),
        sa.Column("milestone", _enum("milestone", *MILESTONES), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "state",
            _enum("outcomestate", "reported", "confirmed", "disputed", "withdrawn"),
            server_default="reported",
            nullable=False,
        ),
        sa.Column("side", _enum("side", "project", "profile"), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_introduction_outcomes_amount")),
        sa.CheckConstraint(
            "(amount_cents IS NULL) = (currency = '')", name=op.f("ck_introduction_outcomes_currency")
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'disputed') OR answered_by IS DISTINCT FROM reported_by",
            name=op.f("ck_introduction_outcomes_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_outcomes_introduction_id_introductions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["users.id"], name=op.f("fk_introduction_outcomes_reported_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["users.id"], name=op.f("fk_introduction_outcomes_answered_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction_outcomes")),
    )
    op.create_index(
        "uq_introduction_outcomes_standing",
        "introduction_outcomes",
        ["introduction_id", "milestone", "happened_on"],
        unique=True,
        postgresql_where=sa.text("state IN ('confirmed', 'reported')"),
    )


def downgrade() -> None:
    op.drop_table("introduction_outcomes")
    op.drop_table("project_milestones")
