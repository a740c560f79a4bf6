"""Files that are asked for have one table instead of three."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
EMPTY = sa.text("'{}'::jsonb")
SHARED = "id, asked_by, done, total, storage_key, size, created_at"
# Kind: the table it had; `about`, `wanted`, `kept` and `locale` from its columns.
WERE = {
    "answers": ("answer_exports", "season_id", "wanted", "CAST('{}' AS jsonb)", "locale"),
    "records": (
        "round_records",
        "round_id",
        "jsonb_build_object('kind', kind)",
        # Before a file was made, nothing was known to be left out.
        "CASE WHEN storage_key IS NULL THEN CAST('{}' AS jsonb) ELSE "
        "jsonb_build_object('left_out', left_out, 'named', named, 'audited', audited) END",
        "locale",
    ),
    "certificates": ("certificate_prints", "round_id", "CAST('{}' AS jsonb)", "CAST('{}' AS jsonb)", "'zh'"),
}
JOBS = {
    "answers": ("projects.export_answers", "export_id"),
    "records": ("judging.make_record", "record_id"),
    "certificates": ("judging.print_certificates", "print_id"),
}
# What each table had beside the shared columns, and how it is filled again.
BACK = {
    "answers": ("wanted, locale", "wanted, locale"),
    "records": (
        "kind, left_out, named, audited, locale",
        "wanted->>'kind', coalesce(kept->'left_out', CAST('[]' AS jsonb)), "
        "coalesce(CAST(kept->>'named' AS boolean), true), coalesce(CAST(kept->>'audited' AS boolean), true), locale",
    ),
    "certificates": ("", ""),
}


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("wanted", postgresql.JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("kept", postgresql.JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("storage_key", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("refusal", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.CheckConstraint("storage_key IS NULL OR refusal IS NULL", name=op.f("ck_exports_made_or_refused")),
        sa.CheckConstraint(
            "(storage_key IS NULL AND refusal IS NULL) = (expires_at IS NULL)",
            name=op.f("ck_exports_ends_in_time"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["users.id"], name=op.f("fk_exports_asked_by"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_asked_by"), "exports", ["asked_by"])
    for kind, (table, about, wanted, kept, locale) in WERE.items():
        op.execute(
            f"INSERT INTO exports ({SHARED}, expires_at, kind, about, wanted, kept, locale) SELECT {SHARED}, "
            "CASE WHEN storage_key IS NOT NULL THEN coalesce(expires_at, created_at + interval '7 days') END, "
            f"'{kind}', {about}, {wanted}, {kept}, {locale} FROM {table}"
        )
        name, argument = JOBS[kind]
        op.execute(
            "UPDATE procrastinate_jobs SET task_name = 'exports.make', "
            f"args = jsonb_build_object('export_id', args->'{argument}') "
            f"WHERE task_name = '{name}' AND status = 'todo'"
        )
        op.drop_table(table)


def downgrade() -> None:
    _table(
        "answer_exports",
        "season_id",
        "fk_answer_exports_asked_by",
        "fk_answer_exports_season_id",
        sa.Column("wanted", postgresql.JSONB(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
    )
    kind = sa.Enum("sheets", "audit", name="recordkind", native_enum=False, create_constraint=True, length=40)
    _table(
        "round_records",
        "round_id",
        "fk_round_records_asked_by_users",
        "fk_round_records_round_id_rounds",
        sa.Column("kind", kind, nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("left_out", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("named", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("audited", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    _table(
        "certificate_prints",
        "round_id",
        "fk_certificate_prints_asked_by_users",
        "fk_certificate_prints_round_id_rounds",
    )
    for kind_name, (table, about, *_) in WERE.items():
        columns, values = (f", {part}" if part else "" for part in BACK[kind_name])
        # The tables before knew no refusal: those rows would read as being made for ever.
        op.execute(
            f"INSERT INTO {table} ({SHARED}, expires_at, {about}{columns}) SELECT {SHARED}, expires_at, about{values} "
            f"FROM exports WHERE kind = '{kind_name}' AND refusal IS NULL "
            f"AND about IN (SELECT id FROM {'seasons' if about == 'season_id' else 'rounds'})"
        )
        name, argument = JOBS[kind_name]
        op.execute(
            f"UPDATE procrastinate_jobs SET task_name = '{name}', "
            f"args = jsonb_build_object('{argument}', args->'export_id') "
            "WHERE task_name = 'exports.make' AND status = 'todo' AND args->>'export_id' IN "
            f"(SELECT CAST(id AS text) FROM exports WHERE kind = '{kind_name}')"
        )
    op.drop_table("exports")


def _table(table: str, about: str, asked_by_key: str, about_key: str, *more: sa.Column) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column(about, sa.Uuid(), nullable=False),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("storage_key", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        *more,
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f(asked_by_key), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            [about],
            ["seasons.id" if about == "season_id" else "rounds.id"],
            name=op.f(about_key),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_asked_by"), table, ["asked_by"])
