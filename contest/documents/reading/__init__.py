"""Reading the text of a document in a process of its own, which may die of it without harm to anything else."""

from contest.documents.reading.runner import read_document

__all__ = ["read_document"]
