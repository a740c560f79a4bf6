"""How the errors of backups read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

ERRORS: Mapping[str, Any] = {
    "backup_exists": _l("%(file)s exists already, and a backup never replaces a file. Choose another name."),
    "backup_unwritable": _l("%(file)s could not be written: %(reason)s. There is no backup."),
    "backup_incomplete": _l(
        "%(count)s attachments are missing from the store or damaged there, so there is no backup. "
        "With --allow-missing everything else is backed up and these are named in it."
    ),
    "backup_nothing": _l("The database holds no tables of the product, so there is nothing to back up."),
    "backup_schema_changing": _l("The database was being migrated. Please start the backup again."),
    "backup_foreign": _l("This is not a backup of this product, or its end is missing. Nothing was changed."),
    "backup_damaged": _l("The backup was changed after it was written (%(member)s). Nothing was changed."),
    "backup_too_new": _l(
        "The backup was made by a later version (%(found)s; this one knows up to %(known)s). "
        "Install that version first. Nothing was changed."
    ),
    "restore_not_empty": _l(
        "The database is not empty (%(tables)s). A backup is only put back into an empty one: "
        "name another DATABASE_URL or HAIJU_DATA. Nothing was changed."
    ),
    "restore_under_way": _l("Another restoration into this database is under way."),
    "restore_unwritable": _l("Nothing was put back, for there is no writing there: %(reason)s."),
    "restore_unknown_schema": _l(
        "The database was migrated by a later version (%(found)s; this one knows up to %(known)s). "
        "Nothing was changed."
    ),
    "restore_keys_differ": _l(
        "%(variable)s is set to other keys than those the backup was made with, so what is encrypted could not be "
        "read. Set it to theirs or leave it out. Nothing was changed."
    ),
    "restore_differs": _l("What was put back is not what the backup says (%(what)s). Nothing was changed."),
}
