"""How short messages read: error codes, carriers, states."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.texting.domain import Carrier, MessageState

ERRORS = {
    "number_invalid": _l(
        "This is no mobile number. Numbers from outside mainland China begin with + and the country."
    ),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Carrier: {Carrier.SMS: _l("Text message"), Carrier.WECHAT: _l("WeChat")},
    MessageState: {
        MessageState.QUEUED: _l("Waiting to be sent"),
        MessageState.SENT: _l("Sent off"),
        MessageState.FAILED: _l("Not deliverable"),
        MessageState.CANCELLED: _l("Cancelled"),
    },
}
