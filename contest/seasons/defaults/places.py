"""Zones and channels. Which districts run heats of their own changes every year; these are a start."""

from contest.kernel.columns import LocalizedText
from contest.seasons.domain import ChannelKind, ChannelPart, ZonePart


def _heat(code: str, zh: str, en: str, district: str, quota: int) -> ZonePart:
    return ZonePart(
        code=code,
        name=LocalizedText(f"{zh}赛区", f"{en} zone"),
        district=district,
        own_heat=True,
        quota=quota,
        venue=LocalizedText(f"{zh}区（场地由赛区公布）", f"{en} District (venue announced by the zone)"),
    )


def _overseas(code: str, zh: str, en: str) -> ZonePart:
    return ZonePart(
        code=code,
        name=LocalizedText(f"海外赛区·{zh}", f"Overseas · {en}"),
        overseas=True,
        own_heat=True,
        quota=40,
        venue=LocalizedText("线上路演", "Online pitches"),
    )


ZONES = (
    ZonePart(code="city", name=LocalizedText("市级赛区", "City zone")),
    _heat("pudong", "浦东", "Pudong", "310115", 120),
    _heat("xuhui", "徐汇", "Xuhui", "310104", 90),
    _heat("jingan", "静安", "Jing'an", "310106", 60),
    _heat("yangpu", "杨浦", "Yangpu", "310110", 80),
    _heat("minhang", "闵行", "Minhang", "310112", 90),
    _overseas("overseas_america", "北美站", "North America"),
    _overseas("overseas_europe", "欧洲站", "Europe"),
    _overseas("overseas_asia", "亚太站", "Asia–Pacific"),
)

CHANNELS = (
    ChannelPart(code="open", name=LocalizedText("公开报名", "Open entry"), kind=ChannelKind.OPEN),
    ChannelPart(
        code="domestic", name=LocalizedText("国内赛区", "Domestic zones"), kind=ChannelKind.ZONE_DOMESTIC
    ),
    ChannelPart(
        code="overseas", name=LocalizedText("海外赛区", "Overseas zones"), kind=ChannelKind.ZONE_OVERSEAS
    ),
    ChannelPart(
        code="university", name=LocalizedText("高校推荐", "Universities"), kind=ChannelKind.UNIVERSITY
    ),
    ChannelPart(
        code="partner", name=LocalizedText("合作赛事", "Partner contests"), kind=ChannelKind.PARTNER_CONTEST
    ),
    ChannelPart(
        code="base", name=LocalizedText("海聚基地推荐", "Haiju bases"), kind=ChannelKind.BASE_RECOMMENDATION
    ),
)
