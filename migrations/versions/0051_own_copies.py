"""A copy of one's own data is a file that was asked for like any other."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SHARED = "id, storage_key, size, created_at"
OWN = "(SELECT CAST(id AS text) FROM exports WHERE kind = 'own_data')"


def upgrade() -> None:
    op.execute(
        f"INSERT INTO exports ({SHARED}, expires_at, kind, asked_by, about, locale) "
        "SELECT c.id, c.storage_key, c.size, c.created_at, "
        "CASE WHEN c.storage_key IS NOT NULL THEN coalesce(c.expires_at, c.created_at + interval '7 days') END, "
        "'own_data', c.user_id, c.user_id, u.locale FROM data_exports c JOIN users u ON u.id = c.user_id"
    )
    op.execute(
        "UPDATE procrastinate_jobs SET task_name = 'exports.make' "
        "WHERE task_name = 'privacy.export' AND status = 'todo'"
    )
    op.drop_table("data_exports")


def downgrade() -> None:
    op.create_table(
        "data_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_data_exports_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_exports")),
    )
    op.create_index("ix_data_exports_user_id", "data_exports", ["user_id"])
    # The table before knew no refusal: such a row would read as being made for ever.
    op.execute(
        f"INSERT INTO data_exports ({SHARED}, expires_at, user_id) SELECT {SHARED}, expires_at, asked_by "
        "FROM exports WHERE kind = 'own_data' AND refusal IS NULL"
    )
    op.execute(
        "UPDATE procrastinate_jobs SET task_name = 'privacy.export' "
        f"WHERE task_name = 'exports.make' AND status = 'todo' AND args->>'export_id' IN {OWN}"
    )
    op.execute("DELETE FROM exports WHERE kind = 'own_data'")
