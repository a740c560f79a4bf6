"""What a placing brings. Amounts and headcounts are those of the third contest: examples, to be replaced."""

from contest.kernel.columns import LocalizedText
from contest.seasons.domain import BenefitPart, StageCode

TOP_AWARD = LocalizedText("金聚奖", "Gold Ju Award")
AWARDS = LocalizedText("总决赛获奖项目", "Prize winners of the final")
FINALISTS = LocalizedText("总决赛入围项目", "Finalists")
YUAN = 100
MILLION = 1_000_000 * YUAN

BENEFITS = (
    BenefitPart(
        code="prize_money",
        name=LocalizedText("奖金", "Prize money"),
        description=LocalizedText("按奖项等级发放，3 万至 10 万元。", "CNY 30,000 to 100,000 by rank."),
        stage_code=StageCode.FINAL,
        award=AWARDS,
        amount_max_cents=100_000 * YUAN,
        example=True,
    ),
    BenefitPart(
        code="talent_plan",
        name=LocalizedText("人才计划支持", "Talent-plan support"),
        description=LocalizedText(
            "入选人才计划的给予资助，并优先推荐国家级计划。",
            "Funding for those admitted to a talent plan, and priority recommendation to national plans.",
        ),
        stage_code=StageCode.FINAL,
        award=AWARDS,
        amount_max_cents=MILLION,
        example=True,
    ),
    BenefitPart(
        code="talent_credit",
        name=LocalizedText("高层次人才信用贷", "Talent credit loan"),
        description=LocalizedText("以人才信用获得贷款授信。", "A credit line on the strength of the talent."),
        stage_code=StageCode.FINAL,
        award=AWARDS,
        amount_max_cents=10 * MILLION,
        example=True,
    ),
    BenefitPart(
        code="company_credit",
        name=LocalizedText("企业信用贷", "Company credit loan"),
        description=LocalizedText("面向获奖企业的信用贷款。", "A credit loan for winning companies."),
        stage_code=StageCode.FINAL,
        award=AWARDS,
        amount_max_cents=30 * MILLION,
        example=True,
    ),
    BenefitPart(
        code="residence",
        name=LocalizedText("优先落户", "Priority household registration"),
        description=LocalizedText("含团队核心成员。", "Core members of the team included."),
        stage_code=StageCode.FINAL,
        award=TOP_AWARD,
        awards=2,
        people_per_team=5,
        example=True,
    ),
    BenefitPart(
        code="apartments",
        name=LocalizedText("人才公寓", "Talent apartments"),
        description=LocalizedText(
            "优先入住市、区人才公寓。", "Priority in the city's and districts' talent apartments."
        ),
        stage_code=StageCode.FINAL,
        award=AWARDS,
        people_per_team=3,
        example=True,
    ),
    BenefitPart(
        code="suggestion_list",
        name=LocalizedText("人才计划建议人选", "Suggested candidates for talent plans"),
        description=LocalizedText(
            "复赛优胜项目负责人列入市级人才计划建议人选。",
            "Leaders of winners of the second round join the city's list of suggested candidates.",
        ),
        stage_code=StageCode.SECOND_ROUND,
        award=LocalizedText("复赛优胜项目负责人", "Leaders of winners of the second round"),
        people_per_team=1,
    ),
    BenefitPart(
        code="landing",
        name=LocalizedText("优先落地服务", "Priority landing"),
        description=LocalizedText(
            "海聚基地作为优先落地服务基地，提供空间、注册与政策对接。",
            "Haiju bases serve winners first: space, registration, policies.",
        ),
        stage_code=StageCode.SEMIFINAL,
        award=FINALISTS,
    ),
    BenefitPart(
        code="project_pool",
        name=LocalizedText("创投联盟项目库", "Venture-alliance project pool"),
        description=LocalizedText(
            "进入海聚英才创投联盟项目库，对接投资机构与创业导师。",
            "A place in the project pool of the Haiju venture alliance; introductions to investors, mentors.",
        ),
        stage_code=StageCode.SEMIFINAL,
        award=FINALISTS,
    ),
)
