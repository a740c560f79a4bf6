"""Jobs of notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from contest.notices import services


def deliver(notice_ids: Sequence[str]) -> None:
    """Write the letters and texts of these notices."""
    services.deliver(notice_ids=[UUID(key) for key in notice_ids])


def notify(
    recipients: Sequence[str],
    code: str,
    once_key: str,
    params: Mapping[str, Any] | None = None,
    link: str = "",
    supersedes: str | None = None,
) -> None:
    """Tell people something on behalf of a feature that may not call notices itself."""
    services.notify(
        recipients=[UUID(key) for key in recipients],
        code=code,
        once_key=once_key,
        params=params,
        link=link,
        supersedes=supersedes,
    )
