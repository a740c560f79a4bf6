"""Every setting of the product, parsed and validated once. The only reader of the environment."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_EMBEDDING_MODEL = "bundled"
DEFAULT_POSTGRES_USER = "nobody"
DEFAULT_TRANSPORT = "recorded"
MOST_PROXIES = 9


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names the variable and what it accepts."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How letters leave: SMTP when a host is named, otherwise they stay in the outbox (and the demo mailbox)."""

    host: str | None = None
    port: int = 25
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = False
    sender: str = "noreply@haiju.example"


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """`model`: "bundled", a local folder or a hub id. `url`: where the query embedder listens (loopback HTTP)."""

    model: str = DEFAULT_EMBEDDING_MODEL
    url: str = "http://127.0.0.1:8765"


@dataclass(frozen=True, slots=True)
class S3Settings:
    """A bucket of an S3-protocol store. `endpoint` is host and port; `prefix` is empty or ends with a slash."""

    bucket: str
    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    prefix: str = ""
    secure: bool = True
    region: str | None = None


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Limits of uploads, and where they go. `max_bytes` is per file; without `s3` they lie in the data folder."""

    max_bytes: int = 50 * 1024 * 1024
    s3: S3Settings | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration. `database_url` None means the embedded PostgreSQL under `data_dir`."""

    secret_key: str = field(repr=False)
    data_dir: Path = ROOT / "var"
    database_url: str | None = field(default=None, repr=False)
    postgres_os_user: str = DEFAULT_POSTGRES_USER  # as whom the embedded server runs when we are root
    public_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    secure_cookies: bool = False
    metrics_token: str | None = field(default=None, repr=False)
    trusted_proxies: int = 0  # how many proxies of ours stand in front and set X-Forwarded-*
    mail: MailSettings = MailSettings()
    encryption_keys: tuple[str, ...] = field(
        default=(), repr=False
    )  # newest first; empty: derived from secret_key
    signing_key: str = field(default="", repr=False)  # PEM, or any long random text; empty: from secret_key
    texting_transport: str = DEFAULT_TRANSPORT  # "recorded", or package.module:Class
    embedding: EmbeddingSettings = EmbeddingSettings()
    files: FileSettings = FileSettings()

    @property
    def postgres_dir(self) -> Path:
        """Data directory of the embedded server."""
        return self.data_dir / "postgres"

    @property
    def files_dir(self) -> Path:
        """Where uploaded files are kept."""
        return self.data_dir / "files"

    @property
    def copies_dir(self) -> Path:
        """Where copies of plans that bear a judge's mark lie for a day."""
        return self.data_dir / "copies"

    @property
    def models_dir(self) -> Path:
        """Where converted embedding models are kept."""
        return self.data_dir / "models"


def _integer(environ: Mapping[str, str], name: str, default: int) -> int:
    raw = environ.get(name)
    if raw is None or raw == "":
        return default
    try:
        return int(raw)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {raw!r}") from None


def _count(environ: Mapping[str, str], name: str) -> int:
    number = _integer(environ, name, 0)
    if not 0 <= number <= MOST_PROXIES:
        raise SettingsError(f"{name} must be a number from 0 to {MOST_PROXIES}, not {number}")
    return number


def _flag(environ: Mapping[str, str], name: str, default: bool = False) -> bool:
    raw = environ.get(name, "").strip().lower()
    if raw == "":
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise SettingsError(f"{name} must be yes or no, not {raw!r}")


def _s3(environ: Mapping[str, str]) -> S3Settings | None:
    """Read STORAGE_URL (`s3://bucket/prefix?endpoint=https://host:port&region=name`) and its two keys."""
    given = environ.get("STORAGE_URL")
    if not given:
        return None
    form = "STORAGE_URL must look like s3://bucket/prefix?endpoint=https://host:port"
    url = urlsplit(given)
    query = parse_qs(url.query)
    endpoint = urlsplit(query.get("endpoint", [""])[0])
    if (
        url.scheme != "s3"
        or not url.netloc
        or endpoint.scheme not in {"http", "https"}
        or not endpoint.netloc
    ):
        # The address is not repeated: somebody may have put a key into it.
        raise SettingsError(form)
    keys = {name: environ.get(name, "") for name in ("STORAGE_ACCESS_KEY", "STORAGE_SECRET_KEY")}
    if missing := [name for name, value in keys.items() if not value]:
        raise SettingsError(f"STORAGE_URL needs {missing[0]} as well")
    prefix = url.path.strip("/")
    return S3Settings(
        bucket=url.netloc,
        endpoint=endpoint.netloc,
        access_key=keys["STORAGE_ACCESS_KEY"],
        secret_key=keys["STORAGE_SECRET_KEY"],
        prefix=f"{prefix}/" if prefix else "",
        secure=endpoint.scheme == "https",
        region=query.get("region", [None])[0],
    )


def _transport(environ: Mapping[str, str]) -> str:
    name = environ.get("TEXTING_TRANSPORT") or DEFAULT_TRANSPORT
    if name != DEFAULT_TRANSPORT and not re.fullmatch(r"[\w.]+:\w+", name):
        raise SettingsError(f"TEXTING_TRANSPORT must be recorded or package.module:Class, not {name!r}")
    return name


def _kept(environ: Mapping[str, str], variable: str, data_dir: Path) -> str:
    """Return the secret in a variable, or one kept in the data folder under its name in small letters.

    Sessions (SECRET_KEY) survive a restart, encrypted numbers (ENCRYPTION_KEYS) stay readable, and seals (SIGNING_KEY)
    stay those of the same installation.
    """
    if given := environ.get(variable):
        return given
    path = data_dir / variable.lower()
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Complete before it has its name: a process that starts at the same moment never reads half a key.
        with tempfile.NamedTemporaryFile("w", dir=data_dir, prefix=".secret-") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(file.name)
    return path.read_text()


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Build the settings from environment variables; raise SettingsError naming the first bad one."""
    data_dir = Path(environ.get("HAIJU_DATA", str(ROOT / "var"))).resolve()
    public_url = environ.get("PUBLIC_URL", "http://127.0.0.1:" + environ.get("PORT", "8000")).rstrip("/")
    if not public_url.startswith(("http://", "https://")):
        raise SettingsError(f"PUBLIC_URL must start with http:// or https://, not {public_url!r}")
    return Settings(
        secret_key=_kept(environ, "SECRET_KEY", data_dir),
        encryption_keys=tuple(_kept(environ, "ENCRYPTION_KEYS", data_dir).split()),
        signing_key=_kept(environ, "SIGNING_KEY", data_dir),
        data_dir=data_dir,
        database_url=environ.get("DATABASE_URL") or None,
        postgres_os_user=environ.get("PG_OS_USER") or DEFAULT_POSTGRES_USER,
        public_url=public_url,
        demo=_flag(environ, "HAIJU_DEMO"),
        secure_cookies=_flag(environ, "SECURE_COOKIES", default=public_url.startswith("https://")),
        metrics_token=environ.get("METRICS_TOKEN") or None,
        trusted_proxies=_count(environ, "TRUSTED_PROXIES"),
        mail=MailSettings(
            host=environ.get("SMTP_HOST") or None,
            port=_integer(environ, "SMTP_PORT", 25),
            username=environ.get("SMTP_USERNAME") or None,
            password=environ.get("SMTP_PASSWORD") or None,
            starttls=_flag(environ, "SMTP_STARTTLS"),
            sender=environ.get("MAIL_SENDER", MailSettings().sender),
        ),
        texting_transport=_transport(environ),
        embedding=EmbeddingSettings(
            model=environ.get("EMBEDDING_MODEL") or DEFAULT_EMBEDDING_MODEL,
            url=environ.get("EMBEDDING_URL", EmbeddingSettings().url).rstrip("/"),
        ),
        files=FileSettings(max_bytes=_integer(environ, "MAX_UPLOAD_MB", 50) * 1024 * 1024, s3=_s3(environ)),
    )


def let_threads_sleep() -> None:
    """Have an engine's threads wait for each other asleep; it reads this when it is loaded, and never again.

    Awake, they take the cores from those they wait for as soon as anything else runs: on two busy cores embedding
    is then two to four times as slow.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
