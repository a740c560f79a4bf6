"""Rankings stored for reading, and spreadsheets for auditors."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OUTCOMES = ("advanced", "promoted", "reserve", "not_advanced", "held", "unscored", "withdrawn")


def upgrade() -> None:
    op.create_table(
        "ranking_states",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("sheets_state", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_ranking_states_round_id_rounds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_ranking_states")),
    )
    _lines()
    _exports()


def _lines() -> None:
    scores = ("mean", "trimmed", "spread", "calibrated", "stderr", "score", "score_stderr")
    outcome = sa.Enum(*OUTCOMES, name="outcome", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "ranking_lines",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("track_code", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_sheets", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Numeric(), nullable=True) for name in scores),
        sa.Column("basis", postgresql.JSONB(), nullable=True),
        sa.Column("straddles", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("wide", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("outcome", outcome, nullable=False),
        sa.Column("because", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_ranking_lines_round_id_rounds"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_ranking_lines_entry_id_entries"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "entry_id", name=op.f("pk_ranking_lines")),
    )
    op.create_index("ix_ranking_lines_entry_id", "ranking_lines", ["entry_id"])


def _exports() -> None:
    kind = sa.Enum("sheets", "audit", name="recordkind", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "round_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("left_out", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("storage_key", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["users.id"], name=op.f("fk_round_records_asked_by_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_records_round_id_rounds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_records")),
    )
    op.create_index(op.f("ix_round_records_asked_by"), "round_records", ["asked_by"])


def downgrade() -> None:
    op.drop_table("round_records")
    op.drop_table("ranking_lines")
    op.drop_table("ranking_states")
