"""Which model's vectors answer: the old one's until the new one has every text."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "serving_models",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind <> '' AND model <> ''", name=op.f("ck_serving_models_named")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_serving_models")),
    )
    # What answers today goes on answering.
    op.execute(
        "INSERT INTO serving_models (kind, model) SELECT DISTINCT ON (kind) kind, model FROM text_vectors"
        " GROUP BY kind, model ORDER BY kind, count(*) DESC, max(updated_at) DESC"
    )


def downgrade() -> None:
    op.drop_table("serving_models")
