"""What people search winners by is made of public text alone; what the matcher compares has a kind of its own.

The vectors there are were made of plans too: they go over to the matcher, which they still suit, and searches of
winners go by words until the public texts are embedded, at the next refresh.
"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("text_vectors", "serving_models"):
        op.execute(f"UPDATE {table} SET kind = 'match_plan' WHERE kind = 'match_winner'")


def downgrade() -> None:
    op.execute("DELETE FROM text_vectors WHERE kind = 'match_plan' AND part NOT IN ('zh', 'en')")
    for table in ("text_vectors", "serving_models"):
        op.execute(f"DELETE FROM {table} WHERE kind = 'match_winner'")
        op.execute(f"UPDATE {table} SET kind = 'match_winner' WHERE kind = 'match_plan'")
