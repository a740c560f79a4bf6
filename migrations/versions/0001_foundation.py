"""The ground everything stands on: vectors and the job queue."""

from alembic import op

from contest.kernel.jobs import drop_sql, schema_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def run(script: str) -> None:
    """Run a script of many statements as it stands: per-cent signs in it are not parameters."""
    op.get_bind().connection.driver_connection.execute(script)


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    run(schema_sql())


def downgrade() -> None:
    run(drop_sql())
    op.execute("DROP EXTENSION vector")
