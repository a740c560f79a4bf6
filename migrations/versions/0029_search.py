"""The words of profiles and winners, for the search beside their vectors."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_texts",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind <> ''", name=op.f("ck_search_texts_kind_given")),
        sa.PrimaryKeyConstraint("kind", "subject_id", name=op.f("pk_search_texts")),
    )
    op.create_index("ix_search_texts_words", "search_texts", ["words"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("search_texts")
