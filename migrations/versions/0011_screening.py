"""Screening: the formal check as season data, decisions, waivers, transfers, late entries, updates between rounds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
NO_TEXT = sa.text("""'{"zh": "", "en": ""}'""")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _created() -> sa.Column:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False)


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(name: str, table: str, target: str, *, nullable: bool = False, cascade: bool = False) -> sa.Column:
    reference = sa.ForeignKey(
        f"{target}.id", name=op.f(f"fk_{table}_{name}"), ondelete="CASCADE" if cascade else None
    )
    return sa.Column(name, sa.Uuid(), reference, nullable=nullable)


def upgrade() -> None:
    _season_data()
    op.add_column(
        "entries", sa.Column("awaits_check", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    basis = _one_of("basis", "window", "correction", "late_entry", "revision")
    op.add_column("project_submissions", sa.Column("basis", basis, server_default="window", nullable=False))
    _waivers()
    _cases()
    _marks()
    _batches()
    _decisions()
    _transfers()
    _late_codes()


def _season_data() -> None:
    table = "season_check_items"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("season_id", table, "seasons", cascade=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("guidance", postgresql.JSONB(), server_default=NO_TEXT, nullable=False),
        sa.Column(
            "desk", _one_of("checkdesk", "district", "office"), server_default="office", nullable=False
        ),
        sa.Column("required", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_check_items")),
        sa.UniqueConstraint("season_id", "code", name=op.f("uq_season_check_items_season_id_code")),
    )
    op.add_column("season_stages", _moment("revision_opens_at"))
    op.add_column("season_stages", _moment("revision_closes_at"))
    kept = sa.Column(
        "revision_fields",
        postgresql.JSONB(),
        server_default=sa.text("""'["plan", "deck"]'"""),
        nullable=False,
    )
    op.add_column("season_stages", kept)
    op.create_check_constraint(
        op.f("ck_season_stages_revision"), "season_stages", "revision_closes_at > revision_opens_at"
    )


def _waivers() -> None:
    table = "eligibility_waivers"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("project_id", table, "projects", cascade=True),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("proposed_by", table, "users", nullable=True),
        _key("confirmed_by", table, "users", nullable=True),
        _moment("confirmed_at"),
        _key("ended_by", table, "users", nullable=True),
        _moment("ended_at"),
        _created(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_waivers")),
        sa.CheckConstraint("confirmed_by <> proposed_by", name=op.f("ck_eligibility_waivers_two_people")),
    )
    op.create_index(
        "uq_eligibility_waivers_standing",
        table,
        ["project_id", "rule_code"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _cases() -> None:
    table = "screening_cases"
    op.create_table(
        table,
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            _one_of("casestate", "open", "returned", "passed", "rejected"),
            server_default="open",
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("decisions", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _moment("returned_until"),
        sa.Column("recommendation", _one_of("decisionkind", "pass", "return", "reject"), nullable=True),
        sa.Column("recommendation_note", sa.Text(), server_default="", nullable=False),
        _key("recommended_by", table, "users", nullable=True),
        _moment("recommended_at"),
        _moment("changed_at", nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_screening_cases_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_screening_cases")),
        sa.CheckConstraint(
            "(state = 'returned') = (returned_until IS NOT NULL)", name=op.f("ck_screening_cases_returned")
        ),
    )
    op.create_index("ix_screening_cases_state", table, ["state"])


def _marks() -> None:
    table = "screening_marks"
    op.create_table(
        table,
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("state", _one_of("markstate", "met", "unmet", "not_applicable"), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("desk", _one_of("checkdesk", "district", "office"), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        _key("marked_by", table, "users", nullable=True),
        _moment("marked_at", nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_screening_marks_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["project_submissions.id"], name=op.f("fk_screening_marks_submission_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "item_code", name=op.f("pk_screening_marks")),
    )


def _batches() -> None:
    table = "screening_batches"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("season_id", table, "seasons"),
        sa.Column("kind", _one_of("decisionkind", "pass", "return", "reject"), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("refused", postgresql.JSONB(), nullable=False),
        _key("decided_by", table, "users", nullable=True),
        _created(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_batches")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_screening_batches_fingerprint")),
    )


def _decisions() -> None:
    table = "screening_decisions"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("decisionkind", "pass", "return", "reject"), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        _moment("until"),
        sa.Column("fields", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        _key("batch_id", table, "screening_batches", nullable=True),
        _key("decided_by", table, "users", nullable=True),
        _moment("decided_at", nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_screening_decisions_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["project_submissions.id"], name=op.f("fk_screening_decisions_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_decisions")),
        sa.UniqueConstraint("entry_id", "version", name=op.f("uq_screening_decisions_entry_id_version")),
        sa.CheckConstraint(
            "(kind = 'return') = (until IS NOT NULL)", name=op.f("ck_screening_decisions_until")
        ),
    )


def _transfers() -> None:
    table = "project_transfers"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("project_id", table, "projects", cascade=True),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("moved_by", table, "users", nullable=True),
        _created(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_transfers")),
    )
    op.create_index("ix_project_transfers_project_id", table, ["project_id"])


def _late_codes() -> None:
    table = "late_codes"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("season_id", table, "seasons"),
        _key("team_id", table, "teams", nullable=True, cascade=True),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _moment("until", nullable=False),
        _key("issued_by", table, "users", nullable=True),
        _key("used_by", table, "users", nullable=True),
        _moment("used_at"),
        _key("project_id", table, "projects", nullable=True, cascade=True),
        _moment("revoked_at"),
        _created(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_codes")),
        sa.CheckConstraint("(team_id IS NULL) <> (email = '')", name=op.f("ck_late_codes_for_one")),
        sa.CheckConstraint("(used_at IS NULL) = (project_id IS NULL)", name=op.f("ck_late_codes_used")),
    )
    op.create_index("ix_late_codes_project_id", table, ["project_id"])
    op.create_index("ix_late_codes_season_id", table, ["season_id"])


def downgrade() -> None:
    for table in (
        "late_codes",
        "project_transfers",
        "screening_decisions",
        "screening_batches",
        "screening_marks",
        "screening_cases",
        "eligibility_waivers",
    ):
        op.drop_table(table)
    op.drop_column("project_submissions", "basis")
    op.drop_column("entries", "awaits_check")
    for column in ("revision_fields", "revision_closes_at", "revision_opens_at"):
        op.drop_column("season_stages", column)
    op.drop_table("season_check_items")
