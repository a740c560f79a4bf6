"""How documents read: refusals of uploads, why a file could not be read, states and languages."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.documents.domain import Language, ReadingState, Trouble

ERRORS: dict[str, Any] = {
    "file_refused": _l("This file cannot be accepted."),
    "file_type_refused": _l(
        "Please upload a PDF, Word (DOCX) or PowerPoint (PPTX) file without macros, or where a photograph will do "
        "a JPEG or PNG picture. Its content decides, not its name."
    ),
    "photograph_not_here": _l(
        "Photographs cannot be read as text. Please upload this as PDF, Word (DOCX) or PowerPoint (PPTX)."
    ),
    "photograph_broken": _l("This picture is damaged or incomplete. Please take it or save it again."),
    "photograph_pixels": _l("This picture has more than %(limit)s million pixels. Please save it smaller."),
    "file_password": _l(
        "This file is protected by a password, so nobody could read it. Take the password off and upload it again."
    ),
    "file_empty": _l("This file is empty."),
    "file_required": _l("Please choose a file."),
    "upload_offset": _l("The upload goes on at another place. Please try again."),
    "upload_unfinished": _l("The upload is not complete yet."),
    "upload_part_size": _l("This part of the file does not fit."),
    "nothing_to_retry": _l("The text of this file has been read, or is about to be."),
}

TROUBLES: dict[Trouble, Any] = {
    Trouble.PASSWORD: _l(
        "This file is protected by a password: judges cannot open it. Take the password off and upload it again."
    ),
    Trouble.CORRUPT: _l(
        "This file is damaged or incomplete. Open it on your computer, save it anew and upload it again."
    ),
    Trouble.TOO_MANY_PAGES: _l(
        "This file has more than %(limit)s pages, so its text was not read. Upload a shorter version if you can."
    ),
    Trouble.TOO_LARGE_INSIDE: _l(
        "Unpacked, this file is far larger than a plan can be, so it was not read. Save it anew with smaller pictures."
    ),
    Trouble.TOO_SLOW: _l(
        "Reading this file took too long and was stopped. Saving it anew as PDF usually helps."
    ),
    Trouble.TOO_MUCH_MEMORY: _l(
        "Reading this file took too much memory and was stopped. Saving it anew as PDF usually helps."
    ),
    Trouble.NO_TEXT: _l(
        "This file holds pictures of pages but no text. People can read it; searches and proposals cannot use it."
    ),
    Trouble.MISSING: _l("The store of files does not have this file. Please upload it again."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Trouble: TROUBLES,
    ReadingState: {
        ReadingState.WAITING: _l("Its text is being read"),
        ReadingState.DONE: _l("Its text was read"),
        ReadingState.FAILED: _l("Its text could not be read"),
    },
    Language: {
        Language.ZH: _l("Chinese"),
        Language.EN: _l("English"),
        Language.OTHER: _l("another language"),
    },
}
