"""Photographs as files: told by content, without what a camera adds, looked at by the capped process only."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from contest.documents.domain import JPEG, PNG, FileRefused, ReadingState, Trouble, detect, without_traces
from contest.documents.domain.photographs import MOST_PIXELS
from contest.documents.models import DocumentText
from contest.documents.reading import read_document
from contest.documents.services import extract
from contest.projects import services
from contest.projects.queries import get_file
from tests import factories

PLACE = b"31.2304N,121.4737E"


def a_jpeg(*, turned: int = 1, size: tuple[int, int] = (40, 20), progressive: bool = False) -> bytes:
    """A picture as a telephone takes it: owner, place and camera inside, a film behind it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = turned, "Camera of 林溪", PLACE.decode()
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(
        out, "JPEG", exif=exif, comment=PLACE, progressive=progressive, icc_profile=b"colours"
    )
    return out.getvalue() + b"FILM" + PLACE


def a_png(size: tuple[int, int] = (40, 20)) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    told, out = PngInfo(), io.BytesIO()
    told.add_text("Author", PLACE.decode())
    Image.new("RGB", size, "white").save(out, "PNG", pnginfo=told)
    return out.getvalue() + PLACE


def cleaned(content: bytes) -> bytes:
    target = io.BytesIO()
    without_traces(io.BytesIO(content), target)
    return target.getvalue()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photograph_keeps_its_pixels_its_colours_and_which_way_is_up_and_nothing_else(
    progressive: bool,
) -> None:
    content = a_jpeg(turned=6, progressive=progressive)
    clean = cleaned(content)
    assert PLACE in content
    assert PLACE not in clean
    assert "林溪".encode() not in clean
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(clean)) as after:
        assert before.tobytes() == after.tobytes()
        assert dict(after.getexif()) == {0x0112: 6}
        assert after.info["icc_profile"] == b"colours"
    assert cleaned(clean) == clean, "what is clean already stays as it is"


def test_a_png_loses_its_words_and_keeps_its_pixels() -> None:
    clean = cleaned(a_png())
    assert PLACE not in clean
    with Image.open(io.BytesIO(clean)) as after:
        assert (after.size, after.info) == ((40, 20), {})


def test_content_decides_what_is_a_photograph() -> None:
    assert detect(io.BytesIO(a_jpeg())) is JPEG
    assert detect(io.BytesIO(a_png())) is PNG
    assert detect(io.BytesIO(b"GIF89a" + bytes(40))) is None


def a_header(width: int, height: int) -> bytes:
    """A picture that claims a size and holds nothing."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I4sI", 0, b"IEND", zlib.crc32(b"IEND"))


def test_a_picture_beyond_measure_is_refused_by_its_header_alone() -> None:
    with pytest.raises(FileRefused) as refused:
        cleaned(a_header(MOST_PIXELS, 2))
    assert refused.value.errors[0].code == "photograph_pixels"


@given(st.data())
def test_broken_pictures_are_refused_or_copied_and_never_fail_otherwise(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([SAMPLE_JPEG, SAMPLE_PNG]))
    cut = data.draw(st.integers(9, len(whole)))
    noise = data.draw(st.binary(max_size=12))
    place = data.draw(st.integers(3, cut))
    broken = whole[:place] + noise + whole[place:cut]
    with suppress(FileRefused):
        assert cleaned(broken)[:2] == whole[:2]


SAMPLE_JPEG, SAMPLE_PNG = a_jpeg(), a_png()


def test_the_capped_process_says_whether_a_photograph_opens() -> None:
    assert read_document(io.BytesIO(cleaned(a_jpeg())), JPEG).trouble is None
    whole = cleaned(a_png((400, 400)))
    broken = whole.replace(b"IDAT", b"IDAT" + bytes(9), 1)
    assert read_document(io.BytesIO(broken), PNG).trouble is Trouble.CORRUPT
    assert read_document(io.BytesIO(a_header(7000, 7000)), PNG).trouble is Trouble.CORRUPT


def test_a_licence_may_be_a_photograph_a_plan_may_not(
    app: Any, session: Any, actor_of: Any, signed_in: Any
) -> None:
    leader = factories.a_user()
    project = factories.a_ready_project(factories.a_season(), leader)
    storage = app.extensions["storage"]
    shared = {"actor": actor_of(leader), "project_id": project.id, "storage": storage, "max_bytes": 10**7}
    with pytest.raises(FileRefused) as refused:
        services.attach_file(kind="plan", filename="计划.jpg", stream=io.BytesIO(a_jpeg()), **shared)
    assert refused.value.errors[0].code == "photograph_not_here"
    row = services.attach_file(kind="licence", filename="执照.pdf", stream=io.BytesIO(a_jpeg()), **shared)
    file = get_file(project.id, row.id)
    assert (file.filename, file.content_type, file.is_shown) == ("执照.jpg", "image/jpeg", True)
    assert PLACE not in storage.open(file.storage_key).read()
    extract(sha256=file.sha256, storage=storage)
    assert session.query(DocumentText).filter_by(sha256=file.sha256).one().state is ReadingState.DONE
    browser = signed_in(leader)
    page = browser.get(f"/projects/{project.id}/files/{file.id}/view").text
    assert f'src="/projects/{project.id}/files/{file.id}/inline"' in page
    sent = browser.get(f"/projects/{project.id}/files/{file.id}/inline")
    assert (sent.content_type, sent.headers.get("Content-Disposition", "").startswith("inline")) == (
        "image/jpeg",
        True,
    )
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert "照片" in browser.get(f"/projects/{project.id}/form/plan").text
