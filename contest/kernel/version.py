"""Which version of the product this is."""

from __future__ import annotations

import importlib.metadata
import tomllib
from functools import cache

from contest.kernel.settings import ROOT

NAME = "haiju"


@cache
def version() -> str:
    """Return the version that is installed; in a checkout that is not installed the one it would be."""
    try:
        return importlib.metadata.version(NAME)
    except importlib.metadata.PackageNotFoundError:
        declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
        return str(declared["project"]["version"])
