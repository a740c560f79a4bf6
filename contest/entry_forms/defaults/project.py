"""Steps 1 to 3: the project, problem and solution, market and business."""

from __future__ import annotations

from contest.entry_forms.defaults.building import SUBMIT, ask, both, column, line, text
from contest.entry_forms.defaults.options import GROWTH_STAGES, IP_KINDS, IP_STATES
from contest.entry_forms.domain import FieldKind, RequiredFor, Section

PROJECT = Section(
    code="project",
    label=both(("项目", "Project")),
    fields=(
        line(
            "name",
            60,
            ("项目名称", "Project name"),
            ("中英文任填一种即可，评委均可阅读。", "One language is enough; judges read both."),
            required_for=RequiredFor.DRAFT,
        ),
        line(
            "intro",
            120,
            ("一句话介绍", "In one sentence"),
            ("用一句话说清做什么、为谁做。", "What it is and for whom, as you would say it in a lift."),
            required_for=SUBMIT,
        ),
        ask("track_code", FieldKind.CHOICE, ("赛道", "Track"), source="tracks", required_for=SUBMIT),
        ask("group_code", FieldKind.CHOICE, ("组别", "Group"), source="groups", required_for=SUBMIT),
        ask(
            "zone_code",
            FieldKind.CHOICE,
            ("赛区", "Zone"),
            (
                "部分赛区自办分赛，截止时间可能不同。",
                "Some zones run their own heats and have their own deadline.",
            ),
            source="zones",
            required_for=SUBMIT,
        ),
        ask(
            "channel_code",
            FieldKind.CHOICE,
            ("报名渠道", "Channel"),
            (
                "您通过何种渠道报名，该信息将随项目保留。",
                "How you came to the contest. It stays with the project.",
            ),
            source="channels",
            required_for=SUBMIT,
        ),
        ask(
            "growth_stage",
            FieldKind.CHOICE,
            ("发展阶段", "Growth stage"),
            options=GROWTH_STAGES,
            required_for=SUBMIT,
        ),
        ask(
            "keywords",
            FieldKind.TAGS,
            ("关键词", "Keywords"),
            (
                "用逗号或顿号分隔，例如：固态电池、电解质。",
                "Separated by commas, for example: solid-state battery, electrolyte.",
            ),
            limit=8,
        ),
    ),
)

SOLUTION = Section(
    code="solution",
    label=both(("问题与方案", "Problem and solution")),
    fields=(
        text("problem", 2000, ("要解决的问题", "Problem"), required_for=SUBMIT),
        text("solution", 3000, ("解决方案", "Solution"), required_for=SUBMIT),
        text(
            "technology",
            3000,
            ("技术", "Technology"),
            (
                "创新点及所处阶段：原理、样机或产品。",
                "What is new, and how far it is: principle, prototype, product.",
            ),
            required_for=SUBMIT,
        ),
        text(
            "intellectual_property",
            2000,
            ("知识产权", "Intellectual property"),
            (
                "说明知识产权布局及权属；具体清单填入下表。",
                "How what you own protects you, and whose it is; the list itself goes into the table below.",
            ),
        ),
        ask(
            "ip_rights",
            FieldKind.TABLE,
            ("知识产权清单", "List of intellectual property"),
            (
                "权属存在争议的请勿填写。尚在申请中的，填写申请号。",
                "Leave out what is in dispute. For what is only filed, give the filing number.",
            ),
            max_rows=30,
            columns=(
                column("kind", FieldKind.CHOICE, ("类型", "Type"), options=IP_KINDS, required=True),
                column("name", FieldKind.LINE, ("名称", "Title"), limit=120, required=True),
                column("number", FieldKind.LINE, ("编号", "Number"), limit=60),
                column("owner", FieldKind.LINE, ("权利人", "Owner"), limit=100),
                column("status", FieldKind.CHOICE, ("状态", "Status"), options=IP_STATES),
            ),
            names=True,
        ),
    ),
)

MARKET = Section(
    code="market",
    label=both(("市场与商业", "Market and business")),
    fields=(
        text("market", 2000, ("市场", "Market"), required_for=SUBMIT),
        text("competitors", 2000, ("竞争情况", "Competitors")),
        text("business_model", 2000, ("商业模式", "Business model"), required_for=SUBMIT),
        text(
            "traction",
            2000,
            ("营收与进展", "Revenue and progress"),
            (
                "客户、订单，以及近三年营收（如有）。",
                "Customers, orders, revenue of the last three years where there is any.",
            ),
        ),
    ),
)
