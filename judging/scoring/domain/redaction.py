"""Names left out of what judges read in a blind round: of the team, its people and its organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from contest.kernel.localized import LocalizedText

HIDDEN = "▇▇▇"
SHORTEST = 2
# What a company's name says besides its own: where it is, what kind it is, what form it has.
PLACE = re.compile(r"^(中国|上海市?|浦东|北京市?|深圳市?|杭州市?|苏州市?)[(（]?")
FORM = re.compile(r"([(（][^()（）]{1,8}[)）])|(股份有限公司|有限责任公司|有限合伙|有限公司|集团|公司)$")
KIND = re.compile(r"(科技|技术|信息|智能|生物|医疗|医药|材料|能源|电子|网络|软件|数据|实业|发展)+$")
LATIN_FORM = re.compile(
    r"[\s,.]+(ltd|limited|inc|llc|gmbh|corp|corporation|co|company|technology|technologies|tech)\.?$", re.I
)
CJK = re.compile(r"[\u3400-\u9fff]")


class Redactor:
    """Leaves names out of texts. Without names it returns texts as they are.

    A Chinese name is found wherever it stands, also with spaces between its characters as PDF texts have them;
    a Latin one as whole words, whatever their case.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        spelled = {spelling for name in names for spelling in spellings(name)}
        # The longest first: a company's whole name goes before its core.
        patterns = [_pattern(one) for one in sorted(spelled, key=lambda one: (-len(one), one))]
        self._pattern = re.compile("|".join(patterns), re.I) if patterns else None

    def __call__(self, text: str) -> str:
        return self._pattern.sub(HIDDEN, text) if self._pattern and text else text

    def both(self, text: LocalizedText) -> LocalizedText:
        """Return a text in two languages without the names."""
        return LocalizedText(self(text.zh), self(text.en))


def spellings(name: str) -> Iterator[str]:
    """Give a name as it may stand in a text: whole, and for a company its core (上海澜序科技有限公司 → 澜序)."""
    whole = " ".join(name.split())
    core = whole
    for ending in (FORM, LATIN_FORM) * 3:
        core = ending.sub("", core).strip(" ,.")
    short = KIND.sub("", PLACE.sub("", core))
    for one in dict.fromkeys((whole, core, PLACE.sub("", core), short)):
        if len(one) >= (SHORTEST if CJK.search(one) else SHORTEST + 1):
            yield one


def _pattern(name: str) -> str:
    if CJK.search(name):
        return r"\s?".join(re.escape(character) for character in name if not character.isspace())
    words = r"\s+".join(re.escape(word) for word in name.split())
    return rf"(?<!\w){words}(?!\w)"
