"""Text in two languages and the contest's time zone: what pure rules need of the kernel, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """One text in Chinese and English; either may be empty, the other then serves."""

    zh: str = ""
    en: str = ""

    def in_locale(self, locale: str) -> str:
        """Return the text in `locale` ("zh" or "en"), falling back to the other language."""
        return (self.en or self.zh) if locale.startswith("en") else (self.zh or self.en)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def of(cls, value: Mapping[str, Any] | None) -> LocalizedText:
        return cls(zh=str(value.get("zh") or ""), en=str(value.get("en") or "")) if value else cls()
