"""`flask judging …`: panels from the command line."""

from judging.panels.cli.matrices import assign_file
from judging.panels.cli.proposing import panels

__all__ = ["assign_file", "panels"]
