"""The text of documents, and the end of those that mean harm."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from contest.documents.domain import DOCX, PDF, PPTX, Caps, DocumentType, Reading, Trouble
from contest.documents.reading import read_document
from contest.documents.reading.cleaning import clean
from tests.factories import documents

PLAN = "Solid-state electrolyte\nBusiness plan\nMarket\nTwo billion cells a year need it."


def ended(
    stream: io.BytesIO, kind: DocumentType, caps: Caps | None = None
) -> tuple[Trouble | None, int | None]:
    reading = read_document(stream, kind, caps)
    assert reading.pages == ()
    return reading.trouble, reading.limit


def test_a_pdf_is_read_page_by_page() -> None:
    reading = read_document(documents.a_readable_pdf(PLAN, "Team\nFive people"), PDF)
    assert reading == Reading(pages=(PLAN, "Team\nFive people"))


def test_a_word_document_is_read_with_its_headings_and_tables() -> None:
    stream = documents.a_word_document(
        "市场分析", "每年两亿节电池。", headings=["市场分析"], table=[("项目名称", "固态电解质")]
    )
    assert read_document(stream, DOCX).pages == ("市场分析\n每年两亿节电池。\n项目名称\t固态电解质",)


def test_a_deck_is_read_slide_by_slide_with_its_notes() -> None:
    stream = documents.a_deck(("市场", "两亿节"), ("团队", "五个人"), notes="说给评委听")
    assert read_document(stream, PPTX).pages == ("市场\n两亿节\n说给评委听", "团队\n五个人\n说给评委听")


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    assert read_document(documents.a_readable_pdf(PLAN, owner="owner"), PDF).pages == (PLAN,)


def test_a_pdf_behind_a_password_says_so() -> None:
    assert ended(documents.a_readable_pdf(PLAN, password="secret"), PDF) == (Trouble.PASSWORD, None)


def test_an_archive_with_encrypted_members_says_so() -> None:
    content = bytearray(documents.a_word_document("x").getvalue())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1  # the flag of each entry of the directory
        at += 4
    assert ended(io.BytesIO(bytes(content)), DOCX) == (Trouble.PASSWORD, None)


def test_ten_thousand_pages_are_not_read() -> None:
    assert ended(documents.a_pdf_of_many_pages(10_000), PDF) == (Trouble.TOO_MANY_PAGES, Caps().pages)


def test_a_deck_of_too_many_slides_is_not_read() -> None:
    deck = documents.a_deck(*[("标题", "正文")] * 4)
    assert ended(deck, PPTX, Caps(pages=3)) == (Trouble.TOO_MANY_PAGES, 3)


def test_scanned_pages_are_told_from_broken_ones() -> None:
    assert ended(documents.a_scanned_pdf(), PDF) == (Trouble.NO_TEXT, None)
    assert ended(documents.a_word_document(), DOCX) == (Trouble.NO_TEXT, None)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = documents.a_zip_bomb(400)
    assert len(bomb.getvalue()) < 2**20
    started = time.monotonic()
    assert ended(bomb, DOCX) == (Trouble.TOO_LARGE_INSIDE, Caps().unpacked_mb)
    assert time.monotonic() - started < 5


def test_a_zip_bomb_that_lies_about_its_size_ends_in_a_message() -> None:
    content = bytearray(documents.a_zip_bomb(400).getvalue())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        true_size = archive.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    at = content.rfind(true_size, content.index(b"PK\x01\x02"))
    content[at : at + 4] = (1000).to_bytes(4, "little")
    assert ended(io.BytesIO(bytes(content)), DOCX)[0] in {Trouble.CORRUPT, Trouble.TOO_MUCH_MEMORY}


def test_a_pdf_whose_page_unpacks_beyond_measure_ends_in_a_message() -> None:
    trouble, _limit = ended(documents.a_pdf_bomb(300), PDF)
    # The library itself stops at 75 MB a page; what it then has is a page without text.
    assert trouble in {Trouble.TOO_LARGE_INSIDE, Trouble.TOO_MUCH_MEMORY, Trouble.NO_TEXT}


def test_a_file_that_takes_too_much_memory_ends_in_a_message() -> None:
    large = documents.a_word_document(*["一段不短的文字。" * 40] * 4_000)
    assert read_document(large, DOCX).cut
    large.seek(0)
    assert ended(large, DOCX, Caps(memory_mb=96))[0] is Trouble.TOO_MUCH_MEMORY


def test_a_file_that_takes_too_long_ends_in_a_message() -> None:
    slow = documents.a_readable_pdf("\n".join(["word " * 20] * 50), copies=600)
    assert ended(slow, PDF, Caps(seconds=1)) == (Trouble.TOO_SLOW, None)
    slow.seek(0)
    assert ended(slow, PDF, Caps(seconds=0)) == (Trouble.TOO_SLOW, None)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_truncated_files_end_in_a_message_or_in_what_is_left(share: float) -> None:
    for stream, kind in (
        (documents.a_readable_pdf(*[PLAN] * 5), PDF),
        (documents.a_word_document(*["正文"] * 50), DOCX),
        (documents.a_deck(("标题", "正文")), PPTX),
    ):
        reading = read_document(documents.truncated(stream, share), kind)
        assert (reading.trouble in {Trouble.CORRUPT, Trouble.NO_TEXT}) is (reading.pages == ())
        assert kind is PDF or reading.trouble is Trouble.CORRUPT


@pytest.mark.parametrize("kind", [PDF, DOCX, PPTX])
def test_noise_is_corrupt(kind: DocumentType) -> None:
    assert ended(io.BytesIO(bytes(range(256)) * 40), kind) == (Trouble.CORRUPT, None)


def test_text_beyond_the_cap_is_cut_and_says_so() -> None:
    reading = read_document(documents.a_readable_pdf("a" * 30, "b" * 30), PDF, Caps(characters=40))
    assert (reading.pages, reading.cut) == (("a" * 30, "b" * 10), True)


def test_the_reader_has_no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    import subprocess

    seen: list[dict[str, str]] = []
    run = subprocess.run

    def watched(*args: object, **kwargs: object) -> object:
        seen.append(dict(kwargs["env"]))  # type: ignore[call-overload]
        return run(*args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    monkeypatch.setenv("SECRET_KEY", "hidden")
    read_document(documents.a_readable_pdf(PLAN), PDF)
    assert [sorted(names) for names in seen] == [["PYTHONDONTWRITEBYTECODE", "PYTHONUTF8"]]


def test_what_cannot_be_stored_or_seen_is_cleaned_away() -> None:
    assert clean("a\0b\ud800c\u200bd\r\n\x0ce  f\u3000g") == "abcd\n\ne f g"
    assert clean("⼈⼯智能ﬁx") == "人工智能fix"
    assert clean("全角：不变，") == "全角：不变，"
