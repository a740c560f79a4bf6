"""What a backup says of itself, and what can be wrong with one. Whoever reads a manifest believes nothing of it.

A backup is a zip file whose comment ends with the SHA-256 of all bytes before it: a file that was cut off, or in which
a byte changed, is known as such before anything in it is looked at.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contest.kernel.errors import DomainError

FAMILY = "haiju-backup/"
FORMAT = FAMILY + "1"
MANIFEST = "manifest.json"
# What is far smaller packed than unpacked is a trap rather than a backup; small ones may be anything.
HARMLESS, LARGEST_RATIO = 2**30, 200
LARGEST_MANIFEST = 256 * 2**20
LARGEST_KEY = 2**16

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]
Count = Annotated[int, Field(ge=0)]
KeyName = Literal["secret_key", "encryption_keys", "signing_key"]


class BackupExists(DomainError):
    """There is a file of that name already."""

    code = "backup_exists"


class BackupUnwritable(DomainError):
    """The file cannot be written where it was asked for."""

    code = "backup_unwritable"


class BackupIncomplete(DomainError):
    """Files that rows speak of are not in the store, or are not what they were."""

    code = "backup_incomplete"


class NothingToBackUp(DomainError):
    """The database was never migrated."""

    code = "backup_nothing"


class SchemaChanging(DomainError):
    """Tables came or went while the backup began."""

    code = "backup_schema_changing"


class BackupForeign(DomainError):
    """This is not a whole file that `flask backup` wrote."""

    code = "backup_foreign"


class BackupDamaged(DomainError):
    """A whole file, but not as it was written."""

    code = "backup_damaged"


class BackupTooNew(DomainError):
    """A later version of the product made it."""

    code = "backup_too_new"


class RestoreUnwritable(DomainError):
    """The store or the data folder cannot be written to."""

    code = "restore_unwritable"


class DatabaseInUse(DomainError):
    """The database to restore into holds rows."""

    code = "restore_not_empty"


class RestoreUnderWay(DomainError):
    """Somebody else is restoring into the same database."""

    code = "restore_under_way"


class DatabaseUnknown(DomainError):
    """The database to restore into was migrated by a later version of the product."""

    code = "restore_unknown_schema"


class KeysDiffer(DomainError):
    """Other keys are set here than those the backup's data was encrypted under."""

    code = "restore_keys_differ"


class RestoreDiffers(DomainError):
    """What was put back is not what the backup says."""

    code = "restore_differs"


def words_of(error: OSError) -> str:
    """Return what the system says, and of what, in words for whoever has to mend it."""
    said = error.strerror or type(error).__name__
    return f"{said}: {error.filename}" if error.filename else said


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Table(_Part):
    """The rows of one table, in PostgreSQL's text format."""

    name: Identifier
    columns: tuple[Identifier, ...]
    rows: Count
    size: Count
    sha256: Digest

    @property
    def member(self) -> str:
        """Return where in the file the rows are."""
        return f"tables/{self.name}.copy"


class Sequence(_Part):
    """The last number a sequence gave; None: none yet."""

    name: Identifier
    last: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None


class StoredBytes(_Part):
    """One file of the store, named by its content."""

    sha256: Digest
    size: Count

    @property
    def member(self) -> str:
        """Return where in the file the bytes are."""
        return f"files/{self.sha256}"


class Arrived(_Part):
    """What had arrived of an upload that was under way."""

    id: UUID
    size: Count
    sha256: Digest

    @property
    def member(self) -> str:
        """Return where in the file the bytes are."""
        return f"uploads/{self.id}"


class Secret(_Part):
    """A key of the installation. `checks` tell whether one at hand is the same (several for a list of keys).

    Without size and digest the key itself is not in the file.
    """

    name: KeyName
    checks: tuple[Digest, ...]
    size: Annotated[int, Field(ge=0, le=LARGEST_KEY)] | None
    sha256: Digest | None

    @property
    def member(self) -> str:
        """Return where in the file the key is."""
        return f"keys/{self.name}"


class Log(_Part):
    """What verifying the audit log came to. `broken_at`: the number of the first seal that does not fit."""

    seals: Count
    events: Count
    broken_at: int | None


class Manifest(_Part):
    """Everything a backup says of itself. `head` is the migration its schema is at."""

    format: Literal["haiju-backup/1"] = "haiju-backup/1"
    version: str
    head: Annotated[str, Field(pattern=r"^[0-9a-z_]{1,40}$")]
    taken_at: datetime
    postgres: str
    tables: tuple[Table, ...]
    sequences: tuple[Sequence, ...]
    files: tuple[StoredBytes, ...]
    uploads: tuple[Arrived, ...]
    keys: tuple[Secret, ...]
    log: Log | None  # None: not verified, because the schema was an earlier one
    missing: tuple[Digest, ...] = ()  # rows speak of them, the store had none, or other bytes

    @property
    def rows(self) -> int:
        """Return how many rows there are in all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def members(self) -> dict[str, tuple[int, str]]:
        """Return the size and digest of every member that must be there, the manifest itself aside."""
        parts: list[Table | StoredBytes | Arrived] = [*self.tables, *self.files, *self.uploads]
        found = {part.member: (part.size, part.sha256) for part in parts}
        for key in self.keys:
            if key.size is not None and key.sha256 is not None:
                found[key.member] = (key.size, key.sha256)
        return found


class _Label(BaseModel):
    format: str


def read_manifest(raw: bytes) -> Manifest:
    """Return the manifest; raise BackupForeign, or BackupTooNew for a format this version does not know."""
    try:
        label = _Label.model_validate_json(raw).format
        if label != FORMAT and label.startswith(FAMILY):
            raise BackupTooNew(found=label[:40], known=FORMAT)
        return Manifest.model_validate_json(raw)
    except ValidationError:
        raise BackupForeign() from None
