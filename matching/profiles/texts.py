"""Words for profiles: kinds, industries, fields, errors."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from matching.profiles.domain import (
    Activity,
    Freshness,
    Industry,
    Language,
    MentorKind,
    ParkKind,
    ParkService,
    ProfileKind,
)

ERRORS: dict[str, Any] = {
    "reference_park": _l("An entry of the public directory cannot be changed here."),
    "profile_merged": _l("This is another name of an investor by now. Please change that one."),
    "profile_exists": _l("There is a profile already."),
    "ticket_order": _l("The smallest ticket lies above the largest."),
    "term_order": _l("The term ends before it begins."),
    "in_the_future": _l("This day has not come yet."),
    "unknown_investor": _l("There is no investor with this external id."),
}

FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "text": _l("What you offer or look for"),
    "track_codes": _l("Tracks"),
    "industries": _l("Industries"),
    "growth_stages": _l("Growth stages"),
    "financings": _l("Financing rounds"),
    "districts": _l("Districts"),
    "regions": _l("Regions outside Shanghai"),
    "facilities": _l("Facilities"),
    "languages": _l("Working languages"),
    "ticket_low_cents": _l("Smallest ticket"),
    "ticket_high_cents": _l("Largest ticket"),
    "capacity": _l("Free places this season"),
    "mentor_kind": _l("Kind of mentor"),
    "park_kinds": _l("Kind of park"),
    "services": _l("Services"),
    "priority_tracks": _l("Tracks whose winners land with priority"),
    "vacant_m2": _l("Vacant area (m²)"),
    "term_from": _l("Appointed from"),
    "term_to": _l("Appointed until"),
    "trained_on": _l("Training completed on"),
}

# What the one text of a profile is about, by kind.
TEXT_LABELS: dict[ProfileKind, Any] = {
    ProfileKind.PARK: _l("What the park offers"),
    ProfileKind.INVESTOR: _l("Investment thesis"),
    ProfileKind.MENTOR: _l("Expertise"),
}

FRESH_TONES = {Freshness.FRESH: "success", Freshness.OLD: "warning", Freshness.NEVER: "warning"}

NOTICES = {
    "profile.stale": NoticeKind(
        Category.MATCHING,
        _l("Does “%(profile)s” still hold?"),
        _l(
            "Nobody has confirmed the profile since %(since_on)s. One press is enough; winners see how current it is."
        ),
    ),
}

LABELS: dict[Any, dict[Any, Any]] = {
    ProfileKind: {
        ProfileKind.PARK: _l("Park"),
        ProfileKind.INVESTOR: _l("Investor"),
        ProfileKind.MENTOR: _l("Mentor"),
    },
    MentorKind: {
        MentorKind.ENTREPRENEUR: _l("Entrepreneur as mentor"),
        MentorKind.INVESTOR: _l("Investor as mentor"),
        MentorKind.SCIENTIST: _l("Scientist as mentor"),
    },
    ParkService: {
        ParkService.FINANCE: _l("Financing and loans"),
        ParkService.TALENT: _l("Hiring and talent programmes"),
        ParkService.SCENE: _l("Application scenarios"),
        ParkService.SUPPLY: _l("Supply chain partners"),
        ParkService.CLINICAL: _l("Clinical partners"),
        ParkService.IP: _l("Intellectual property services"),
        ParkService.POLICY: _l("Policies and qualifications"),
        ParkService.LEGAL: _l("Law, finance and tax"),
        ParkService.MARKET: _l("Customers and going abroad"),
        ParkService.VISA: _l("Visas and work permits"),
        ParkService.MENTORING: _l("Mentoring"),
    },
    Language: {Language.ZH: _l("Chinese"), Language.EN: _l("English")},
    Freshness: {
        Freshness.FRESH: _l("Up to date"),
        Freshness.OLD: _l("Not confirmed for half a year"),
        Freshness.NEVER: _l("Never confirmed"),
    },
    Activity: {
        Activity.ACTIVE: _l("Active"),
        Activity.DORMANT: _l("Dormant: nothing known for two years"),
        Activity.UNKNOWN: _l("No dated activity known"),
    },
    ParkKind: {
        ParkKind.HAIJU_BASE: _l("Haiju base"),
        ParkKind.UNIVERSITY_PARK: _l("National university science park"),
        ParkKind.QUALITY_INCUBATOR: _l("High-quality incubator"),
        ParkKind.NATIONAL_INCUBATOR: _l("National incubator"),
        ParkKind.INCUBATOR: _l("Incubator"),
        ParkKind.FEATURED_PARK: _l("Featured industrial park"),
        ParkKind.DEVELOPMENT_ZONE: _l("National development zone"),
        ParkKind.HIGH_TECH_ZONE: _l("Hi-tech park"),
        ParkKind.FUNCTION_ZONE: _l("Function zone"),
        ParkKind.INNOVATION_COMMUNITY: _l("Innovation community"),
        ParkKind.INDUSTRY_PARK: _l("Industrial park"),
        ParkKind.INDUSTRY_BASE: _l("Industry base"),
    },
    Industry: {
        Industry.INTEGRATED_CIRCUITS: _l("Integrated circuits"),
        Industry.BIOMEDICINE: _l("Biomedicine"),
        Industry.ARTIFICIAL_INTELLIGENCE: _l("Artificial intelligence"),
        Industry.ELECTRONICS: _l("Electronics and information"),
        Industry.HEALTH: _l("Health and medical devices"),
        Industry.AUTOMOTIVE: _l("Automotive"),
        Industry.EQUIPMENT: _l("High-end equipment"),
        Industry.MATERIALS: _l("Advanced materials"),
        Industry.FASHION: _l("Fashion and consumer goods"),
        Industry.DIGITAL_ECONOMY: _l("Digital economy"),
        Industry.SOFTWARE: _l("Software and information services"),
        Industry.GREEN: _l("Green and low carbon"),
        Industry.ROBOTICS: _l("Robotics"),
        Industry.AEROSPACE: _l("Aerospace and low-altitude economy"),
        Industry.MARINE: _l("Marine equipment"),
        Industry.GENERAL: _l("Technology in general"),
    },
}
