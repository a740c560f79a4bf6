"""A sealed file judged by itself: is it whole, whose seal is it, and do its inputs make its results?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contest.kernel.signing import KeyUnreadable, PublicKey
from judging.sealing.domain.archive import NotAnArchive, first_difference, pack, unpack
from judging.sealing.domain.calibrated import calibration_differences
from judging.sealing.domain.content import CALIBRATION, CONTENT, PANELS, Content
from judging.sealing.domain.differing import Difference
from judging.sealing.domain.explaining import README, README_TEXT
from judging.sealing.domain.reading import Unreadable, read
from judging.sealing.domain.recomputing import differences
from judging.sealing.domain.writing import encode, members_of

FORMAT = "haiju-result/2"
EARLIER = {"haiju-result/1": (PANELS, CALIBRATION)}  # format -> members it did not have yet
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "key.pem"
LISTED = (README, KEY, *CONTENT)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The bytes of a sealed file, and the digest its signature stands for."""

    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file came to: valid when nothing differs. `digest` and `key` are empty where they cannot be read."""

    items: int
    digest: str
    key: str
    differences: tuple[Difference, ...]

    @property
    def valid(self) -> bool:
        return not self.differences


def seal(content: Content, *, public: PublicKey, sign: Any, software: str) -> Sealed:
    """Return the signed file of a round; equal contents, key and software make equal bytes."""
    listed = {README: README_TEXT.encode(), KEY: public.pem.encode(), **members_of(content)}
    manifest = encode(
        {
            "format": FORMAT,
            "software": software,
            "members": {name: _entry(data) for name, data in listed.items()},
        }
    )
    signed = {README: listed.pop(README), MANIFEST: manifest, SIGNATURE: sign(manifest), **listed}
    return Sealed(pack(signed), hashlib.sha256(manifest).hexdigest())


def _entry(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def verify(data: bytes, *, expected: str = "") -> Verdict:
    """Judge a file. `expected` is the fingerprint of the key that must have sealed it; empty: whichever is inside.

    Calibrated scores are computed anew, which loads numpy and SciPy: commands and jobs call this. Files of the first
    format do not say what is needed for that; there they are taken as inputs.
    """
    try:
        members = unpack(data)
    except NotAnArchive as error:
        return Verdict(0, "", "", (Difference("seal_not_an_archive", {"at": error.at}),))
    key = _key(members)
    found = [*_container(data, members), *_manifest(members), *_signature(members, key, expected)]
    items = 0
    try:
        content = read(members)
    except Unreadable as error:
        found.append(Difference("seal_member_unreadable", {"member": error.member}))
    else:
        items = len(content.entries)
        found += differences(content)
        if CALIBRATION in members:
            found += calibration_differences(content)
    digest = hashlib.sha256(members.get(MANIFEST, b"")).hexdigest() if MANIFEST in members else ""
    return Verdict(items, digest, key.fingerprint if key else "", tuple(found))


def _key(members: Mapping[str, bytes]) -> PublicKey | None:
    try:
        return PublicKey.load(members.get(KEY, b""))
    except KeyUnreadable:
        return None


def _container(data: bytes, members: Mapping[str, bytes]) -> Iterator[Difference]:
    """Yield where the file is not the only way in which its members can be packed."""
    try:
        parted = first_difference(data, members)
    except ValueError:
        parted = None
    if parted is not None:
        at, region = parted
        where = {"at": at, "part": region.what, "member": region.member or "-"}
        yield Difference("seal_archive_differs", where)


def _manifest(members: Mapping[str, bytes]) -> Iterator[Difference]:
    """Yield the members that are not those the manifest lists."""
    try:
        manifest = json.loads(members.get(MANIFEST, b""))
        listed = {name: (one["sha256"], one["bytes"]) for name, one in manifest["members"].items()}
        form = str(manifest["format"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield Difference("seal_member_unreadable", {"member": MANIFEST})
        return
    if form != FORMAT and form not in EARLIER:
        yield Difference("seal_format_unknown", {"format": form, "known": FORMAT})
    expected = [name for name in LISTED if name not in EARLIER.get(form, ())]
    for name in dict.fromkeys((*expected, *listed)):
        if name not in members or name not in listed:
            yield Difference("seal_member_missing", {"member": name})
        elif listed[name] != (hashlib.sha256(members[name]).hexdigest(), len(members[name])):
            yield Difference("seal_member_differs", {"member": name})
    for name in members:
        if name not in listed and name not in (MANIFEST, SIGNATURE, *expected):
            yield Difference("seal_member_unknown", {"member": name})


def _signature(members: Mapping[str, bytes], key: PublicKey | None, expected: str) -> Iterator[Difference]:
    if key is None:
        yield Difference("seal_member_unreadable", {"member": KEY})
        return
    if expected and key.fingerprint != expected:
        yield Difference("seal_key_differs", {"found": key.fingerprint, "expected": expected})
    if not key.accepts(members.get(MANIFEST, b""), members.get(SIGNATURE, b"")):
        yield Difference("seal_signature_wrong", {"member": SIGNATURE})
