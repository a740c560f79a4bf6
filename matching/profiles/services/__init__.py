"""What happens to profiles: written by their owners, taken over from bases and tables."""

from matching.profiles.services.editing import (
    REFRESH,
    appoint,
    ask_for_refresh,
    confirm_profile,
    create_profile,
    edit_profile,
    set_active,
)
from matching.profiles.services.parks import follow_bases, load_reference_parks, offer_base, offer_bases
from matching.profiles.services.reminders import remind
from matching.profiles.services.tables import (
    CompanyRow,
    DealRow,
    ProfileRow,
    Upserted,
    upsert_deal,
    upsert_deals,
    upsert_investor,
    upsert_investors,
    upsert_mentor,
    upsert_mentors,
)

__all__ = [
    "REFRESH",
    "CompanyRow",
    "DealRow",
    "ProfileRow",
    "Upserted",
    "appoint",
    "ask_for_refresh",
    "confirm_profile",
    "create_profile",
    "edit_profile",
    "follow_bases",
    "load_reference_parks",
    "offer_base",
    "offer_bases",
    "remind",
    "set_active",
    "upsert_deal",
    "upsert_deals",
    "upsert_investor",
    "upsert_investors",
    "upsert_mentor",
    "upsert_mentors",
]
