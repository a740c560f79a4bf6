"""The case of the exercise: a made-up entry with strengths and weaknesses placed on purpose, and a reference for it.

The reference is given for the criteria of the contest's own rubric, as a share of a criterion's maximum, with the
places in the case it rests on. Of criteria that a season adds it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from contest.kernel.localized import LocalizedText

VERSION = "2026-1"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the made-up entry."""

    heading: LocalizedText
    text: LocalizedText


@dataclass(frozen=True, slots=True)
class Reference:
    """What an experienced panel would give, as a share of the maximum, and why."""

    share: Decimal
    reason: LocalizedText


LESSONS = (
    Section(
        LocalizedText("先读材料，再看标准", "Read first, then look at the criteria"),
        LocalizedText(
            "逐项依据申报材料打分。材料没有写的，不推测、不补充；写了但没有依据的，按没有依据处理。",
            "Mark each criterion by what was handed in. What is not there is neither guessed nor added; what is "
            "claimed without support counts as unsupported.",
        ),
    ),
    Section(
        LocalizedText("用好分档", "Use the bands"),
        LocalizedText(
            "先判断属于哪一档，再在档内定分。敢于拉开差距：所有项目都给同一档，等于没有评。",
            "Choose the band, then the mark within it. Dare to differ: the same band for everybody is no judgement.",
        ),
    ),
    Section(
        LocalizedText("各项分开打", "Keep the criteria apart"),
        LocalizedText(
            "不因团队出众而抬高商业价值，也不因行文平淡而压低创新性。学历、论文不作门槛。",
            "A strong team does not raise the business value, plain wording does not lower the innovation. Degrees "
            "and papers are no threshold.",
        ),
    ),
    Section(
        LocalizedText("先想回避", "Think of conflicts first"),
        LocalizedText(
            "打开项目后如发现任职、投资、辅导、亲属等关系，立即停止阅读并申请回避，不必说明评价。",
            "If you find a tie – employment, investment, mentoring, kinship – stop reading and step back at once; "
            "no opinion is needed.",
        ),
    ),
    Section(
        LocalizedText("评语写给团队看", "Write comments for the team"),
        LocalizedText(
            "写一处长处、一处不足、一条可做的建议。不写个人信息，不写与其他项目的比较。",
            "One strength, one weakness, one thing to do. No personal data, no comparison with other entries.",
        ),
    ),
)

CASE = (
    Section(
        LocalizedText("项目简介", "In short"),
        LocalizedText(
            "潮汐膜：用于工业循环水的低压脱盐膜组件。团队称同等产水量下能耗比现有组件低 35%，已在两家工厂试装。",
            "Tidal Membrane: a low-pressure desalination module for industrial cooling water. The team claims 35 "
            "% less "
            "energy for the same output and has trial installations at two plants.",
        ),
    ),
    Section(
        LocalizedText("技术", "Technology"),
        LocalizedText(
            "核心为带电荷梯度的复合膜层，两项发明专利已授权、一项在审，权利人为公司。能耗数据来自第三方检测报告"
            "（连续运行 400 小时）；膜寿命只有 90 天的自测数据，尚无长期衰减曲线。",
            "A composite layer with a charge gradient; two patents granted, one pending, owned by the company. "
            "The energy "
            "figure comes from a third-party test over 400 hours; the lifetime rests on 90 days of the team's own "
            "tests, and there is no long-term decay curve.",
        ),
    ),
    Section(
        LocalizedText("市场与商业模式", "Market and business"),
        LocalizedText(
            "引用的市场规模为全国工业水处理总额，未说明其中循环水脱盐的份额。试装客户中一家已签 120 万元采购合同，"
            "另一家为免费试用。售价比进口组件低 20%，毛利测算未计更换与售后成本。",
            "The market quoted is all of the country's industrial water treatment; the share of cooling water is not "
            "given. One trial customer has signed an order of 1.2 million yuan, the other uses it free of "
            "charge. The "
            "price is 20 % below imports; the margin leaves out replacement and service.",
        ),
    ),
    Section(
        LocalizedText("团队", "Team"),
        LocalizedText(
            "创始人有九年膜材料研发和产线经验，全职；工艺负责人全职；市场由创始人兼任，财务外包。股权集中，"
            "核心成员已签竞业和知识产权协议。",
            "The founder has nine years in membrane research and production, full time; the head of process is "
            "full time; "
            "the founder also sells, accounting is outsourced. Shares are concentrated, and the core members have "
            "signed non-compete and invention agreements.",
        ),
    ),
    Section(
        LocalizedText("进展与计划", "Progress and plan"),
        LocalizedText(
            "上年收入 64 万元，账面现金可支撑七个月。计划十二个月内建成年产 2 万支中试线，融资 1500 万元，"
            "尚无意向投资方；"
            "风险一节只有一句话。",
            "Revenue of 640,000 yuan last year, cash for seven months. A pilot line of 20,000 modules a year is "
            "planned "
            "within twelve months with 15 million yuan of funding, and no investor yet; the section on risks has one "
            "sentence.",
        ),
    ),
    Section(
        LocalizedText("社会效益", "Benefit"),
        LocalizedText(
            "按试装数据推算，每万吨循环水年节电约 1.1 万度，计算过程附后；可带动本地膜支架供应商两家。",
            "By the trial data every 10,000 tonnes of cooling water save about 11,000 kWh a year, with the "
            "calculation "
            "attached; two local suppliers of frames would gain.",
        ),
    ),
)

REFERENCES = {
    "innovation": Reference(
        Decimal("0.84"),
        LocalizedText(
            "有已授权专利和第三方能耗检测，优势成立，属优秀档下沿；寿命仅有 90 天自测，不宜给到高位。",
            "Granted patents and a third-party test support the advantage: the lower end of the top band. The "
            "lifetime "
            "rests on 90 days of own tests, so no higher.",
        ),
    ),
    "value": Reference(
        Decimal("0.66"),
        LocalizedText(
            "有一份真实采购合同，需求得到验证；但市场口径过宽，毛利未计售后与更换成本，免费试用不能算作销售。",
            "One real order proves the need; but the market is drawn too wide, the margin leaves costs out, and "
            "free use "
            "is no sale.",
        ),
    ),
    "team": Reference(
        Decimal("0.74"),
        LocalizedText(
            "研发与工艺经验扎实且全职，协议齐备；市场无专人、财务外包，互补性不足，属良好档。",
            "Sound experience in research and process, full time, agreements in place; nobody for sales and "
            "outsourced "
            "accounting: a good team that is not balanced.",
        ),
    ),
    "prospects": Reference(
        Decimal("0.55"),
        LocalizedText(
            "现金仅够七个月，中试线和融资计划缺乏支撑，风险一节几乎空白；已有收入，不至于最低档。",
            "Cash for seven months, a plan without an investor, next to nothing on risks; there is revenue, so "
            "not the "
            "lowest band.",
        ),
    ),
    "social_value": Reference(
        Decimal("0.76"),
        LocalizedText(
            "节电量有数据和计算过程，可核验；带动就业和产业的表述较弱。",
            "The saving rests on data and a calculation one can check; what is said of industry and jobs is thin.",
        ),
    ),
}
