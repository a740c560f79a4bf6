"""Reads about people, and the actor behind a session or a token."""

from contest.accounts.queries.by_address import Account, accounts_by_address
from contest.accounts.queries.colleagues import Colleague, Invited, colleagues, invited
from contest.accounts.queries.contacts import (
    Contact,
    Contacts,
    all_emails,
    all_phones,
    contacts_of,
    count_contacts,
    find_user_by_number,
    get_own_contact,
    unproved_emails,
    unproved_phones,
)
from contest.accounts.queries.people import (
    Person,
    PersonRow,
    demo_people,
    find_user_by_email,
    get_assignment,
    get_locked_user,
    get_person,
    get_user,
    people,
    people_figures,
)
from contest.accounts.queries.sessions import SessionRow, sessions_of
from contest.accounts.queries.signed_in import (
    ROLE_OF_KIND,
    SignedIn,
    find_account,
    find_by_token,
    find_signed_in,
    token_digest,
)
from contest.accounts.queries.tokens import TokenRow, get_own_token, tokens_of

__all__ = [
    "ROLE_OF_KIND",
    "Account",
    "Colleague",
    "Contact",
    "Contacts",
    "Invited",
    "Person",
    "PersonRow",
    "SessionRow",
    "SignedIn",
    "TokenRow",
    "accounts_by_address",
    "all_emails",
    "all_phones",
    "colleagues",
    "contacts_of",
    "count_contacts",
    "demo_people",
    "find_account",
    "find_by_token",
    "find_signed_in",
    "find_user_by_email",
    "find_user_by_number",
    "get_assignment",
    "get_locked_user",
    "get_own_contact",
    "get_own_token",
    "get_person",
    "get_user",
    "invited",
    "people",
    "people_figures",
    "sessions_of",
    "token_digest",
    "tokens_of",
    "unproved_emails",
    "unproved_phones",
]
