"""Which investors may be one firm, and which of two may be kept.

A name is reduced to what tells a firm from others: without its legal form, its trade and the city it is registered in,
"上海示例创业投资管理有限公司", "示例创投" and "示例資本（上海）" are one. What is found is a suspicion; people decide.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contest.kernel.errors import DomainError

# What says what kind of firm it is, at the end of a Chinese name; taken off again and again, the longest first.
FORMS = (
    "股份有限公司", "有限责任公司", "有限公司", "公司", "有限合伙", "普通合伙", "合伙企业", "合伙", "中心", "事务所",
    "创业投资", "股权投资", "风险投资", "产业投资", "创投", "风投", "投资", "股权", "基金", "母基金", "私募", "资本",
    "资产", "企业", "管理", "顾问", "咨询", "集团", "控股", "产业", "中国", "大中华区",
)  # fmt: skip
PLACES = (
    "上海市", "上海", "北京市", "北京", "深圳市", "深圳", "广州市", "广州", "杭州市", "杭州", "苏州市", "苏州",
    "南京市", "南京", "天津市", "天津", "成都市", "成都", "武汉市", "武汉", "西安市", "西安", "宁波市", "宁波",
    "厦门市", "厦门", "青岛市", "青岛", "无锡", "合肥", "香港", "浦东新区", "浦东", "张江", "中国",
)  # fmt: skip
LATIN_FORMS = frozenset(
    [
        "capital",
        "ventures",
        "venture",
        "vc",
        "partners",
        "partner",
        "fund",
        "funds",
        "ltd",
        "limited",
        "inc",
        "llc",
        "lp",
        "llp",
        "co",
        "corp",
        "corporation",
        "company",
        "management",
        "mgmt",
        "investment",
        "investments",
        "investors",
        "group",
        "holding",
        "holdings",
        "advisors",
        "advisers",
        "equity",
        "pe",
        "asset",
        "assets",
        "china",
        "shanghai",
        "beijing",
        "shenzhen",
        "hangzhou",
        "hongkong",
        "hong",
        "kong",
        "asia",
        "the",
        "and",
        "of",
        "private",
        "plc",
        "pte",
    ]
)
# Traditional characters that names of firms are made of; a dictionary of all is not needed to see that they are alike.
SIMPLIFIED = str.maketrans(
    "資創業風險投國華東聯達匯豐龍紅啟啓雲經緯順軟銀賽凱禮來億產環亞時領團實財貝寧廣蘇納遠見長樂鴻鵬陽陸盤鐘錦術醫藥責",
    "资创业风险投国华东联达汇丰龙红启启云经纬顺软银赛凯礼来亿产环亚时领团实财贝宁广苏纳远见长乐鸿鹏阳陆盘钟锦术医药责",
)
RUNS = re.compile(r"[a-z][a-z0-9]*|[0-9\u3400-\u9fff]+")
SITE = re.compile(r"(?:https?://|www\.|@)([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
# Hosts where anybody has an address or a page.
SHARED_HOSTS = frozenset(
    [
        "qq.com",
        "163.com",
        "126.com",
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "sina.com",
        "sina.cn",
        "weibo.com",
        "weixin.qq.com",
        "mp.weixin.qq.com",
        "linkedin.com",
        "sohu.com",
        "yeah.net",
        "foxmail.com",
        "icloud.com",
        "example.com",
        "36kr.com",
        "itjuzi.com",
        "crunchbase.com",
    ]
)
SECOND_LEVEL = frozenset(["com", "net", "org", "gov", "edu", "co", "ac"])
CROWD = 12  # so many of one reduced name tell nothing any more
SHORTEST = 2
REASON_LIMIT = 600


class Ground(StrEnum):
    """Why two may be one, the strongest first."""

    ORGANISATION = "organisation"
    SITE = "site"
    NAME = "name"
    DEALS = "deals"  # a hint beside another ground, never one of its own


WEIGHTS: Mapping[Ground, int] = {Ground.ORGANISATION: 4, Ground.SITE: 3, Ground.NAME: 3, Ground.DEALS: 1}


class AlreadyMerged(DomainError):
    """One of the two is another's name by now."""

    code = "twin_merged"


class CannotKeep(DomainError):
    """The other one has people, or a membership of the alliance: it is the one to keep. `why` names what."""

    code = "twin_keep_other"


class TwoOwners(DomainError):
    """Both have people of their own, or both are of the alliance: two firms' accounts are not made one."""

    code = "twin_two_owners"


class CannotUndo(DomainError):
    """What was kept has been merged into another since: that comes first."""

    code = "twin_undo_later_first"


@dataclass(frozen=True, slots=True)
class Firm:
    """What is compared of an investor. `names`: in both languages; `text`: what it says of itself."""

    id: UUID
    names: tuple[str, ...]
    text: str = ""
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one, `first` the smaller key."""

    first: UUID
    second: UUID
    grounds: tuple[Ground, ...]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[ground] for ground in self.grounds)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides which of two is kept. `member`: it applied to the alliance or is of it."""

    owner: UUID | None
    member: bool
    merged: bool


def core(name: str) -> str:
    """Return what of a name tells the firm from others, empty where nothing does."""
    written = unicodedata.normalize("NFKC", name).translate(SIMPLIFIED).casefold()
    kept = []
    for run in RUNS.findall(written):
        if run.isascii():
            kept += [] if run in LATIN_FORMS else [run]
        elif rest := _without_forms(run):
            kept.append(rest)
    said = "".join(sorted(kept))
    return said if len(said) >= SHORTEST else ""


def _without_forms(run: str) -> str:
    if run in FORMS or run in PLACES:
        return ""
    for place in PLACES:
        if run.startswith(place) and len(run) - len(place) >= SHORTEST:
            run = run.removeprefix(place)
            break
    while True:
        for form in FORMS_LONGEST_FIRST:
            if run.endswith(form) and len(run) - len(form) >= SHORTEST:
                run = run.removesuffix(form)
                break
        else:
            return "" if run in FORMS or run in PLACES else run


FORMS_LONGEST_FIRST = sorted(FORMS, key=len, reverse=True)


def sites(text: str) -> frozenset[str]:
    """Return the domains that a text names as addresses of its own."""
    found = (match.group(1).casefold().rstrip(".") for match in SITE.finditer(text[:20_000]))
    domains = {_domain(host) for host in found if host not in SHARED_HOSTS}
    return frozenset(domain for domain in domains if domain and domain not in SHARED_HOSTS)


def _domain(host: str) -> str:
    parts = host.split(".")
    if len(parts) < SHORTEST or any(not part for part in parts):
        return ""
    deep = len(parts) > SHORTEST and parts[-2] in SECOND_LEVEL
    return ".".join(parts[-3:] if deep else parts[-2:])


def likely(firms: Iterable[Firm]) -> list[Pair]:
    """Return the pairs that may be one firm, the strongest first. Firms are put side by side, not all with all."""
    held = list(firms)
    grounds: dict[tuple[UUID, UUID], set[Ground]] = defaultdict(set)
    for ground, keys in (
        (Ground.NAME, {firm.id: frozenset(filter(None, map(core, firm.names))) for firm in held}),
        (Ground.SITE, {firm.id: sites(firm.text) for firm in held}),
        (Ground.ORGANISATION, {firm.id: frozenset(filter(None, [firm.organisation_id])) for firm in held}),
    ):
        for pair in _sharing(keys):
            grounds[pair].add(ground)
    found = [
        Pair(first, second, tuple(ground for ground in Ground if ground in given))
        for (first, second), given in grounds.items()
    ]
    return sorted(found, key=lambda pair: (-pair.weight, str(pair.first), str(pair.second)))


def _sharing(keys: Mapping[UUID, Iterable[Hashable]]) -> set[tuple[UUID, UUID]]:
    groups: dict[Hashable, list[UUID]] = defaultdict(list)
    for firm, shared in keys.items():
        for key in shared:
            groups[key].append(firm)
    return {
        pair
        for group in groups.values()
        if len(group) <= CROWD
        for pair in itertools.combinations(sorted(group), 2)
    }


def check_kept(kept: Standing, other: Standing) -> None:
    """Raise unless `other` may become a name of `kept`: AlreadyMerged, TwoOwners, CannotKeep."""
    if kept.merged or other.merged:
        raise AlreadyMerged()
    two = kept.owner is not None and other.owner is not None and kept.owner != other.owner
    if two or (kept.member and other.member):
        raise TwoOwners()
    if other.member or (other.owner is not None and kept.owner is None):
        raise CannotKeep()


def in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return two keys as a pair is stored, the smaller first."""
    return (one, other) if one < other else (other, one)


def told_twice(mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> int:
    """Return how many investments both name: a merged past counts each once."""
    return len(set(mine) & set(theirs))
