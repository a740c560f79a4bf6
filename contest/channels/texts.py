"""Words of channels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ERRORS = {
    "channel_link_unusable": _l("This link is no longer valid. Ask whoever sent it for a new one."),
    "not_your_claim": _l(
        "The link was sent to %(email)s. Sign in with the account of that address, or add the address to yours."
    ),
    "already_referred": _l("The project has a source already; it stays with it."),
    "channel_fixed": _l("Where the project came from stays with it and cannot be changed."),
}
