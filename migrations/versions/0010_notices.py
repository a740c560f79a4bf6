"""Notices, text messages, further addresses and numbers, sign-in codes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NOW = sa.text("now()")


def moment(name: str, *, given: bool = False) -> sa.Column:
    if given:
        return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW, nullable=False)
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"), ondelete="CASCADE"
    )


def one_of(name: str, table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    notices()
    text_messages()
    contacts()
    codes()


def notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        # "C": keys are compared byte by byte, so that an index serves "starts with".
        sa.Column("once_key", sa.Text(collation="C"), nullable=False),
        moment("created_at", given=True),
        moment("delivered_at"),
        moment("read_at"),
        moment("superseded_at"),
        sa.CheckConstraint("link = '' OR link LIKE '/%'", name=op.f("ck_notices_link_is_a_path")),
        of_user("notices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("user_id", "once_key", name=op.f("uq_notices_user_id_once_key")),
    )
    op.create_index("ix_notices_once_key", "notices", ["once_key"])
    op.create_index("ix_notices_user_id_created_at", "notices", ["user_id", "created_at"])
    op.create_index(
        "ix_notices_unread",
        "notices",
        ["user_id"],
        postgresql_where=sa.text("read_at IS NULL AND superseded_at IS NULL"),
    )
    op.create_table(
        "notice_preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        one_of(
            "category",
            "notice_preferences",
            "category",
            ("deadline", "decision", "security", "contest", "judging", "matching", "account"),
        ),
        one_of("channel", "notice_preferences", "channel", ("email", "sms", "wechat")),
        of_user("notice_preferences"),
        sa.PrimaryKeyConstraint("user_id", "category", "channel", name=op.f("pk_notice_preferences")),
    )


def text_messages() -> None:
    op.create_table(
        "text_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=40), server_default="queued", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("once_key", sa.Text(), nullable=True),
        moment("created_at", given=True),
        moment("sent_at"),
        one_of("carrier", "text_messages", "carrier", ("sms", "wechat")),
        one_of("state", "text_messages", "state", ("queued", "sent", "failed", "cancelled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_messages")),
        sa.UniqueConstraint("once_key", name=op.f("uq_text_messages_once_key")),
    )
    op.create_index("ix_text_messages_created_at", "text_messages", ["created_at"])


def contacts() -> None:
    op.add_column("users", sa.Column("wechat_openid", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_users_wechat_openid"), "users", ["wechat_openid"])
    for table, column, rule, name in (
        ("user_emails", "email", "email = lower(email)", "email_lower"),
        ("user_phones", "number", "number ~ '^[+][1-9][0-9]{6,14}$'", "number_e164"),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("user_id", sa.Uuid(), nullable=False),
            sa.Column(column, sa.Text(), nullable=False),
            moment("verified_at"),
            moment("created_at", given=True),
            sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")),
            of_user(table),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("user_id", column, name=op.f(f"uq_{table}_user_id_{column}")),
        )
        # Anybody may claim an address; only one person can have proved it.
        op.create_index(
            f"uq_{table}_proved",
            table,
            [column],
            unique=True,
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )


def codes() -> None:
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        moment("created_at", given=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        moment("used_at"),
        one_of("purpose", "one_time_codes", "purpose", ("sign_in", "contact")),
        of_user("one_time_codes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
    )
    op.create_index("ix_one_time_codes_target_created_at", "one_time_codes", ["target", "created_at"])
    op.create_index("ix_one_time_codes_network_created_at", "one_time_codes", ["network", "created_at"])


def downgrade() -> None:
    for table in ("one_time_codes", "user_phones", "user_emails"):
        op.drop_table(table)
    op.drop_constraint(op.f("uq_users_wechat_openid"), "users", type_="unique")
    op.drop_column("users", "wechat_openid")
    for table in ("text_messages", "notice_preferences", "notices"):
        op.drop_table(table)
