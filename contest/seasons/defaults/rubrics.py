"""The template's rubric with its bands of marks, and the one for the seed group."""

from __future__ import annotations

from decimal import Decimal

from contest.kernel.columns import LocalizedText
from contest.seasons.domain import Anchor, Criterion, RubricVariant

# The four bands of domain.md §3.2; what they mean is ours.
BANDS = (
    Anchor(
        name=LocalizedText("优秀", "Excellent"),
        low=Decimal(85),
        guidance=LocalizedText(
            "在同类项目中居于前列，有充分证据支持。",
            "Among the best of its kind, well supported by evidence.",
        ),
    ),
    Anchor(
        name=LocalizedText("良好", "Good"),
        low=Decimal(70),
        guidance=LocalizedText(
            "明显优于一般项目，仍有可改进之处。", "Clearly better than most, with room to improve."
        ),
    ),
    Anchor(
        name=LocalizedText("一般", "Fair"),
        low=Decimal(55),
        guidance=LocalizedText("达到基本要求，特点不突出。", "Meets what is asked, without standing out."),
    ),
    Anchor(
        name=LocalizedText("差", "Poor"),
        low=Decimal(0),
        guidance=LocalizedText(
            "未达到基本要求，或缺少依据。", "Does not meet what is asked, or nothing supports it."
        ),
    ),
)

# The dimensions that repeat in the published heats (domain.md §2.2); the weights are ours.
RUBRIC = (
    Criterion(
        code="innovation",
        name=LocalizedText("创新性", "Innovation"),
        guidance=LocalizedText(
            "技术或模式的原创程度、先进性与壁垒；知识产权是否清晰。",
            "How original and advanced the technology or model is, how well protected, how clear its rights.",
        ),
        weight=Decimal(30),
        anchors=BANDS,
    ),
    Criterion(
        code="value",
        name=LocalizedText("应用与商业价值", "Application and business value"),
        guidance=LocalizedText(
            "解决的问题是否真实，市场空间、商业模式与落地路径是否成立。",
            "Whether the problem is real, and market, model and way to the market hold.",
        ),
        weight=Decimal(25),
        anchors=BANDS,
    ),
    Criterion(
        code="team",
        name=LocalizedText("团队", "Team"),
        guidance=LocalizedText(
            "核心成员的能力、互补与投入；不以学历、论文作为门槛。",
            "Ability, balance and commitment of the core members; degrees and papers are no threshold.",
        ),
        weight=Decimal(20),
        anchors=BANDS,
    ),
    Criterion(
        code="prospects",
        name=LocalizedText("发展现状与前景", "Progress and prospects"),
        guidance=LocalizedText(
            "已取得的进展、财务与融资情况、未来规划的可行性与风险控制。",
            "What has been reached, finances and funding, how feasible the plan is, how risks are handled.",
        ),
        weight=Decimal(15),
        anchors=BANDS,
    ),
    Criterion(
        code="social_value",
        name=LocalizedText("社会价值", "Social value"),
        guidance=LocalizedText(
            "对就业、产业带动、绿色低碳与城市发展的贡献。",
            "What it brings to employment, industry, low-carbon development and the city.",
        ),
        weight=Decimal(10),
        anchors=BANDS,
    ),
)
# A seed project has little to show yet: people and idea count for more, figures for less (分类评价, 003 §十三).
SEED_WEIGHTS = {"innovation": 35, "value": 20, "team": 30, "prospects": 5, "social_value": 10}
SEED = RubricVariant(
    code="seed",
    name=LocalizedText("种子组评分标准", "Criteria for the seed group"),
    groups=("seed",),
    criteria=tuple(one.model_copy(update={"weight": Decimal(SEED_WEIGHTS[one.code])}) for one in RUBRIC),
)
