"""Uploads in parts, the text of files, what was found in it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _count(name: str, kind: type[sa.types.TypeEngine] = sa.Integer) -> sa.Column:
    return sa.Column(name, kind(), server_default=sa.text("0"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _count("received", sa.BigInteger),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        _moment("created_at"),
        _moment("updated_at"),
        sa.CheckConstraint("received BETWEEN 0 AND size", name=op.f("ck_uploads_received_within_size")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_uploads_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["begun_by"], ["users.id"], name=op.f("fk_uploads_begun_by")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["project_files.id"], name=op.f("fk_uploads_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(
        "uq_uploads_under_way",
        "uploads",
        ["project_id", "kind", "begun_by"],
        unique=True,
        postgresql_where=sa.text("file_id IS NULL"),
    )
    op.create_index("ix_uploads_updated_at", "uploads", ["updated_at"])
    op.create_table(
        "document_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _enum("readingstate", "waiting", "done", "failed"),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column(
            "trouble",
            _enum(
                "trouble",
                "password",
                "corrupt",
                "too_many_pages",
                "too_large_inside",
                "too_slow",
                "too_much_memory",
                "no_text",
                "missing",
            ),
            nullable=True,
        ),
        sa.Column("trouble_limit", sa.Integer(), nullable=True),
        sa.Column("language", _enum("language", "zh", "en", "other"), nullable=True),
        _count("page_count"),
        _count("characters"),
        sa.Column("cut", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _moment("requested_at"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'failed') = (trouble IS NOT NULL)", name=op.f("ck_document_texts_failed_has_trouble")
        ),
        sa.CheckConstraint(
            "(state = 'done') = (language IS NOT NULL)", name=op.f("ck_document_texts_done_has_language")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_texts")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_texts_sha256")),
    )
    op.create_table(
        "document_pages",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document_texts.id"],
            name=op.f("fk_document_pages_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_document_pages")),
    )
    op.create_table(
        "document_findings",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document_texts.id"],
            name=op.f("fk_document_findings_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "path", name=op.f("pk_document_findings")),
    )
    op.create_table(
        "refused_findings",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("refused_by", sa.Uuid(), nullable=True),
        _moment("refused_at"),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_refused_findings_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["refused_by"], ["users.id"], name=op.f("fk_refused_findings_refused_by")),
        sa.PrimaryKeyConstraint("project_id", "path", "digest", name=op.f("pk_refused_findings")),
    )
    # Files that were there before are read by the worker, a few at a time (documents.catch_up); no rows are made here.


def downgrade() -> None:
    for table in (
        "refused_findings",
        "document_findings",
        "document_pages",
        "document_texts",
        "uploads",
    ):
        op.drop_table(table)
