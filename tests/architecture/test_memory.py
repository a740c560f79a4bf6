"""A web process stays light: the engines are loaded by workers, the embedder and commands only."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "torch",
    "sentence_transformers",
    "sklearn",
    "ortools",
    "scipy",
    "jieba",
    "pypdf",
    "docx",
    "pptx",
    "pandas",
    "typst",
    "minio",
    "xlsxwriter",
    "procrastinate",
    "apscheduler",
    "alembic",
    "mako",
    "pygments",
)


def test_creating_the_app_loads_no_engine() -> None:
    program = (
        f"import sys, wsgi; wsgi.create_app(); print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
