"""Purposes that need a consent, and the wordings people were shown (个人信息保护法 arts. 14, 15, 17, 25).

A wording never changes: a new one is added, and whoever agreed to an earlier one is known to have agreed to that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contest.kernel.localized import LocalizedText


class Purpose(StrEnum):
    """What personal data are used for. Each is agreed to, and taken back, by itself."""

    ACCOUNT = "account"
    BASES = "consent_bases"
    MATCHING = "consent_matching"
    PUBLICATION = "consent_publication"
    TALENT = "consent_talent"


@dataclass(frozen=True, slots=True)
class Wording:
    """What was asked, from which day."""

    version: int
    since: date
    text: LocalizedText

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of both languages, which proves what somebody agreed to."""
        return hashlib.sha256(f"{self.text.zh}\n{self.text.en}".encode()).hexdigest()


WORDINGS: dict[Purpose, tuple[Wording, ...]] = {
    Purpose.ACCOUNT: (
        Wording(
            1,
            date(2026, 1, 1),
            LocalizedText(
                "我已阅读《个人信息保护说明》，同意为报名参赛、评审、对接和通知之目的处理我填写的姓名、联系方式和账户信息。",
                "I have read the privacy notice and agree that my name, contacts and account are processed for "
                "entering, judging, matching and notices.",
            ),
        ),
    ),
    Purpose.BASES: (
        Wording(
            1,
            date(2026, 1, 1),
            LocalizedText(
                "同意向海聚基地展示项目简介，供其推荐复赛直通车。",
                "We agree that certified bases see the project's outline, to nominate it for a direct slot.",
            ),
        ),
    ),
    Purpose.MATCHING: (
        Wording(
            1,
            date(2026, 1, 1),
            LocalizedText(
                "同意在获奖后将项目资料用于匹配园区、投资机构和导师；可随时关闭画像推荐。",
                "We agree that the project is matched with parks, investors and mentors once it wins; "
                "profiling can be switched off at any time.",
            ),
        ),
        Wording(
            2,
            date(2026, 11, 29),
            LocalizedText(
                "同意在获奖后或进入海聚英才创投联盟项目库后，将项目资料用于匹配园区、投资机构和导师；可随时撤回，也可随时关闭画像推荐。",
                "We agree that the project is matched with parks, investors and mentors once it wins or is in the "
                "project pool of the Haiju venture alliance; this can be taken back, and profiling switched off, at "
                "any time.",
            ),
        ),
    ),
    Purpose.PUBLICATION: (
        Wording(
            1,
            date(2026, 1, 1),
            LocalizedText(
                "单独同意在公示和获奖名单中公开项目、企业和团队负责人名称。",
                "We agree, separately, that names of project, company and leader are published in result lists.",
            ),
        ),
    ),
    Purpose.TALENT: (
        Wording(
            1,
            date(2026, 11, 1),
            LocalizedText(
                "我同意向已公布获奖的团队展示我的自荐内容，不显示姓名和联系方式，直至本人撤回或信息过期。",
                "I agree that teams with a public win see what I offer, without my name and contacts, until I take "
                "it back or it lapses.",
            ),
        ),
        Wording(
            2,
            date(2026, 11, 29),
            LocalizedText(
                "我同意向已公布获奖或已进入海聚英才创投联盟项目库的团队展示我的自荐内容，不显示姓名和联系方式，直至本人撤回或信息过期。",
                "I agree that teams with a public win or in the project pool of the Haiju venture alliance see what I "
                "offer, without my name and contacts, until I take it back or it lapses.",
            ),
        ),
    ),
}


def current(purpose: Purpose) -> Wording:
    """Return the wording people are asked with now."""
    return WORDINGS[purpose][-1]


def wording(purpose: Purpose, version: int) -> Wording:
    """Return a wording by its version."""
    return next(found for found in WORDINGS[purpose] if found.version == version)
