"""The layout of third-party assets: what is copied, drawn and compressed, and when that is done again."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from contest.kernel.settings import ROOT
from contest.web import assets
from contest.web.icons import ICONS
from wsgi import MANIFESTS

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">\n  <path d="M1 1"/>\n</svg>'


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A node_modules folder with every file wanted, each holding its own name."""
    folder = tmp_path / "node_modules"
    for source in assets.FILES.values():
        (folder / source).parent.mkdir(parents=True, exist_ok=True)
        (folder / source).write_text(f"/* {source} */\n")
    drawings = folder / "bootstrap-icons" / "icons"
    drawings.mkdir(parents=True)
    for name in ICONS:
        (drawings / f"{name}.svg").write_text(SVG)
    return folder


def test_an_icon_becomes_a_symbol_with_its_name() -> None:
    assert assets.symbol("bell", SVG) == (
        '<symbol id="bell" viewBox="0 0 16 16" fill="currentColor"><path d="M1 1"/></symbol>'
    )


def test_what_is_not_a_picture_is_refused_by_name() -> None:
    with pytest.raises(assets.AssetsError, match="bell"):
        assets.symbol("bell", "<html>")


def test_the_sprite_is_one_xml_document_with_the_icons_in_order() -> None:
    root = ElementTree.fromstring(assets.sprite({"tag": SVG, "bell": SVG}))
    assert [child.get("id") for child in root] == ["bell", "tag"]


def test_every_wanted_file_is_laid_out_with_a_compressed_sibling(modules: Path, tmp_path: Path) -> None:
    target = tmp_path / "static" / "vendor"
    assets.lay_out(modules, target, "stamp of today")
    names = {*assets.FILES, "icons.svg"}
    assert {path.name for path in target.iterdir()} == names | {f"{name}.gz" for name in names} | {"stamp"}
    assert all(gzip.decompress((target / f"{n}.gz").read_bytes()) == (target / n).read_bytes() for n in names)
    assert (target / "stamp").read_text() == "stamp of today"


def test_a_new_layout_leaves_nothing_of_the_old_one(modules: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    target.mkdir()
    (target / "abandoned.js").write_text("old")
    assets.lay_out(modules, target, "new")
    assert not (target / "abandoned.js").exists()


def test_a_missing_icon_keeps_the_old_layout(modules: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    assets.lay_out(modules, target, "old")
    (modules / "bootstrap-icons" / "icons" / f"{ICONS[0]}.svg").unlink()
    with pytest.raises(assets.AssetsError, match=ICONS[0]):
        assets.lay_out(modules, target, "new")
    assert (target / "stamp").read_text() == "old"


def test_the_same_input_gives_the_same_bytes(modules: Path, tmp_path: Path) -> None:
    layouts = []
    for name in ("one", "two"):
        assets.lay_out(modules, tmp_path / name, "stamp")
        layouts.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert layouts[0] == layouts[1]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b"run();\n//# sourceMappingURL=x.js.map\n", b"run();\n"),
        (b"a{}\n/*# sourceMappingURL=x.css.map */", b"a{}\n"),
        (b"run('//# sourceMappingURL=x');\nmore();\n", b"run('//# sourceMappingURL=x');\nmore();\n"),
    ],
)
def test_only_a_closing_source_map_remark_is_dropped(content: bytes, kept: bytes) -> None:
    assert assets.without_source_map(content) == kept


def test_the_stamp_changes_with_the_lock_file_the_files_and_the_icons() -> None:
    stamps = {
        assets.fingerprint(b"lock", {"a": "b"}, ["x"]),
        assets.fingerprint(b"other lock", {"a": "b"}, ["x"]),
        assets.fingerprint(b"lock", {"a": "c"}, ["x"]),
        assets.fingerprint(b"lock", {"a": "b"}, ["x", "y"]),
    }
    assert len(stamps) == 4
    assert assets.fingerprint(b"lock", {}, ["y", "x"]) == assets.fingerprint(b"lock", {}, ["x", "y"])


def test_nothing_is_done_when_the_stamp_is_current(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_bytes(b"{}")
    vendor = tmp_path / "static" / "vendor"
    vendor.mkdir(parents=True)
    (vendor / "stamp").write_text(assets.fingerprint(b"{}"))
    assert assets.build(tmp_path) is False


def test_new_icons_need_no_new_download(modules: Path, tmp_path: Path) -> None:
    lock = b"{}"
    (tmp_path / "package-lock.json").write_bytes(lock)
    (modules / ".haiju-lock").write_text(hashlib.sha256(lock).hexdigest())
    assert assets.build(tmp_path) is True
    assert (tmp_path / "static" / "vendor" / "icons.svg").exists()


@pytest.mark.parametrize(
    ("version", "usable"), [("6.14.8\n", False), ("7.0.0", True), ("11.19.1\n", True), ("", False)]
)
def test_an_npm_that_reads_our_lock_file_is_recent_enough(version: str, usable: bool) -> None:
    assert assets.recent_enough(version) is usable


def test_the_lock_file_names_exact_versions_and_no_registry() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_the_icons_are_sorted_and_named_once() -> None:
    assert list(ICONS) == sorted(set(ICONS))


def test_every_icon_a_template_names_is_drawn() -> None:
    named = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']|icon_name=["']([a-z0-9-]+)["']""")
    asked = {
        (first or second, path.relative_to(ROOT).as_posix())
        for path in (ROOT / "templates").rglob("*.html")
        for first, second in named.findall(path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 20
    assert [(name, page) for name, page in sorted(asked) if name not in ICONS] == []


def test_every_icon_of_the_navigation_is_drawn() -> None:
    entries = [entry for manifest in MANIFESTS for entry in manifest.NAVIGATION]
    assert [(entry.icon, entry.endpoint) for entry in entries if entry.icon not in ICONS] == []
