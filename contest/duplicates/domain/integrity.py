"""Data that looks like a sample: names from form guides, codes of zeros, telephones nobody has.

For a person to look at before anything is published (domain.md §8.12): a real person may bear such a name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Sample(StrEnum):
    """What kind of data looks like a sample."""

    NAME = "sample_name"
    PROJECT_NAME = "sample_project_name"
    COMPANY_NAME = "sample_company_name"
    CREDIT_CODE = "sample_credit_code"
    PHONE = "sample_phone"
    EMAIL = "sample_email"
    TEXT = "sample_text"


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """What is looked at of one entry. `texts`: field -> prose in either language."""

    people: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    project_names: tuple[str, ...] = ()
    company_names: tuple[str, ...] = ()
    credit_code: str = ""
    texts: Mapping[str, tuple[str, ...]] | None = None


# Names from form guides and test data that once stood in published award lists. The best known are kept
# only as digests (simplified and traditional script), so that nobody copies them from here into a fixture.
_WELL_KNOWN = frozenset(
    {
        "105111aedc7e928dafc79bdd011d3a76372039bbc1386e2c243d2353a7a4af76",
        "1653b18c7076d5f1194cdac8e0d2c5cbf0676c53cb50e92e32db3f814f1a0ebd",
        "36ddb0677a3d37064ea543182f90f028af9b699a621dfb86848a8b32628f5fd6",
        "4429d7e64e743e7d24f2b1955386187d591089c642832bd4a6e1e0b2ce2fc748",
        "6701c3a528d434aaa70fa77d53ee4b0095b63cdf0848f0586a89a96eae65e552",
        "796ab98219ce7a6ecf231f3a0f263eed0f9505db65e0483ae2a2ca3f3b3ef845",
        "a7db0bfbf937394c4d695577f146d3e393bcc169024fd9d2e86438e5419b0bfb",
        "ae10a0ec3407a37ac9ebea10121c101bf2952e1614fa4a7a0731c77eecdc8c7e",
        "e1335c7c9079ae9f0ecbb04f4c6e813e2a81284b7a89563b58a03e1725d98ccb",
    }
)
_GENERIC = frozenset(
    (
        *("张三", "李四", "王五", "赵六", "孙七", "周八", "吴九", "郑十", "王二麻子"),
        *("无名氏", "匿名", "佚名", "姓名", "名字", "负责人", "联系人", "待定", "暂无", "无"),
        *("johndoe", "janedoe", "johnsmith", "nobody", "anonymous", "none", "null", "na", "tbd"),
        *("tester", "admin", "foo", "bar", "foobar", "asdf", "qwerty", "name"),
    )
)
_PATTERNS = re.compile(
    r"(测试|样例|示例|演示|占位|虚拟|test|demo|sample|example|dummy|placeholder|user|用户)"
    r"(姓名|名字|人员|用户|选手|name|user|person)?[0-9a-z一二三四五六七八九十甲乙丙丁]{0,3}"
    r"|.{0,2}某{1,2}|([a-z])\3+|[0-9]*"
)


def placeholder_names(names: Iterable[str]) -> list[str]:
    """Return the names, as given and in their order, that look like samples rather than people.

    For a human to look at before anything is published: a real person may bear such a name. Spaces,
    punctuation, letter case and full-width forms make no difference; a field that holds several names is
    looked at one by one.
    """
    return [name for name in names if any(_is_placeholder(part) for part in _single_names(name))]


def _single_names(text: str) -> list[str]:
    return [part for part in re.split("[、，;；|\n]", text) if part.strip()] or [""]


def _is_placeholder(name: str) -> bool:
    folded = unicodedata.normalize("NFKC", name).casefold()
    beside_remarks = re.sub(r"\(.*?\)", "", folded)  # a role or unit in brackets
    plain = _letters(beside_remarks) or _letters(folded)
    if plain in _GENERIC or _PATTERNS.fullmatch(plain):
        return True
    return hashlib.sha256(plain.encode()).hexdigest() in _WELL_KNOWN


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


LONGEST_RUN = 7
FEWEST_DIFFERENT = 3  # of the characters of a code's body
WELL_KNOWN_NUMBERS = frozenset({"13800138000", "13888888888", "13900000000", "18888888888", "13012345678"})
SAMPLE_MAIL = re.compile(
    r"^(test|demo|sample|example|abc|aaa|asdf|foo|123456?|noreply)\d{0,3}@|@(test|example|a|b|aa|abc|xx|xxx)\.[a-z]+$",
    re.I,
)
SAMPLE_PROSE = re.compile(
    r"lorem ipsum|asdf|qwer(ty)?|foo ?bar|此处填写|请在此|请填写|待补充|待填写|测试内容|测试数据|测试文本|测试测试"
    r"|示例内容|样例内容|to be (completed|filled)|your text here|占位|xxxx|×××",
    re.I,
)
PROSE_FEWEST = 8
TRADE = re.compile(
    r"(有限|责任|股份|公司|集团|科技|项目|团队|企业|ltd\.?|inc\.?|co\.?|company|project|team)", re.I
)


def sample_phone(phone: str) -> bool:
    """Say whether a telephone looks made up: a well-known number, or seven digits alike or in a row."""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", phone))
    national = digits[-11:]
    return bool(digits) and (national in WELL_KNOWN_NUMBERS or _monotone(national))


def sample_credit_code(code: str) -> bool:
    """Say whether a credit code, though its check digit may be right, has a body of zeros or of one or two signs."""
    body = re.sub(r"[^0-9A-Z]", "", code.upper())[8:17]
    return len(body) == 9 and (len(set(body)) < FEWEST_DIFFERENT or _monotone(body))


def sample_email(email: str) -> bool:
    """Say whether an address is one of those people write into forms to see what happens."""
    return SAMPLE_MAIL.search(email) is not None


def sample_text(text: str) -> bool:
    """Say whether prose only fills a box: filler everybody knows, or the same few characters over and over."""
    plain = "".join(character for character in text if not character.isspace())
    if not plain:
        return False
    return SAMPLE_PROSE.search(text) is not None or (len(plain) >= PROSE_FEWEST and len(set(plain)) <= 2)


def samples_in(facts: SampleFacts) -> tuple[Sample, ...]:
    """Return what looks like a sample, each kind once, in the order of Sample."""
    found = set(_found(facts))
    return tuple(kind for kind in Sample if kind in found)


def _found(facts: SampleFacts) -> Iterator[Sample]:
    named = ((facts.people, Sample.NAME), (facts.project_names, Sample.PROJECT_NAME))
    for names, kind in (*named, (facts.company_names, Sample.COMPANY_NAME)):
        given = [name for name in names if name.strip()]
        # What is left of 测试科技有限公司 without its trade is what somebody typed to have typed something.
        bare = [TRADE.sub("", name) for name in given] if kind is not Sample.NAME else []
        if placeholder_names([*given, *(name for name in bare if name.strip())]):
            yield kind
    if facts.credit_code and sample_credit_code(facts.credit_code):
        yield Sample.CREDIT_CODE
    if any(map(sample_phone, facts.phones)):
        yield Sample.PHONE
    if any(map(sample_email, facts.emails)):
        yield Sample.EMAIL
    if any(sample_text(text) for texts in (facts.texts or {}).values() for text in texts):
        yield Sample.TEXT


def _monotone(text: str) -> bool:
    """Say whether so many neighbours are alike, or each one more (or less) than the one before."""
    alike = rising = falling = 1
    for before, after in pairwise(text):
        step = ord(after) - ord(before)
        alike = alike + 1 if step == 0 else 1
        rising = rising + 1 if step == 1 else 1
        falling = falling + 1 if step == -1 else 1
        if max(alike, rising, falling) >= LONGEST_RUN:
            return True
    return False
