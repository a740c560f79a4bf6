"""Starting questions of the formal check (形式审查), from what districts and contests ask (domain.md §3.1)."""

from contest.kernel.columns import LocalizedText
from contest.seasons.domain import CheckDesk, CheckItemPart

CHECK_ITEMS = (
    CheckItemPart(
        code="complete",
        name=LocalizedText("材料真实、完整", "True and complete"),
        guidance=LocalizedText(
            "必填内容齐全，前后一致，与附件相符；存疑之处写明位置。",
            "Everything needed is there, consistent, and agrees with the files; say where there is doubt.",
        ),
        desk=CheckDesk.DISTRICT,
    ),
    CheckItemPart(
        code="conditions",
        name=LocalizedText("符合报名条件", "Meets the conditions of entry"),
        guidance=LocalizedText(
            "对照组别界限、成立年限、营业收入、持股比例等条件；系统“未知”的条件请核对证明材料。",
            "Group, age, revenue and shares; where the system says “unknown”, look at the evidence.",
        ),
        desk=CheckDesk.DISTRICT,
    ),
    CheckItemPart(
        code="place",
        name=LocalizedText("注册地真实无误", "Registered place correct"),
        guidance=LocalizedText(
            "营业执照所载住所与所报赛区、区域一致；尚未注册的选“不适用”。",
            "The licence's address agrees with zone and district; “not applicable” while there is no company.",
        ),
        desk=CheckDesk.DISTRICT,
    ),
    CheckItemPart(
        code="consents",
        name=LocalizedText("声明与授权齐备", "Declarations and consents given"),
        guidance=LocalizedText(
            "真实性声明已勾选；离岗创业人员附有单位同意。自愿授权未勾选不影响通过。",
            "The declaration of truth is ticked; founders on leave have their unit's consent. Voluntary consents are "
            "no condition.",
        ),
        desk=CheckDesk.OFFICE,
    ),
    CheckItemPart(
        code="readable",
        name=LocalizedText("计划书可读、与项目相符", "Plan readable and about this project"),
        guidance=LocalizedText(
            "文件能够打开，页面完整，不含密码；内容与申报项目一致。",
            "The file opens, is whole, has no password, and is about the project that was entered.",
        ),
        desk=CheckDesk.OFFICE,
    ),
    CheckItemPart(
        code="single",
        name=LocalizedText("无待核重复申报", "No open question of double entry"),
        guidance=LocalizedText(
            "同一企业、负责人或实质相同的项目在各渠道只报一次。",
            "One company, leader or project of the same substance enters once over all channels.",
        ),
        desk=CheckDesk.OFFICE,
    ),
)
