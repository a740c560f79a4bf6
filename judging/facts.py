"""What the details of judging's events in the audit log are called; the names are what the log keeps."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from contest.web.contributions import Fact
from judging.cockpit.domain import Group
from judging.conflicts.domain import Relation
from judging.live.domain import Phase, RevealRule
from judging.objections.domain import Consequence
from judging.panels.states import ProposalScope
from judging.ranking.domain import Advice
from judging.records.domain import RecordKind
from judging.sealing.domain.states import CheckCode

FACTS: Mapping[str, Fact] = {
    "about": Fact(_l("Whom it concerns")),
    "accepted": Fact(_l("Accepted")),
    "active": Fact(_l("In the pool")),
    "added": Fact(_l("Added")),
    "advancing": Fact(_l("Advancing")),
    "advice": Fact(_l("Panel's word"), (Advice,)),
    "awards": Fact(_l("Awards")),
    "ballot": Fact(_l("Vote")),
    "chief": Fact(_l("Chief judge")),
    "closes_at": Fact(_l("Closes")),
    "consequence": Fact(_l("Consequence"), (Consequence,)),
    "criterion": Fact(_l("Criterion")),
    "decisions": Fact(_l("Decisions")),
    "departing": Fact(_l("Departing from the panel")),
    "differences": Fact(_l("Differences")),
    "draw": Fact(_l("Draw")),
    "entries": Fact(_l("Entries")),
    "extension": Fact(_l("Extension")),
    "fit": Fact(_l("Judge's answer")),
    "group": Fact(_l("Which judges"), (Group,)),
    "groups": Fact(_l("Groups")),
    "judge": Fact(_l("Judge")),
    "judges": Fact(_l("Judges")),
    "key": Fact(_l("Signing key")),
    "kind": Fact(_l("Kind"), (RecordKind,)),
    "kinds": Fact(_l("Kinds"), (Relation,)),
    "max_load": Fact(_l("Most entries")),
    "members": Fact(_l("Members")),
    "moved": Fact(_l("Moved")),
    "objective": Fact(_l("Objective")),
    "opens_at": Fact(_l("Opens")),
    "outside": Fact(_l("Judges from outside")),
    "papers": Fact(_l("Certificates")),
    "per_organisation": Fact(_l("Judges of one organisation")),
    "phase": Fact(_l("Part on stage"), (Phase,)),
    "pitch": Fact(_l("Minutes of a pitch")),
    "place": Fact(_l("Place")),
    "places": Fact(_l("Places")),
    "planned": Fact(_l("Planned close")),
    "present": Fact(_l("Present")),
    "preview": Fact(_l("Preview")),
    "questions": Fact(_l("Minutes of questions")),
    "quorum": Fact(_l("Quorum")),
    "random_percent": Fact(_l("Random part")),
    "removed": Fact(_l("Removed")),
    "reopening": Fact(_l("Request to reopen")),
    "reveal": Fact(_l("How scores are let out"), (RevealRule,)),
    "round": Fact(_l("Round")),
    "run": Fact(_l("Run")),
    "scope": Fact(_l("Scope"), (ProposalScope,)),
    "scoring": Fact(_l("Minutes of scoring")),
    "seconds": Fact(_l("Added seconds")),
    "secret": Fact(_l("Secret vote")),
    "section": Fact(_l("Section")),
    "seed": Fact(_l("Random seed")),
    "set_aside": Fact(_l("Set aside")),
    "struck": Fact(_l("Record of the strike")),
    "tracks": Fact(_l("Tracks")),
    "upheld": Fact(_l("Upheld")),
    "variant": Fact(_l("Variant")),
    "variant_moved": Fact(_l("Variant moved")),
    "variant_removed": Fact(_l("Variant removed")),
    "voted": Fact(_l("Voted")),
    "waived": Fact(_l("Waived"), (CheckCode,)),
    "watched": Fact(_l("Open to the public")),
    "zone": Fact(_l("Zone")),
}
