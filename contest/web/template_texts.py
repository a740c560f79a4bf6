"""What `_()` does in templates: hundreds of times a page, so each text is looked up and marked safe once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

KEPT = 8192  # texts in all languages; templates hold about a quarter of that


@lru_cache(maxsize=KEPT)
def _text(language: str, msgid: str) -> Markup:
    """Return the text in the present language, which `language` names."""
    del language
    return Markup(get_translations().ugettext(msgid))  # noqa: S704 - catalogues are ours, texts may hold entities


@lru_cache(maxsize=KEPT)
def _whole(language: str, msgid: str) -> Markup:
    """Return a text without placeholders: a doubled % becomes one."""
    return _text(language, msgid) % {}


def _language() -> str:
    found = get_locale()
    return found.language if found else ""


@pass_eval_context
def gettext(eval_ctx: EvalContext, msgid: str, /, **variables: Any) -> str:
    """Return a text in the reader's language; in HTML the variables are escaped."""
    if not eval_ctx.autoescape:
        return str(get_translations().ugettext(msgid)) % variables
    if not variables:
        return _whole(_language(), msgid)
    return _text(_language(), msgid) % variables


def init_template_texts(app: Flask) -> None:
    """Take the place of Flask-Babel's `_` and `gettext`, which find the catalogue anew for each text."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext)
