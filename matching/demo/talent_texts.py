"""What the people of the demonstration offer, and what its winners lack."""

from __future__ import annotations

from dataclasses import dataclass

from contest.kernel.columns import LocalizedText
from matching.team_gaps.domain import GapRole


@dataclass(frozen=True, slots=True)
class TalentText:
    """One kind of person who offers themselves."""

    headline: LocalizedText
    text: LocalizedText
    roles: tuple[GapRole, ...]
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedText:
    """One kind of gap."""

    role: GapRole
    text: LocalizedText


TALENTS: tuple[TalentText, ...] = (
    TalentText(
        LocalizedText("科技企业总经理", "general manager of technology firms"),
        LocalizedText(
            "带领两家硬科技企业从样机走到年销售过亿，熟悉融资、产能建设和团队搭建，愿意与科学家合伙。",
            "Took two deep-tech firms from prototype to nine-digit sales; raises money, builds plants and teams,"
            " likes to work beside scientists.",
        ),
        (GapRole.GENERAL_MANAGER, GapRole.OPERATIONS),
        ("advanced_equipment", "future_intelligence"),
    ),
    TalentText(
        LocalizedText("医疗器械临床负责人", "clinical lead for medical devices"),
        LocalizedText(
            "主持过十余项多中心临床试验，熟悉方案设计、伦理申报和临床基地协调，涵盖影像、介入与体外诊断。",
            "Ran more than ten multi-centre trials: protocols, ethics, sites, in imaging, intervention and IVD.",
        ),
        (GapRole.CLINICAL,),
        ("life_health",),
    ),
    TalentText(
        LocalizedText("医疗器械注册法规负责人", "regulatory affairs for medical devices"),
        LocalizedText(
            "完成三类器械国内注册和欧盟 CE 认证多项，熟悉创新医疗器械特别审查程序和质量体系考核。",
            "Brought class III devices through registration in China and CE marking; knows the green channel and"
            " quality system audits.",
        ),
        (GapRole.REGULATORY,),
        ("life_health",),
    ),
    TalentText(
        LocalizedText("医院渠道销售负责人", "sales lead for hospitals"),
        LocalizedText(
            "十二年医院和经销商渠道经验，组建过三十人的销售团队，熟悉挂网、招采和医保准入。",
            "Twelve years of hospital and distributor sales; built a team of thirty; tenders and reimbursement.",
        ),
        (GapRole.SALES,),
        ("life_health",),
    ),
    TalentText(
        LocalizedText("工业客户销售负责人", "sales lead for industrial customers"),
        LocalizedText(
            "长期服务汽车和半导体产线客户，擅长从试用到批量订单的大客户销售。",
            "Serves automotive and chip plants; turns trials into volume orders.",
        ),
        (GapRole.SALES, GapRole.PRODUCT),
        ("advanced_equipment", "information_technology"),
    ),
    TalentText(
        LocalizedText("科创企业财务负责人", "CFO for technology firms"),
        LocalizedText(
            "主导过三轮股权融资和一次科创板申报，熟悉研发费用归集、股权激励和外币基金架构。",
            "Led three equity rounds and one STAR market filing; R&D accounting, option plans, offshore funds.",
        ),
        (GapRole.FINANCE,),
    ),
    TalentText(
        LocalizedText("人工智能技术负责人", "CTO for artificial intelligence"),
        LocalizedText(
            "带过五十人的算法与平台团队，做过多模态模型训练、端侧部署和数据合规。",
            "Led fifty people in algorithms and platforms: multimodal training, edge deployment, data compliance.",
        ),
        (GapRole.TECHNOLOGY, GapRole.RESEARCH),
        ("future_intelligence", "information_technology"),
    ),
    TalentText(
        LocalizedText("制造与供应链负责人", "production and supply chain lead"),
        LocalizedText(
            "从试制线到年产十万台的工厂建设经验，熟悉精益生产、关键物料国产化和质量管理。",
            "From pilot line to a plant of 100,000 units a year; lean production, local sourcing, quality.",
        ),
        (GapRole.PRODUCTION, GapRole.OPERATIONS),
        ("advanced_equipment", "green"),
    ),
    TalentText(
        LocalizedText("新能源项目运营负责人", "operations lead for clean energy"),
        LocalizedText(
            "负责过储能和氢能示范项目的交付运营，熟悉并网、碳资产和园区客户。",
            "Delivered storage and hydrogen pilots; grid connection, carbon assets, industrial parks.",
        ),
        (GapRole.OPERATIONS, GapRole.GENERAL_MANAGER),
        ("green",),
    ),
    TalentText(
        LocalizedText("海外市场负责人", "business abroad"),
        LocalizedText(
            "在新加坡和慕尼黑工作八年，建立过东南亚和欧洲的代理网络，英语、德语工作。",
            "Eight years in Singapore and Munich; built partner networks in South-East Asia and Europe.",
        ),
        (GapRole.OVERSEAS, GapRole.SALES),
    ),
    TalentText(
        LocalizedText("知识产权与法务负责人", "legal affairs and intellectual property"),
        LocalizedText(
            "处理过高校成果转化的权属安排、专利布局和跨境许可，熟悉职务科技成果单列管理。",
            "Ownership of university inventions, patent portfolios, cross-border licences.",
        ),
        (GapRole.LEGAL,),
    ),
    TalentText(
        LocalizedText("消费品牌产品负责人", "product lead for consumer brands"),
        LocalizedText(
            "做过农业食品和文创品牌从零到一的产品定义、定价和渠道试点。",
            "Took food and culture brands from nothing to shelves: definition, price, pilots.",
        ),
        (GapRole.PRODUCT, GapRole.PEOPLE),
        ("culture_agritech",),
    ),
)  # fmt: skip
WANTED: tuple[WantedText, ...] = (
    WantedText(
        GapRole.GENERAL_MANAGER,
        LocalizedText(
            "团队以科研人员为主，希望有一位懂产业化和融资的总经理共同创业。",
            "We are scientists and look for a general manager who knows production and fund-raising.",
        ),
    ),
    WantedText(
        GapRole.SALES,
        LocalizedText("负责首批客户的开拓和销售团队的搭建。", "Win the first customers and build the sales team."),
    ),
    WantedText(
        GapRole.FINANCE,
        LocalizedText("主导下一轮融资，建立财务与股权激励制度。", "Lead the next round; set up accounts and options."),
    ),
    WantedText(
        GapRole.PRODUCTION,
        LocalizedText(
            "把样机带到小批量试产，落实关键物料供应。", "Take the prototype to pilot production and secure parts."
        ),
    ),
    WantedText(
        GapRole.REGULATORY,
        LocalizedText("负责产品注册与质量体系建设。", "Own product registration and the quality system."),
    ),
    WantedText(
        GapRole.CLINICAL,
        LocalizedText("设计并组织多中心临床试验。", "Design and run multi-centre clinical trials."),
    ),
    WantedText(
        GapRole.OVERSEAS,
        LocalizedText("开拓东南亚和欧洲市场，建立代理渠道。", "Open South-East Asia and Europe with partners."),
    ),
    WantedText(
        GapRole.TECHNOLOGY,
        LocalizedText("带领算法与工程团队完成平台化。", "Lead algorithms and engineering to a platform."),
    ),
)  # fmt: skip
