"""A sealed file is whole or says where it is not; whoever holds it recomputes its results."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.ranking.domain import Method, Outcome
from judging.rubrics.domain import Criterion, Rubric
from judging.sealing.domain import (
    Content,
    SealedRubric,
    differences,
    new_key,
    pseudonym,
    recomputed,
    verify,
)
from judging.sealing.domain.archive import NotAnArchive, pack, regions, unpack
from judging.sealing.domain.content import CALIBRATION, PANELS
from judging.sealing.domain.explaining import README
from judging.sealing.domain.reading import read
from judging.sealing.domain.verifying import FORMAT, KEY, MANIFEST, SIGNATURE
from judging.sealing.domain.writing import encode, members_of
from tests.judging.sealing.rounds import RUBRICS, RULES, a_content, sealed, signer

ORIGINAL = a_content()
FILE = sealed(ORIGINAL)


def codes(data: bytes, expected: str = "") -> list[str]:
    return [one.code for one in verify(data, expected=expected).differences]


def test_a_sealed_file_is_valid_and_says_whose_it_is() -> None:
    verdict = verify(FILE.data)
    assert (verdict.valid, verdict.items, verdict.digest) == (True, 6, FILE.digest)
    assert verdict.key == signer().public.fingerprint
    assert verify(FILE.data, expected=verdict.key).valid


def test_made_twice_it_is_the_same_byte_by_byte_whatever_order_the_rows_came_in() -> None:
    turned = replace(
        ORIGINAL,
        entries=ORIGINAL.entries[::-1],
        sheets=ORIGINAL.sheets[::-1],
        lines=ORIGINAL.lines[::-1],
    )
    assert sealed(turned).data == FILE.data


def test_any_zip_program_reads_it_and_finds_it_sound() -> None:
    with zipfile.ZipFile(io.BytesIO(FILE.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[:3] == ["README.txt", "manifest.json", "manifest.sig"]
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        manifest = archive.read(MANIFEST)
        assert signer().public.accepts(manifest, archive.read(SIGNATURE))
        assert hashlib.sha256(manifest).hexdigest() == FILE.digest


@given(st.integers(0, len(FILE.data) - 1), st.integers(1, 255))
@settings(max_examples=400, derandomize=True, deadline=None)
def test_any_changed_byte_is_found(place: int, change: int) -> None:
    changed = bytearray(FILE.data)
    changed[place] ^= change
    assert codes(bytes(changed)) != []


def test_every_bit_of_every_header_and_of_the_directory_is_held_to() -> None:
    members = unpack(FILE.data)
    for region in regions(members):
        if region.what == "content":
            continue
        for place in range(region.start, region.end):
            changed = bytearray(FILE.data)
            changed[place] ^= 1 << (place % 8)
            assert codes(bytes(changed)) != [], (place, region)


@pytest.mark.parametrize("member", sorted(unpack(FILE.data)))
def test_a_changed_byte_is_named_by_its_member(member: str) -> None:
    region = next(one for one in regions(unpack(FILE.data)) if one.member == member and one.what == "content")
    changed = bytearray(FILE.data)
    changed[(region.start + region.end) // 2] ^= 1
    found = verify(bytes(changed)).differences
    named = [one for one in found if one.params.get("member") == member]
    assert named or (member == MANIFEST and found), found


def first_format(content: Content, **instead: bytes) -> bytes:
    """The file as the first format had it: no panels, no calibration, everything else as it is written to this day."""
    key = signer()
    members = {name: data for name, data in members_of(content).items() if name not in (PANELS, CALIBRATION)}
    listed = {README: b"Sealed results of a judged round\n", KEY: key.public.pem.encode(), **members}
    manifest = encode(
        {
            "format": "haiju-result/1",
            "software": "haiju 0",
            "members": {
                name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
                for name, data in listed.items()
            },
        }
    )
    return pack(
        {README: listed.pop(README), MANIFEST: manifest, SIGNATURE: key.sign(manifest), **listed, **instead}
    )


def test_a_file_of_the_first_format_is_still_verified_and_every_byte_of_it_counts() -> None:
    data = first_format(ORIGINAL)
    verdict = verify(data, expected=signer().public.fingerprint)
    assert (verdict.valid, verdict.items) == (True, 6)
    assert "panels.json" not in unpack(data)
    for region in regions(unpack(data)):
        changed = bytearray(data)
        changed[(region.start + region.end) // 2] ^= 1
        assert codes(bytes(changed)) != [], region


def test_a_first_format_takes_calibrated_scores_as_it_was_given_them() -> None:
    rules = replace(RULES, method=Method.CALIBRATED)
    content = a_content(rules=rules)
    given = replace(
        content,
        entries=tuple(
            replace(one, calibrated=Decimal(70 + place)) for place, one in enumerate(content.entries)
        ),
    )
    given = replace(given, lines=tuple(recomputed(given)))
    assert verify(first_format(given)).valid
    better = replace(given.lines[-1], rank=1)
    assert codes(first_format(replace(given, lines=(*given.lines[:-1], better)))) != []


@pytest.mark.parametrize("member", [PANELS, CALIBRATION])
def test_nothing_unsigned_can_be_put_into_a_first_format(member: str) -> None:
    data = first_format(ORIGINAL, **{member: members_of(ORIGINAL)[member]})
    assert codes(data) == ["seal_member_unknown"]


@pytest.mark.parametrize("cut", [0, 1, 100, len(FILE.data) - 1])
def test_what_is_cut_short_or_runs_on_is_refused(cut: int) -> None:
    assert codes(FILE.data[:cut]) != []
    assert codes(FILE.data + b"\0") != []
    assert codes(FILE.data + FILE.data) != []


def test_the_key_of_somebody_else_is_refused_with_both_fingerprints() -> None:
    other = signer("two").public.fingerprint
    (difference,) = verify(FILE.data, expected=other).differences
    assert difference.code == "seal_key_differs"
    assert difference.params == {"found": signer().public.fingerprint, "expected": other}


def resealed(**parts: bytes) -> bytes:
    """The file with some members replaced and everything signed anew, as a forger with a key would."""
    key = signer("forger")
    members = {name: data for name, data in unpack(FILE.data).items() if name not in (MANIFEST, SIGNATURE)}
    members |= {
        KEY: key.public.pem.encode(),
        **{name.replace("_", "."): data for name, data in parts.items()},
    }
    listed = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in members.items()
    }
    manifest = encode({"format": FORMAT, "software": "haiju 0", "members": listed})
    first = {"README.txt": members.pop("README.txt"), MANIFEST: manifest, SIGNATURE: key.sign(manifest)}
    return pack({**first, **members})


def test_a_forger_who_signs_a_better_rank_is_caught_by_the_arithmetic() -> None:
    assert verify(resealed()).valid  # whole in itself: only the fingerprint tells that it is not ours
    assert codes(resealed(), expected=signer().public.fingerprint) == ["seal_key_differs"]
    lines = list(ORIGINAL.lines)
    last = next(at for at, line in enumerate(lines) if line.outcome is not Outcome.ADVANCES)
    lines[last] = replace(lines[last], rank=1, outcome=Outcome.ADVANCES)
    forged = resealed(ranking_json=members_of(replace(ORIGINAL, lines=tuple(lines)))["ranking.json"])
    named = {one.params["value"] for one in verify(forged).differences}
    assert named == {"rank", "outcome"}
    entry = next(one for one in ORIGINAL.entries if one.id == lines[last].entry)
    assert {one.params["entry"] for one in verify(forged).differences} == {entry.number or str(entry.id)}


def test_a_forged_mark_is_caught_by_its_total_and_names_the_entry() -> None:
    first = ORIGINAL.sheets[0]
    marks = {**first.marks, "innovation": Decimal(100)}
    sheets = (replace(first, marks=marks), *ORIGINAL.sheets[1:])
    found = list(differences(replace(ORIGINAL, sheets=sheets)))
    entry = next(one for one in ORIGINAL.entries if one.id == first.entry)
    assert found[0].code == "seal_total_differs"
    assert found[0].params["entry"] == (entry.number or str(entry.id))


def test_sheets_that_belong_to_nobody_or_come_twice_are_named() -> None:
    twice = replace(ORIGINAL, sheets=(*ORIGINAL.sheets, ORIGINAL.sheets[0]))
    assert "seal_sheet_stray" in [one.code for one in differences(twice)]
    stranger = replace(ORIGINAL.sheets[0], entry=UUID(int=1))
    strange = replace(ORIGINAL, sheets=(*ORIGINAL.sheets, stranger))
    assert "seal_sheet_stray" in [one.code for one in differences(strange)]


def test_a_missing_result_and_a_repeated_entry_are_told() -> None:
    short = replace(ORIGINAL, lines=ORIGINAL.lines[1:])
    assert "seal_lines_missing" in [one.code for one in differences(short)]
    doubled = replace(ORIGINAL, entries=(*ORIGINAL.entries, ORIGINAL.entries[0]))
    assert [one.code for one in differences(doubled)] == ["seal_entries_repeat"]


def test_a_member_too_many_or_too_few_is_named() -> None:
    members = unpack(FILE.data)
    more = pack({**members, "extra.json": b"[]"})
    assert codes(more) == ["seal_member_unknown"]
    fewer = pack({name: data for name, data in members.items() if name != "rules.json"})
    assert codes(fewer) == ["seal_member_missing", "seal_member_unreadable"]


@pytest.mark.parametrize(
    "rows",
    [
        b"",
        b"{}",
        b"[1]",
        b"null",
        b"[" * 5000,
        b'[{"entry":"x"}]',
        b'[{"entry":"00000000-0000-0000-0000-000000000001","judge":"00000000-0000-0000-0000-000000000001",'
        b'"marks":{"innovation":"1e999999999"},"total":"NaN"}]',
    ],
)
def test_members_that_make_no_sense_are_told_and_crash_nothing(rows: bytes) -> None:
    forged = resealed(sheets_json=rows)
    assert {one.code for one in verify(forged).differences} & {
        "seal_member_unreadable",
        "seal_sheet_stray",
        "seal_line_differs",
    }


@given(st.binary(max_size=300))
@settings(max_examples=200, derandomize=True)
def test_no_other_bytes_pass(data: bytes) -> None:
    assert not verify(data).valid
    assert not verify(b"PK\x03\x04" + data).valid


def test_what_is_written_is_what_is_read() -> None:
    found = read(members_of(ORIGINAL))
    assert members_of(found) == members_of(ORIGINAL)
    assert sorted(found.lines, key=lambda one: one.entry) == sorted(ORIGINAL.lines, key=lambda one: one.entry)


def test_an_archive_with_a_name_twice_is_none() -> None:
    twice = pack({"a.json": b"1"})[: 30 + 6 + 1] * 2
    with pytest.raises(NotAnArchive):
        unpack(twice + b"PK\x01\x02")


def test_pseudonyms_differ_by_round_and_kind_and_stay_in_one() -> None:
    one, other, person = new_key(), new_key(), UUID(int=7)
    assert pseudonym(one, "judge", person) == pseudonym(one, "judge", person)
    names = {pseudonym(key, kind, person) for key in (one, other) for kind in ("judge", "entry")}
    assert len(names | {person}) == 5


def test_an_entry_is_recomputed_by_the_rubric_and_in_the_section_that_are_its_own() -> None:
    special = Rubric((Criterion("green", Decimal(1), Decimal(10)),))
    rubrics = (SealedRubric((), ("seed",), special), *RUBRICS)
    rules = replace(RULES, divided_by=("track", "group"))
    first, *others = ORIGINAL.entries
    ours = replace(first, group="seed")
    sheets = tuple(
        replace(one, marks={"green": Decimal(9)}, total=Decimal(90)) if one.entry == first.id else one
        for one in ORIGINAL.sheets
    )
    content = Content({}, rubrics, rules, (ours, *others), sheets, ())
    content = replace(content, lines=tuple(recomputed(content)))
    line = next(one for one in content.lines if one.entry == first.id)
    assert (line.section, line.score, line.rank) == (f"{first.track}|group:seed", Decimal(90), 1)
    assert verify(sealed(content).data).valid
    assert read(unpack(sealed(content).data)).rubrics == tuple(
        replace(one, names={criterion.code: {} for criterion in one.rubric.criteria}) for one in rubrics
    )
