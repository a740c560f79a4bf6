"""Step 4: the team and its company. Degrees, papers and schools are not asked (003 十三)."""

from __future__ import annotations

from contest.entry_forms.defaults.building import SUBMIT, ask, both, column, line, text, when
from contest.entry_forms.defaults.options import TIMES
from contest.entry_forms.domain import FieldKind, Section

COMPANY_EXISTS = when("company_name")
ON_LEAVE = when("founder_on_leave")

TEAM = Section(
    code="team",
    label=both(("团队与企业", "Team and company")),
    fields=(
        text(
            "team_intro",
            2000,
            ("团队介绍", "The team"),
            (
                "成员分工及团队优势。不要求填写学历和论文。",
                "Who does what, and why this team. Degrees and papers are not asked for.",
            ),
            required_for=SUBMIT,
            names=True,
        ),
        ask(
            "team_roles",
            FieldKind.TABLE,
            ("核心成员分工", "Who does what"),
            (
                "可填写尚未加入本平台的成员和顾问。",
                "Also people who have not joined here yet, and advisers.",
            ),
            purpose=(
                "用于评审了解团队分工，不作其他用途。",
                "So that judges see how the work is shared; for nothing else.",
            ),
            max_rows=15,
            columns=(
                column("person", FieldKind.LINE, ("姓名", "Name"), limit=40, required=True),
                column("role", FieldKind.LINE, ("职责", "Role"), limit=60, required=True),
                column("time", FieldKind.CHOICE, ("投入", "Time"), options=TIMES),
            ),
            names=True,
        ),
        ask(
            "founder_on_leave",
            FieldKind.FLAG,
            (
                "创始人为离岗创业的高校、科研院所科研人员",
                "A founder is a researcher on leave from a university or research institute",
            ),
            (
                "科研人员经单位同意，可离岗创业三至五年。",
                "With the unit's consent researchers may leave for three to five years to found a company.",
            ),
        ),
        line(
            "research_unit",
            100,
            ("所在单位", "Research unit"),
            required_for=SUBMIT,
            condition=ON_LEAVE,
            purpose=(
                "用于核实单位是否同意离岗创业。",
                "To check that the unit has agreed to the leave.",
            ),
            names=True,
        ),
        ask(
            "unit_consent",
            FieldKind.FILE,
            ("单位同意离岗创业的证明", "The unit's consent to the leave"),
            ("盖章扫描件。", "A scan with the unit's seal."),
            required_for=SUBMIT,
            condition=ON_LEAVE,
        ),
        line(
            "company_name",
            100,
            ("企业名称", "Company name"),
            ("尚未注册企业的，企业信息可不填。", "Leave the company empty if there is none yet."),
            names=True,
        ),
        ask(
            "credit_code",
            FieldKind.CREDIT_CODE,
            ("统一社会信用代码", "Unified social credit code"),
            names=True,
        ),
        ask("company_founded", FieldKind.DATE, ("企业注册日期", "Date of registration")),
        ask(
            "company_district",
            FieldKind.CHOICE,
            ("企业注册区", "District of registration"),
            ("在本市注册的填写。", "For companies registered in Shanghai."),
            source="districts",
            condition=COMPANY_EXISTS,
        ),
        ask(
            "registered_capital",
            FieldKind.AMOUNT,
            ("注册资本", "Registered capital"),
            condition=COMPANY_EXISTS,
        ),
        ask(
            "insured_staff",
            FieldKind.NUMBER,
            ("缴纳社会保险人数", "Staff with social insurance"),
            unit=("人", "people"),
            minimum=0,
            maximum=1_000_000,
            condition=COMPANY_EXISTS,
        ),
        ask(
            "rd_staff",
            FieldKind.NUMBER,
            ("其中研发人员", "Of these in research and development"),
            unit=("人", "people"),
            minimum=0,
            maximum=1_000_000,
            condition=COMPANY_EXISTS,
        ),
        line(
            "tech_sme_number",
            40,
            ("科技型中小企业入库登记编号", "Tech-SME registration number"),
            ("没有可不填。", "Leave empty if there is none."),
            bilingual=False,
            condition=COMPANY_EXISTS,
            names=True,
        ),
        text("awards", 1000, ("获奖情况", "Awards"), ("赛事、年份、名次。", "Contest, year, placing.")),
        ask(
            "prior_prizes",
            FieldKind.NUMBER,
            ("曾在本赛事获奖次数", "Prizes won in this contest before"),
            unit=("次", "times"),
            minimum=0,
            maximum=20,
        ),
        text(
            "public_funding",
            1000,
            ("已获财政支持", "Earlier public funding"),
            (
                "项目名称、年度、金额。同一事项不重复资助。",
                "Programme, year, amount. Support is never paid twice for the same thing.",
            ),
        ),
    ),
)
