"""The scoring desk: who read which file, words left out in blind rounds, sheets reopened by a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    now = sa.text("now()")
    op.create_table(
        "judged_file_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=True),
        sa.Column("as_text", sa.Boolean(), nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_judged_file_views_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["project_files.id"], name=op.f("fk_judged_file_views_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["viewer_id"], ["users.id"], name=op.f("fk_judged_file_views_viewer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judged_file_views")),
    )
    op.create_index("ix_judged_file_views_file_id", "judged_file_views", ["file_id"])
    op.create_table(
        "entry_redactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_redactions_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_entry_redactions_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_redactions")),
        sa.UniqueConstraint("entry_id", "text", name=op.f("uq_entry_redactions_entry_id_text")),
    )
    op.create_table(
        "sheet_reopenings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                name="reopeningstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="asked",
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by IS NULL)", name=op.f("ck_sheet_reopenings_decided_by_somebody")
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_sheet_reopenings_second_person")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_sheet_reopenings_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_sheet_reopenings_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_sheet_reopenings_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_reopenings")),
    )
    op.create_index(
        "uq_sheet_reopenings_asked",
        "sheet_reopenings",
        ["assignment_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )


def downgrade() -> None:
    for table in ("sheet_reopenings", "entry_redactions", "judged_file_views"):
        op.drop_table(table)
