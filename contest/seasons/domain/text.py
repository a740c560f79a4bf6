"""Bilingual text as pydantic validates it: both languages, trimmed, errors at `name.zh` and `name.en`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import GetPydanticSchema
from pydantic_core import CoreSchema, core_schema

from contest.kernel.localized import LocalizedText


def _bilingual(low: int, high: int) -> GetPydanticSchema:
    def build(_source: Any, _handler: Any) -> CoreSchema:
        text = core_schema.str_schema(strip_whitespace=True, min_length=low, max_length=high)
        pair = core_schema.typed_dict_schema(
            {
                language: core_schema.typed_dict_field(
                    text if low else core_schema.with_default_schema(text, default="")
                )
                for language in ("zh", "en")
            }
        )
        return core_schema.no_info_before_validator_function(
            _as_dict,
            core_schema.no_info_after_validator_function(LocalizedText.of, pair),
            serialization=core_schema.plain_serializer_function_ser_schema(LocalizedText.as_dict),
            json_schema_input_schema=pair,
        )

    return GetPydanticSchema(build)


def _as_dict(value: Any) -> Any:
    return value.as_dict() if isinstance(value, LocalizedText) else value


Name = Annotated[LocalizedText, _bilingual(1, 80)]  # both languages are required
Label = Annotated[LocalizedText, _bilingual(1, 200)]  # both languages are required
Prose = Annotated[LocalizedText, _bilingual(0, 1500)]  # may be empty
