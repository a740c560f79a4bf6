"""What every field said before, who changed it and when; who is at which field now."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "field_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("value", postgresql.JSONB(), nullable=True),
        sa.Column("saved_by", sa.Uuid(), nullable=True),
        sa.Column(
            "saved_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_field_history_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_field_history_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_history")),
    )
    op.create_index("ix_field_history_project_id_saved_at", "field_history", ["project_id", "saved_at"])
    op.execute(
        "CREATE TRIGGER field_history_append_only BEFORE UPDATE OR DELETE ON field_history "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    # What is lost when the server falls is only who was typing where.
    op.create_table(
        "field_presence",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("project_id", "user_id", name=op.f("pk_field_presence")),
        prefixes=["UNLOGGED"],
    )


def downgrade() -> None:
    op.drop_table("field_presence")
    op.drop_table("field_history")
