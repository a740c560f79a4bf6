"""Starting rules of eligibility, from what comparable contests ask (domain.md §3.1)."""

from decimal import Decimal

from contest.kernel.columns import LocalizedText
from contest.seasons.domain import EligibilityRule, Severity
from contest.seasons.domain.eligibility import CompanyAge, Declarations, LeaderShare, PriorPrizes, Revenue

ELIGIBILITY = (
    EligibilityRule(
        code="truth",
        name=LocalizedText("承诺材料真实、知识产权无争议", "Declaration of truth and undisputed rights"),
        message=LocalizedText(
            "请勾选真实性声明。弄虚作假的，取消参赛资格。",
            "Please tick the declaration. False statements lose the right to take part.",
        ),
        params=Declarations(codes=("truth",)),
    ),
    EligibilityRule(
        code="company_age",
        name=LocalizedText("企业成立不超过 10 年", "A company of at most ten years"),
        message=LocalizedText("企业成立时间超过上限。", "The company is older than the limit."),
        params=CompanyAge(max_years=10),
    ),
    EligibilityRule(
        code="revenue",
        name=LocalizedText(
            "上一年度营业收入不超过 2 亿元", "At most CNY 200 million of revenue in the last year"
        ),
        message=LocalizedText("上一年度营业收入超过上限。", "Last year's revenue is above the limit."),
        params=Revenue(max_cents=20_000_000_000),
    ),
    EligibilityRule(
        code="prior_prizes",
        name=LocalizedText("往届总决赛获奖项目不再参赛", "Not a prize winner of an earlier final"),
        message=LocalizedText(
            "往届总决赛获奖项目不能重复参赛。", "Prize winners of earlier finals cannot enter again."
        ),
        params=PriorPrizes(max_prizes=0),
    ),
    EligibilityRule(
        code="leader_share",
        name=LocalizedText("负责人持股不低于 10%", "The leader holds at least 10 %"),
        message=LocalizedText(
            "负责人持股偏低，形式审查时请说明情况。",
            "The leader holds little of the company; please explain at the formal check.",
        ),
        params=LeaderShare(min_percent=Decimal(10)),
        severity=Severity.WARN,
        groups=("early", "growth"),
    ),
)
