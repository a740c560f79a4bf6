"""Rubrics of tracks and groups, bands of marks, required comments; settings of a round; sections of a ranking."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RUBRIC_TABLES = ("rubric_criteria", "rubric_variants")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _no_json(kind: str) -> sa.TextClause:
    return sa.text(f"'{kind}'")


def upgrade() -> None:
    _variants()
    _rounds()
    _sheets()
    op.add_column(
        "season_stages",
        sa.Column("variants", postgresql.JSONB(), server_default=_no_json("[]"), nullable=False),
    )
    op.add_column("decisions", sa.Column("section", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE decisions SET section = track_code")
    op.execute(
        """
        CREATE FUNCTION refuse_frozen_rubric() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM rounds WHERE state <> 'draft' AND (
                    id = CASE WHEN TG_OP = 'INSERT' THEN NEW.round_id ELSE OLD.round_id END
                    OR id = CASE WHEN TG_OP = 'DELETE' THEN OLD.round_id ELSE NEW.round_id END
                )
            ) THEN
                RAISE EXCEPTION 'the rubric of an opened round is frozen'
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_frozen';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END $$
        """
    )
    for table in RUBRIC_TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_frozen_rubric()"
        )


def _variants() -> None:
    op.create_table(
        "rubric_variants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("track_codes", postgresql.ARRAY(sa.Text()), server_default=_no_json("{}"), nullable=False),
        sa.Column("group_codes", postgresql.ARRAY(sa.Text()), server_default=_no_json("{}"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "track_codes <> '{}' OR group_codes <> '{}'", name=op.f("ck_rubric_variants_for_some")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_rubric_variants_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_variants")),
        sa.UniqueConstraint("round_id", "code", name=op.f("uq_rubric_variants_round_id_code")),
    )
    op.add_column("rubric_criteria", sa.Column("variant_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_rubric_criteria_variant_id"),
        "rubric_criteria",
        "rubric_variants",
        ["variant_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.drop_constraint("uq_rubric_criteria_round_id_code", "rubric_criteria", type_="unique")
    op.create_unique_constraint(
        op.f("uq_rubric_criteria_round_id_variant_id_code"),
        "rubric_criteria",
        ["round_id", "variant_id", "code"],
        postgresql_nulls_not_distinct=True,
    )
    op.add_column(
        "rubric_criteria",
        sa.Column("anchors", postgresql.JSONB(), server_default=_no_json("[]"), nullable=False),
    )
    op.add_column(
        "rubric_criteria",
        sa.Column("comment_always", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("rubric_criteria", sa.Column("comment_below", sa.Numeric(), nullable=True))
    op.add_column("rubric_criteria", sa.Column("comment_above", sa.Numeric(), nullable=True))


def _rounds() -> None:
    op.add_column(
        "rounds",
        sa.Column("mode", _enum("roundmode", "online", "live"), server_default="online", nullable=False),
    )
    op.add_column(
        "rounds",
        sa.Column(
            "peer_scores",
            _enum("peerscores", "never", "after_own", "always"),
            server_default="never",
            nullable=False,
        ),
    )
    op.add_column(
        "rounds",
        sa.Column("comment_required", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "rounds", sa.Column("feedback", postgresql.JSONB(), server_default=_no_json("{}"), nullable=False)
    )


def _sheets() -> None:
    for table in ("score_sheets", "score_sheet_versions"):
        op.add_column(
            table, sa.Column("notes", postgresql.JSONB(), server_default=_no_json("{}"), nullable=False)
        )
    op.add_column("score_sheet_versions", sa.Column("rubric", sa.Text(), server_default="", nullable=False))
    op.add_column("score_sheet_versions", sa.Column("client_key", sa.Text(), nullable=True))
    op.create_unique_constraint(
        op.f("uq_score_sheet_versions_assignment_id_client_key"),
        "score_sheet_versions",
        ["assignment_id", "client_key"],
    )


def downgrade() -> None:
    for table in RUBRIC_TABLES:
        op.execute(f"DROP TRIGGER {table}_frozen ON {table}")
    op.execute("DROP FUNCTION refuse_frozen_rubric()")
    op.drop_column("decisions", "section")
    op.drop_column("season_stages", "variants")
    op.drop_constraint(
        "uq_score_sheet_versions_assignment_id_client_key", "score_sheet_versions", type_="unique"
    )
    op.drop_column("score_sheet_versions", "client_key")
    op.drop_column("score_sheet_versions", "rubric")
    for table in ("score_sheet_versions", "score_sheets"):
        op.drop_column(table, "notes")
    for column in ("feedback", "comment_required", "peer_scores", "mode"):
        op.drop_column("rounds", column)
    op.execute("DELETE FROM rubric_criteria WHERE variant_id IS NOT NULL")
    op.drop_constraint("uq_rubric_criteria_round_id_variant_id_code", "rubric_criteria", type_="unique")
    for column in ("comment_above", "comment_below", "comment_always", "anchors", "variant_id"):
        op.drop_column("rubric_criteria", column)
    op.create_unique_constraint(
        op.f("uq_rubric_criteria_round_id_code"), "rubric_criteria", ["round_id", "code"]
    )
    op.drop_table("rubric_variants")
