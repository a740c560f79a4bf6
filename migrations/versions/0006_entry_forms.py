"""The form is season data: its versions, answers that are not text, files that belong to any field."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NO_TEXT = sa.text("""'{"zh": "", "en": ""}'""")


def upgrade() -> None:
    op.create_table(
        "entry_forms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                name="formstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_entry_forms_published")
        ),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_entry_forms_season_id")),
        sa.ForeignKeyConstraint(["published_by"], ["users.id"], name=op.f("fk_entry_forms_published_by")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_entry_forms_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_forms")),
        sa.UniqueConstraint("season_id", "version", name=op.f("uq_entry_forms_season_id_version")),
    )
    op.create_index(
        "uq_entry_forms_draft",
        "entry_forms",
        ["season_id"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.execute(
        "CREATE TRIGGER entry_forms_published_stays BEFORE UPDATE OR DELETE ON entry_forms "
        "FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION refuse_change()"
    )
    op.add_column(
        "projects", sa.Column("form_version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column("project_answers", sa.Column("data", postgresql.JSONB(), nullable=True))
    op.alter_column("project_answers", "value", server_default=NO_TEXT)
    # A file belongs to the field of the form that asked for it, whatever its code.
    op.drop_constraint(op.f("ck_project_files_filekind"), "project_files", type_="check")
    op.alter_column("project_files", "kind", type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM project_files WHERE kind NOT IN ('plan', 'deck')")
    op.alter_column("project_files", "kind", type_=sa.String(40), existing_nullable=False)
    op.create_check_constraint(op.f("ck_project_files_filekind"), "project_files", "kind IN ('plan', 'deck')")
    op.alter_column("project_answers", "value", server_default=None)
    op.execute("DELETE FROM project_answers WHERE data IS NOT NULL")
    op.drop_column("project_answers", "data")
    op.drop_column("projects", "form_version")
    op.drop_table("entry_forms")
