"""The confidentiality and recusal undertaking a judge signs before the first entry is shown.

A judge signs both languages of one version; the digest of exactly that text is kept with the signature. A changed
text is a new version: what was signed before stays what it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from contest.kernel.localized import LocalizedText


@dataclass(frozen=True, slots=True)
class Undertaking:
    """One version of the text; `clauses` in their order."""

    version: str
    title: LocalizedText
    opening: LocalizedText
    clauses: tuple[LocalizedText, ...]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the text in its canonical form (JSON, UTF-8, sorted keys, no blanks)."""
        content = {
            "version": self.version,
            "title": self.title.as_dict(),
            "opening": self.opening.as_dict(),
            "clauses": [clause.as_dict() for clause in self.clauses],
        }
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


UNDERTAKING = Undertaking(
    version="2026-1",
    title=LocalizedText("评审保密与回避承诺书", "Undertaking of confidentiality and recusal"),
    opening=LocalizedText(
        "本人受邀担任大赛评委，已知悉评审纪律，现郑重承诺：",
        "I have been invited to judge in the contest, I know its rules of conduct, and I undertake:",
    ),
    clauses=(
        LocalizedText(
            "对参赛项目的申报材料、商业计划、技术资料及评审过程、评分和意见严格保密，不复制、不外传，不用于评审以外的任何用途。",
            "to keep everything confidential that I learn as a judge – applications, business plans, technical "
            "material, deliberations, scores and comments – not to copy it, pass it on or use it for any purpose "
            "other than judging;",
        ),
        LocalizedText(
            "凡与参赛项目存在任职、投资、辅导、同一基地、亲属或其他可能影响公正评审的关系，主动申报并回避，不查看、不评分、不打听。",
            "to declare of my own accord any tie to an entry – employment, investment, mentoring, a shared base, "
            "kinship or any other that may affect fair judging – and to withdraw from it: not to read it, score it "
            "or ask about it;",
        ),
        LocalizedText(
            "独立、客观、公正评分，不与其他评委串通，不受任何单位或个人干预。",
            "to score independently, objectively and fairly, without collusion with other judges and without "
            "yielding to interference by any organisation or person;",
        ),
        LocalizedText(
            "不私下接触参赛团队及其利益相关方，不收受礼品、礼金、宴请或其他利益。",
            "to have no private contact with teams or their interested parties, and to accept no gifts, money, "
            "hospitality or other benefits;",
        ),
        LocalizedText(
            "不将评审账号交由他人使用，不由他人代为评审。",
            "not to let anybody else use my account, and not to have anybody else judge in my place;",
        ),
        LocalizedText(
            "如有违反，接受取消评委资格、评分作废等处理，并依法承担相应责任。",
            "to accept, should I act against this, that I lose my place as a judge, that my scores are void, and "
            "that I answer for it under the law.",
        ),
    ),
)
