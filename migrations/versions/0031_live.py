"""The live final: its stage and clock, the draws of its order, pitches, judges in the room; news of its sheets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PHASES = ("waiting", "pitch", "questions", "scoring")
RULES = ("by_entry", "by_place", "on_the_spot")


def _one_of(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _created(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "live_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("pitch_minutes", sa.Integer(), nullable=False),
        sa.Column("question_minutes", sa.Integer(), nullable=False),
        sa.Column("scoring_minutes", sa.Integer(), nullable=False),
        sa.Column("on_stage", sa.Uuid(), nullable=True),
        sa.Column("phase", _one_of(*PHASES, name="phase"), server_default="waiting", nullable=False),
        _moment("phase_started_at"),
        _moment("paused_at"),
        sa.Column("extra_seconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reveal", _one_of(*RULES, name="revealrule"), server_default="by_entry", nullable=False),
        sa.Column("section", sa.Text(), server_default="", nullable=False),
        sa.Column("watched", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("frozen", postgresql.JSONB(), nullable=True),
        _moment("frozen_at"),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        _created("created_at"),
        sa.CheckConstraint("pitch_minutes BETWEEN 1 AND 60", name=op.f("ck_live_sessions_pitch_minutes")),
        sa.CheckConstraint(
            "question_minutes BETWEEN 0 AND 60", name=op.f("ck_live_sessions_question_minutes")
        ),
        sa.CheckConstraint("scoring_minutes BETWEEN 0 AND 60", name=op.f("ck_live_sessions_scoring_minutes")),
        sa.CheckConstraint(
            "(phase = 'waiting') = (phase_started_at IS NULL)", name=op.f("ck_live_sessions_phase_runs")
        ),
        sa.CheckConstraint(
            "phase = 'waiting' OR on_stage IS NOT NULL", name=op.f("ck_live_sessions_somebody_on_stage")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_live_sessions_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["on_stage"], ["entries.id"], name=op.f("fk_live_sessions_on_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_sessions")),
        sa.UniqueConstraint("round_id", name=op.f("uq_live_sessions_round_id")),
    )
    op.create_table(
        "live_draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("order", postgresql.JSONB(), nullable=False),
        _created("drawn_at"),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_live_draws_reason_for_another")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["live_sessions.id"], name=op.f("fk_live_draws_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_draws")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_live_draws_session_id_number")),
    )
    op.create_table(
        "live_pitches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        _moment("arrived_at"),
        _moment("started_at"),
        _moment("ended_at"),
        _moment("revealed_at"),
        sa.CheckConstraint(
            "started_at IS NULL OR position IS NOT NULL", name=op.f("ck_live_pitches_drawn_before_start")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["live_sessions.id"], name=op.f("fk_live_pitches_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_live_pitches_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_pitches")),
        sa.UniqueConstraint("session_id", "entry_id", name=op.f("uq_live_pitches_session_id_entry_id")),
        sa.UniqueConstraint(
            "session_id",
            "position",
            name=op.f("uq_live_pitches_session_id_position"),
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index(op.f("ix_live_pitches_entry_id"), "live_pitches", ["entry_id"])
    op.create_table(
        "live_arrivals",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        _created("arrived_at"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["live_sessions.id"], name=op.f("fk_live_arrivals_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["judge_id"], ["judges.id"], name=op.f("fk_live_arrivals_judge_id")),
        sa.PrimaryKeyConstraint("session_id", "judge_id", name=op.f("pk_live_arrivals")),
    )
    op.create_index(op.f("ix_live_arrivals_judge_id"), "live_arrivals", ["judge_id"])
    op.execute(
        """
        CREATE FUNCTION tell_live() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'live_sessions'
               OR EXISTS (SELECT 1 FROM live_sessions WHERE round_id = NEW.round_id) THEN
                PERFORM pg_notify('haiju_live', NEW.round_id::text);
            END IF;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER live_sessions_tell AFTER UPDATE ON live_sessions FOR EACH ROW EXECUTE FUNCTION tell_live()"
    )
    op.execute(
        "CREATE TRIGGER score_sheets_tell_submitted AFTER INSERT ON score_sheets FOR EACH ROW "
        "WHEN (NEW.submitted_at IS NOT NULL) EXECUTE FUNCTION tell_live()"
    )
    op.execute(
        "CREATE TRIGGER score_sheets_tell_changed AFTER UPDATE ON score_sheets FOR EACH ROW "
        "WHEN (NEW.submitted_at IS DISTINCT FROM OLD.submitted_at) EXECUTE FUNCTION tell_live()"
    )


def downgrade() -> None:
    for name in ("score_sheets_tell_changed", "score_sheets_tell_submitted"):
        op.execute(f"DROP TRIGGER {name} ON score_sheets")
    op.execute("DROP TRIGGER live_sessions_tell ON live_sessions")
    op.execute("DROP FUNCTION tell_live()")
    for table in ("live_arrivals", "live_pitches", "live_draws", "live_sessions"):
        op.drop_table(table)
