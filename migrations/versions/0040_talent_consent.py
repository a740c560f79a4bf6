"""People agree to be shown to teams in words that are kept."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

BEFORE = "'account', 'consent_bases', 'consent_matching', 'consent_publication'"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_consents_purpose"), "consents", type_="check")
    op.create_check_constraint(
        op.f("ck_consents_purpose"), "consents", f"purpose IN ({BEFORE}, 'consent_talent')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_consents_purpose"), "consents", type_="check")
    op.execute("DELETE FROM consents WHERE purpose = 'consent_talent'")
    op.create_check_constraint(op.f("ck_consents_purpose"), "consents", f"purpose IN ({BEFORE})")
