"""What happens to accounts: registering, proving an address, signing in, tokens, roles, colleagues."""

from contest.accounts.services.colleagues import add_colleague, remove_colleague, withdraw_invitation
from contest.accounts.services.passwords import passwords
from contest.accounts.services.people import disable, enable, grant_role, withdraw_role
from contest.accounts.services.profile import (
    change_own_password,
    change_password,
    change_profile,
    end_sessions,
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
from contest.accounts.services.sign_in import forget_old_failures, sign_in
from contest.accounts.services.tokens import issue_token, revoke_token

__all__ = [
    "add_colleague",
    "ask_for_reset",
    "change_own_password",
    "change_password",
    "change_profile",
    "disable",
    "enable",
    "end_sessions",
    "forget_old_failures",
    "grant_role",
    "issue_token",
    "passwords",
    "register",
    "remove_colleague",
    "reset_password",
    "revoke_token",
    "send_reset",
    "send_verification",
    "send_verification_again",
    "sign_in",
    "verify_email",
    "withdraw_invitation",
    "withdraw_role",
]
