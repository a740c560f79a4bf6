"""A small business plan per track, as real PDF files in the store of uploads."""

from __future__ import annotations

import io
from typing import Any

from contest.demo.world import DemoWorld
from contest.documents.domain import PDF
from contest.kernel.storage import StoredFile
from contest.projects.domain import FileKind
from contest.seasons.domain import TrackPart
from contest.web.typesetting import typeset

MAX_BYTES = 1024 * 1024
# Headed as plans are, so that the worker's reading of them is worth looking at.
SECTIONS = (
    ("一、痛点", "{zh}领域的现有工具并非为一线场景设计，用户在反复调试和返工上耗费了大量时间。"),
    ("二、解决方案", "面向{zh}领域的一款产品，使用者半天即可上手，数据始终留在客户自己的系统里。"),
    ("三、核心技术", "样机已在上海两家合作单位连续运行，两项发明专利保护了其中的关键方法。"),
    ("四、市场分析", "长三角有数百家单位采购同类设备，先服务其中对交付周期最敏感的一批。"),
    ("五、商业模式", "销售设备并按年提供服务，大部分收入来自服务。"),
    ("六、团队介绍", "成员来自工程与商务两个方向，曾把同类产品交付到客户现场。"),
    ("七、资金用途", "建设中试线、完成产品认证，并招聘最先的两名销售人员。"),
    (
        "Executive summary",
        "A product for {en} that people learn in an afternoon. A prototype runs at two partners in Shanghai; two "
        "patents describe the method. Some hundreds of customers in the Yangtze river delta buy such equipment. We "
        "sell the device and a yearly service. The money goes into a pilot line, certification, and the first two "
        "people in sales.",
    ),
)
FILENAME = "商业计划书.pdf"


def stored_plans(world: DemoWorld) -> dict[str, StoredFile]:
    """Keep one plan per track and return them by track code."""
    return {
        track.code: world.storage.put(io.BytesIO(_pdf(track)), max_bytes=MAX_BYTES)
        for track in world.open_season.tracks
    }


def file_facts(stored: StoredFile) -> dict[str, Any]:
    """Return what a submission's content says of a plan."""
    return {"kind": FileKind.PLAN.value, "filename": FILENAME, "size": stored.size, "sha256": stored.sha256}


def file_columns(stored: StoredFile) -> dict[str, Any]:
    """Return the columns of a plan's row."""
    return {**file_facts(stored), "content_type": PDF.content_type, "storage_key": stored.key}


def _pdf(track: TrackPart) -> bytes:
    """Return a one-page PDF, the same bytes every time."""
    names = {"zh": track.name.zh, "en": track.name.en.lower()}
    sections = [
        {"title": title, "fields": [{"label": "", "texts": [text.format(**names)], "rows": []}]}
        for title, text in SECTIONS
    ]
    data = {
        "title": f"商业计划书 · {track.name.zh}",
        "lead": f"Business plan · {track.name.en}",
        "foot": "",
        "language": "zh",
        "facts": [],
        "sections": sections,
        "files_title": "",
        "files": [],
    }
    return typeset("project", data)
