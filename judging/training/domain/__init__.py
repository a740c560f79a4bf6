"""Pure rules of the practice exercise: its case, the reference assessment, and how near a judge comes to it."""

from judging.training.domain.comparing import Compared, Distance, compared
from judging.training.domain.exercise import CASE, LESSONS, REFERENCES, VERSION, Reference, Section

__all__ = [
    "CASE",
    "LESSONS",
    "REFERENCES",
    "VERSION",
    "Compared",
    "Distance",
    "Reference",
    "Section",
    "compared",
]
