"""What happens to accounts: registering, proving an address, signing in, tokens, roles, colleagues."""

from contest.accounts.services.codes import (
    ask_for_code,
    forget_old_codes,
    send_code,
    sign_in_with_code,
)
from contest.accounts.services.colleagues import add_colleague, remove_colleague, withdraw_invitation
from contest.accounts.services.contacts import (
    add_contact,
    make_main,
    prove_contact,
    remove_contact,
    send_contact_code,
)
from contest.accounts.services.passwords import passwords
from contest.accounts.services.people import disable, enable, grant_role, withdraw_role
from contest.accounts.services.profile import (
    change_own_password,
    change_password,
    change_profile,
)
from contest.accounts.services.registration import (
    ask_for_reset,
    register,
    reset_password,
    send_reset,
    send_verification,
    send_verification_again,
    verify_email,
)
from contest.accounts.services.sessions import begin_session, end_session, end_sessions, note_seen, sign_out
from contest.accounts.services.sign_in import forget_old_failures, sign_in
from contest.accounts.services.tokens import issue_token, revoke_token

__all__ = [
    "add_colleague",
    "add_contact",
    "ask_for_code",
    "ask_for_reset",
    "begin_session",
    "change_own_password",
    "change_password",
    "change_profile",
    "disable",
    "enable",
    "end_session",
    "end_sessions",
    "forget_old_codes",
    "forget_old_failures",
    "grant_role",
    "issue_token",
    "make_main",
    "note_seen",
    "passwords",
    "prove_contact",
    "register",
    "remove_colleague",
    "remove_contact",
    "reset_password",
    "revoke_token",
    "send_code",
    "send_contact_code",
    "send_reset",
    "send_verification",
    "send_verification_again",
    "sign_in",
    "sign_in_with_code",
    "sign_out",
    "verify_email",
    "withdraw_invitation",
    "withdraw_role",
]
