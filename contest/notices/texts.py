"""How notices read: categories and channels."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category
from contest.notices.domain import Channel

LABELS: dict[Any, dict[Any, Any]] = {
    Category: {
        Category.DEADLINE: _l("Deadlines and receipts"),
        Category.DECISION: _l("Decisions about my entries"),
        Category.SECURITY: _l("Safety of my account"),
        Category.CONTEST: _l("Projects and teams"),
        Category.JUDGING: _l("Judging"),
        Category.MATCHING: _l("Matching and introductions"),
        Category.ACCOUNT: _l("Roles and organisations"),
    },
    Channel: {
        Channel.EMAIL: _l("E-mail"),
        Channel.SMS: _l("Text message"),
        Channel.WECHAT: _l("WeChat"),
    },
}
