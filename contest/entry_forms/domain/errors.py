"""What forms refuse."""

from __future__ import annotations

from contest.kernel.errors import DomainError


class FormFrozen(DomainError):
    """The form of an archived season, or a published version, is only read."""

    code = "form_frozen"


class FieldKept(DomainError):
    """The contest itself needs this field; it can be reworded and moved, not removed."""

    code = "form_field_kept"


class SectionInUse(DomainError):
    """A section that still has fields cannot be removed."""

    code = "form_section_in_use"


class ShapeChanged(DomainError):
    """A field that was published (or that other parts of the platform read) keeps its kind; `field` names it."""

    code = "form_shape_changed"


class NothingChanged(DomainError):
    """There is no draft, or it says what is published already."""

    code = "form_unchanged"
