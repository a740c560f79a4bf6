"""Words for evidence, states and errors of suspected pairs."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from contest.duplicates.domain.evidence import Evidence, EvidenceKind, PairState
from contest.duplicates.domain.integrity import Sample

ERRORS = {
    "duplicate_pair_changed": _l(
        "This pair changed since you opened the page: somebody decided, or new evidence came in. Look again, please."
    ),
}

LABELS: dict[Any, dict[Any, Any]] = {
    PairState: {
        PairState.OPEN: _l("To decide"),
        PairState.NOT_DUPLICATE: _l("Different entries"),
        PairState.DUPLICATE: _l("Duplicates"),
        PairState.CLEARED: _l("No longer suspected"),
    },
    EvidenceKind: {
        EvidenceKind.COMPANY_CODE: _l("Same company code"),
        EvidenceKind.LEADER: _l("Same leader"),
        EvidenceKind.LEADER_ELSEWHERE: _l("Leader is in both teams"),
        EvidenceKind.MEMBERS: _l("Same members"),
        EvidenceKind.IP_NUMBER: _l("Same patent or registration"),
        EvidenceKind.FILE: _l("Same file"),
        EvidenceKind.COMPANY_NAME: _l("Same company name"),
        EvidenceKind.NAME: _l("Same project name"),
        EvidenceKind.TEXT: _l("Nearly the same text"),
        EvidenceKind.MEANING: _l("Same meaning in the other language"),
    },
    Sample: {
        Sample.NAME: _l("A person's name looks like a sample"),
        Sample.PROJECT_NAME: _l("The project's name looks like a sample"),
        Sample.COMPANY_NAME: _l("The company's name looks like a sample"),
        Sample.CREDIT_CODE: _l("The company code looks made up"),
        Sample.PHONE: _l("A telephone number looks made up"),
        Sample.EMAIL: _l("An e-mail address looks like a sample"),
        Sample.TEXT: _l("A text only fills its box"),
    },
}
TONES = {
    PairState.OPEN: "warning",
    PairState.NOT_DUPLICATE: "success",
    PairState.DUPLICATE: "danger",
    PairState.CLEARED: "neutral",
}


# What needs no figures.
PLAIN = {
    EvidenceKind.COMPANY_CODE: _l("Both give the same unified social credit code."),
    EvidenceKind.LEADER: _l("Both are led by the same person, by account, e-mail or telephone."),
    EvidenceKind.LEADER_ELSEWHERE: _l("The leader of one is a member of the other."),
    EvidenceKind.FILE: _l("Both uploaded the very same file."),
    EvidenceKind.COMPANY_NAME: _l("The company names are the same but for place and legal form."),
    EvidenceKind.NAME: _l("The project names are the same."),
    EvidenceKind.MEANING: _l("One says in one language what the other says in another."),
}


def explained(evidence: Evidence) -> str:
    """Return a reason in the reader's words."""
    params = evidence.params
    if evidence.kind is EvidenceKind.MEMBERS:
        return _(
            "%(n)s people are in both teams (the larger has %(of)s).",
            n=params.get("n", 0),
            of=params.get("of", 0),
        )
    if evidence.kind is EvidenceKind.IP_NUMBER:
        return _("Patents or registrations with the same number: %(n)s.", n=params.get("n", 0))
    if evidence.kind is EvidenceKind.TEXT:
        return _(
            "%(words)s of the words and %(passages)s of the passages of the shorter text stand in the other one, "
            "however rearranged.",
            words=_percent(params.get("words", 0)),
            passages=_percent(params.get("passages", 0)),
        )
    return str(PLAIN[evidence.kind])


def _percent(share: float) -> str:
    return f"{round(float(share) * 100)}%"
