"""The composition root: the only module that sees all three contexts."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask

import contest.manifest
import judging.manifest
import matching.manifest
from contest.kernel.settings import Settings, from_environ
from contest.web.app import build_app

MANIFESTS: tuple[Any, ...] = (  # modules of the shape contest.web.contributions.Manifest
    contest.manifest,
    judging.manifest,
    matching.manifest,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from `settings`, or from the environment. Starts nothing, connects to nothing."""
    return build_app(settings or from_environ(os.environ), MANIFESTS)
