"""What the pages of judges share."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.columns import LocalizedText
from contest.seasons.queries import current_rulebook
from contest.web.i18n import l10n
from judging.judges.texts import LANGUAGES

blueprint = Blueprint("judges", __name__)
Page = Response | tuple[str, int] | str


def track_names() -> dict[str, str]:
    """Return code -> name of the open season's tracks."""
    book = current_rulebook()
    return {track.code: l10n(track.name) for track in book.tracks} if book else {}


def listed(texts: tuple[LocalizedText, ...]) -> str:
    """Return several bilingual texts on one line."""
    return str(_(", ")).join(l10n(text) for text in texts)


def language_names(codes: tuple[str, ...]) -> str:
    """Return languages on one line."""
    return str(_(", ")).join(str(LANGUAGES[code]) for code in codes)


@blueprint.context_processor
def words() -> dict[str, object]:
    """Give the templates the helpers they share."""
    return {"listed": listed, "language_names": language_names}
