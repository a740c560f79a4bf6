"""Certificates and score sheets on paper, as data for the typesetter. Both languages stand on every paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.kernel.signing import grouped
from judging.certificates.queries import CertificateView, SheetTable

SHOWN_KEY = 32  # characters of the fingerprint on paper: the page shows all of it


def confirm_address(public_url: str) -> str:
    """Return where codes are confirmed, as it stands on paper."""
    return f"{public_url.rstrip('/')}/c"


def award_paper(found: Sequence[CertificateView], address: str) -> dict[str, Any]:
    """Return the data of templates/pdf/certificate.typ; `address` is where codes are confirmed."""
    return {
        "address": address,
        "items": [
            {
                "code": one.code,
                "number": one.number,
                "title": _both(one.full_title),
                "award": _both(one.award),
                "season": _both(one.season),
                "round": _both(one.round_name),
                "rank": one.rank,
                "date": one.issued_at.astimezone(SHANGHAI).strftime("%Y-%m-%d"),
                "key": grouped(one.key[:SHOWN_KEY]),
            }
            for one in found
        ],
    }


def sheet_paper(found: CertificateView, table: SheetTable, address: str) -> dict[str, Any]:
    """Return the data of templates/pdf/score_sheet.typ."""
    head = [
        "评委 Judge",
        *(f"{name.zh} {name.en}（{_plain(most)}）" for name, most in table.criteria),
        "总分 Total",
    ]
    rows = [
        [f"{place}", *(_plain(mark) if mark is not None else "—" for mark in marks), _score(total)]
        for place, (marks, total) in enumerate(table.sheets, start=1)
    ]
    return {
        "address": address,
        "code": found.code,
        "number": found.number,
        "title": _both(found.full_title),
        "season": _both(found.season),
        "round": _both(found.round_name),
        "rows": [head, *rows],
        "facts": [
            ["平均分 Mean", _score(table.mean)],
            ["去最高最低分平均 Trimmed mean", _score(table.trimmed)],
            ["最终得分 Final score", _score(table.score)],
            ["名次 Rank", str(found.rank) if found.rank else "—"],
        ],
        "date": found.issued_at.astimezone(SHANGHAI).strftime("%Y-%m-%d"),
        "seal": grouped(found.seal),
        "key": grouped(found.key),
        "signature": grouped(found.signature),
    }


def _both(text: LocalizedText) -> dict[str, str]:
    return {"zh": text.zh or text.en, "en": text.en or text.zh}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _score(number: Decimal | None) -> str:
    return "—" if number is None else f"{number:.2f}"
