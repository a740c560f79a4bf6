"""Which of the values found in a project's files are proposed for its form: only for what is empty, once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from contest.documents.domain import digest_of
from contest.documents.domain.lines import shortened
from contest.entry_forms.domain import FieldKind, FieldSpec, Form, visible
from contest.entry_forms.domain.values import empty, is_given, shown

UNLIMITED = 10_000
LONGEST_LINE = 120


class Found(Protocol):
    """A value found in a file; `page` from 1."""

    @property
    def sha256(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def page(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for an empty address of the form. `raw` is what would be saved; `digest` knows the value again."""

    path: str
    spec: FieldSpec
    value: Any
    raw: Any
    digest: str
    sha256: str
    page: int

    @property
    def is_long(self) -> bool:
        """Say whether it takes more than a line or two to read."""
        return len(str(self.raw)) > LONGEST_LINE


def proposals(
    form: Form, values: Mapping[str, Any], found: Sequence[Found], refused: Collection[tuple[str, str]]
) -> tuple[Proposal, ...]:
    """Return at most one proposal per address, in the order of the form; of several files the first counts."""
    asked = visible(form, values)
    open_: dict[str, Proposal] = {}
    for item in found:
        proposal = _proposal(form, values, item)
        if proposal is None or proposal.spec.code not in asked or proposal.path in open_:
            continue
        if (proposal.path, proposal.digest) not in refused:
            open_[proposal.path] = proposal
    return tuple(open_[path] for path in form.paths if path in open_)


def _proposal(form: Form, values: Mapping[str, Any], found: Found) -> Proposal | None:
    code, _, language = found.path.partition(".")
    spec = form.by_code.get(code)
    if spec is None or spec.bilingual is (language == ""):
        return None
    stored = values.get(code, empty(spec))
    if is_given(spec, {language: stored[language]} if spec.bilingual else stored):
        return None
    value = fitted(spec, found.value)
    if value is None:
        return None
    return Proposal(
        path=found.path,
        spec=spec,
        value=value,
        raw=shown(spec, value),
        digest=digest_of(found.value),
        sha256=found.sha256,
        page=found.page,
    )


def fitted(spec: FieldSpec, value: Any) -> Any:
    """Return the value as far as the field can hold it, None when it cannot; saving checks it once more."""
    match spec.kind, value:
        case FieldKind.TEXT, str():
            return shortened(value, spec.limit or UNLIMITED)
        case FieldKind.LINE, str():
            return value if len(value) <= (spec.limit or UNLIMITED) else None
        case FieldKind.CREDIT_CODE, str():
            return value
        case FieldKind.DATE, str():
            return value if value <= date.max.isoformat() else None
        case FieldKind.AMOUNT, int():
            return value
        case FieldKind.TAGS, list():
            return value[: spec.limit] or None
        case _:
            return None
