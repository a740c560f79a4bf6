"""Run benchmarks by name, or all of them, and print their figures as JSON."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys

import tests.bench


def main(names: list[str]) -> None:
    """Each module of this package with a `run() -> dict` is a benchmark."""
    known = sorted(m.name for m in pkgutil.iter_modules(tests.bench.__path__) if not m.name.startswith("_"))
    known = [name for name in known if name not in {"clients", "serving"}]
    unknown = set(names) - set(known)
    if unknown:
        raise SystemExit(f"no benchmark named {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in names or known:
        figures = importlib.import_module(f"tests.bench.{name}").run()
        print(json.dumps({name: figures}, ensure_ascii=False), flush=True)


main(sys.argv[1:])
