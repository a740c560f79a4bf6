"""Consents word by word, exports of one's own data, closed accounts; what retention may still change."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from contest.kernel.encryption import keyring

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {exception}
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
# Only the end of a retention period may touch what was handed in, and only inside the transaction that says so.
RETENTION = """
    IF TG_OP = 'UPDATE' AND current_setting('haiju.retention', true) = 'over' THEN
        RETURN NEW;
    END IF;
"""


PROVED = sa.text("verified_at IS NOT NULL")


def _encrypt_phones() -> None:
    """Numbers become unreadable in the database; a blind index finds them again."""
    op.drop_index("uq_user_phones_proved", "user_phones")
    op.drop_constraint(op.f("uq_user_phones_user_id_number"), "user_phones", type_="unique")
    op.drop_constraint(op.f("ck_user_phones_number_e164"), "user_phones", type_="check")
    op.add_column("user_phones", sa.Column("number_index", sa.Text(), nullable=False, server_default=""))
    _rewrite("user_phones", "number", keyring.encrypt, index=True)
    op.alter_column("user_phones", "number_index", server_default=None)
    op.create_unique_constraint(
        op.f("uq_user_phones_user_id_number_index"), "user_phones", ["user_id", "number_index"]
    )
    op.create_index(
        "uq_user_phones_proved", "user_phones", ["number_index"], unique=True, postgresql_where=PROVED
    )
    _rewrite("users", "phone", keyring.encrypt)
    _rewrite("text_messages", "recipient", keyring.encrypt)


def _decrypt_phones() -> None:
    _rewrite("text_messages", "recipient", keyring.decrypt)
    _rewrite("users", "phone", keyring.decrypt)
    _rewrite("user_phones", "number", keyring.decrypt)
    op.drop_index("uq_user_phones_proved", "user_phones")
    op.drop_constraint(op.f("uq_user_phones_user_id_number_index"), "user_phones", type_="unique")
    op.drop_column("user_phones", "number_index")
    op.create_check_constraint(
        op.f("ck_user_phones_number_e164"), "user_phones", "number ~ '^[+][1-9][0-9]{6,14}$'"
    )
    op.create_unique_constraint(op.f("uq_user_phones_user_id_number"), "user_phones", ["user_id", "number"])
    op.create_index("uq_user_phones_proved", "user_phones", ["number"], unique=True, postgresql_where=PROVED)


def _rewrite(table: str, column: str, change: Callable[[str], str], index: bool = False) -> None:
    found = sa.table(table, sa.column("id"), sa.column(column), sa.column("number_index"))
    connection = op.get_bind()
    value = found.c[column]
    for key, text in connection.execute(sa.select(found.c.id, value).where(value != "")).all():
        values = {column: change(text)} | ({"number_index": keyring.index("phone", text)} if index else {})
        connection.execute(found.update().where(found.c.id == key).values(values))


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "account",
                "consent_bases",
                "consent_matching",
                "consent_publication",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_user_id", "consents", ["user_id"])
    op.create_index("ix_consents_project_id_purpose", "consents", ["project_id", "purpose"])
    op.create_table(
        "data_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_data_exports_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_exports")),
    )
    op.create_index("ix_data_exports_user_id", "data_exports", ["user_id"])
    op.add_column("users", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("projects", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    _encrypt_phones()
    op.execute(REFUSE.format(exception=RETENTION))
    op.execute(
        "CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE ON consents "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    _decrypt_phones()
    op.drop_column("projects", "erased_at")
    op.drop_column("users", "closed_at")
    op.drop_table("data_exports")
    op.drop_table("consents")
    op.execute(REFUSE.format(exception=""))
