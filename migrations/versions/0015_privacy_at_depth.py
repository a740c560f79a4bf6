"""Sessions that can be ended, reasons of withdrawals as rows, recipients found again, judges' contacts encrypted."""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from contest.kernel.encryption import keyring

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    op.create_table(
        "project_withdrawals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("after_deadline", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_withdrawals_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["users.id"], name=op.f("fk_project_withdrawals_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_withdrawals")),
    )
    op.create_index(op.f("ix_project_withdrawals_project_id"), "project_withdrawals", ["project_id"])
    _index_recipients()
    _encrypt_contacts()


def _index_recipients() -> None:
    op.add_column("text_messages", sa.Column("recipient_index", sa.Text(), nullable=False, server_default=""))
    found = sa.table("text_messages", sa.column("id"), sa.column("recipient"), sa.column("recipient_index"))
    connection = op.get_bind()
    for key, recipient in connection.execute(sa.select(found.c.id, found.c.recipient)).all():
        index = keyring.index("phone", keyring.decrypt(recipient)) if recipient else ""
        connection.execute(found.update().where(found.c.id == key).values(recipient_index=index))
    op.alter_column("text_messages", "recipient_index", server_default=None)
    op.create_index("ix_text_messages_recipient_index", "text_messages", ["recipient_index"])


def _encrypt_contacts() -> None:
    op.alter_column("judges", "other_contacts", new_column_name="plain_contacts")
    op.add_column("judges", sa.Column("other_contacts", sa.Text(), nullable=False, server_default=""))
    plain = sa.column("plain_contacts", postgresql.ARRAY(sa.Text()))
    found = sa.table("judges", sa.column("id"), plain, sa.column("other_contacts"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(found.c.id, plain).where(sa.func.cardinality(plain) > 0)).all()
    for key, contacts in rows:
        token = keyring.encrypt(json.dumps(list(contacts)))
        connection.execute(found.update().where(found.c.id == key).values(other_contacts=token))
    op.drop_column("judges", "plain_contacts")


def downgrade() -> None:
    op.alter_column("judges", "other_contacts", new_column_name="secret_contacts")
    contacts = sa.Column(
        "other_contacts", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
    )
    op.add_column("judges", contacts)
    found = sa.table(
        "judges",
        sa.column("id"),
        sa.column("secret_contacts"),
        sa.column("other_contacts", postgresql.ARRAY(sa.Text())),
    )
    connection = op.get_bind()
    secret = found.c.secret_contacts
    for key, token in connection.execute(sa.select(found.c.id, secret).where(secret != "")).all():
        plain = json.loads(keyring.decrypt(token))
        connection.execute(found.update().where(found.c.id == key).values(other_contacts=plain))
    op.drop_column("judges", "secret_contacts")
    op.drop_index("ix_text_messages_recipient_index", "text_messages")
    op.drop_column("text_messages", "recipient_index")
    op.drop_table("project_withdrawals")
    op.drop_table("sessions")
