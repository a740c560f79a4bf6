"""What objections hold about people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.kernel.holdings import Erasure, Holding

HOLDINGS = (
    Holding(
        "objections",
        _l("Objections I raised"),
        ("number", "state", "name", "contact", "grounds", "filed_at", "reply", "decided_at"),
        _l("To look into objections to results and to answer them"),
        where="objector_id = :person",
        erasure=Erasure.KEEP,
        because=_l("A decision on a published result must remain to be explained."),
    ),
)
