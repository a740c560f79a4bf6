"""The six tracks of the fourth and fifth contest and the three growth groups (domain.md §2.1)."""

from contest.kernel.columns import LocalizedText
from contest.seasons.domain import GroupPart, GrowthStage, TrackPart

TRACKS = (
    TrackPart(
        code="future_intelligence",
        name=LocalizedText("未来智能", "Future intelligence"),
        description=LocalizedText(
            "通用人工智能与大模型、具身智能与人形机器人、脑机接口、量子信息、下一代计算与智能终端。",
            "General AI and large models, embodied intelligence and humanoid robots, brain–computer "
            "interfaces, quantum information, next-generation computing and smart devices.",
        ),
    ),
    TrackPart(
        code="information_technology",
        name=LocalizedText("信息技术", "Information technology"),
        description=LocalizedText(
            "集成电路设计、制造与设备材料，基础软件与工业软件，网络与数据安全，空天信息与下一代通信。",
            "Integrated circuits from design to equipment and materials, system and industrial software, "
            "network and data security, space–air information and next-generation communication.",
        ),
    ),
    TrackPart(
        code="life_health",
        name=LocalizedText("生命健康", "Life and health"),
        description=LocalizedText(
            "创新药与细胞基因治疗、合成生物、高端医疗器械、体外诊断、数字医疗与脑科学。",
            "Novel drugs, cell and gene therapy, synthetic biology, advanced medical devices, in-vitro "
            "diagnostics, digital medicine and brain science.",
        ),
    ),
    TrackPart(
        code="green",
        name=LocalizedText("绿色环保", "Green technology"),
        description=LocalizedText(
            "新型储能与氢能、光伏与先进核能、碳捕集利用、资源循环、绿色材料与节能装备。",
            "New energy storage and hydrogen, photovoltaics and advanced nuclear, carbon capture and use, "
            "circular resources, green materials and energy-saving equipment.",
        ),
    ),
    TrackPart(
        code="advanced_equipment",
        name=LocalizedText("高端装备制造", "Advanced equipment"),
        description=LocalizedText(
            "智能制造与工业机器人、航空航天与低空经济、海洋工程装备、智能网联汽车、精密仪器与关键零部件。",
            "Smart manufacturing and industrial robots, aerospace and the low-altitude economy, marine "
            "equipment, connected vehicles, precision instruments and key components.",
        ),
    ),
    TrackPart(
        code="culture_agritech",
        name=LocalizedText("文化创意与农业科技", "Culture and agritech"),
        description=LocalizedText(
            "数字内容与文化科技、时尚与设计、文旅体验，以及现代种业、智慧农业与食品科技。",
            "Digital content and cultural technology, fashion and design, travel experience; modern seed "
            "breeding, smart farming and food technology.",
        ),
    ),
)

GROUPS = (
    GroupPart(
        code="seed",
        name=LocalizedText("种子组", "Seed group"),
        description=LocalizedText(
            "创意或样机阶段，可以尚未成立企业；已成立的不超过 2 年。",
            "An idea or a prototype, with or without a company; a company is at most two years old.",
        ),
        growth_stages=(GrowthStage.SEED,),
        max_company_age=2,
    ),
    GroupPart(
        code="early",
        name=LocalizedText("初创组", "Start-up group"),
        description=LocalizedText(
            "产品已成形、市场起步，企业成立不超过 5 年。",
            "A product and first customers; the company is at most five years old.",
        ),
        growth_stages=(GrowthStage.EARLY,),
        max_company_age=5,
    ),
    GroupPart(
        code="growth",
        name=LocalizedText("成长组", "Growth group"),
        description=LocalizedText(
            "商业模式经过验证、规模增长，企业成立不超过 10 年。",
            "A proven model that grows; the company is at most ten years old.",
        ),
        growth_stages=(GrowthStage.GROWTH,),
        max_company_age=10,
    ),
)
