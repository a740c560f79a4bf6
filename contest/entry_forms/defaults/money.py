"""Step 5: finances, rounds, shares, what is sought, what is needed and where to land."""

from __future__ import annotations

from contest.entry_forms.defaults.building import SUBMIT, ask, both, column, line, text
from contest.entry_forms.defaults.options import FINANCINGS, HOLDERS, NEEDS, ROUNDS
from contest.entry_forms.domain import FieldKind, Section
from contest.entry_forms.domain.vocabulary import MOST_SPACE, WANTED_SPACE

MOST_LOSS = -10_000_000  # 万元

MONEY = Section(
    code="money",
    label=both(("资金与需求", "Money and needs")),
    fields=(
        ask(
            "finances",
            FieldKind.TABLE,
            ("近三年财务情况", "Finances of the last three years"),
            (
                "一年一行，成立不足三年的填写已有年度。",
                "One row a year; younger companies give the years there are.",
            ),
            max_rows=3,
            columns=(
                column("year", FieldKind.NUMBER, ("年度", "Year"), minimum=1990, maximum=2100, required=True),
                column("revenue", FieldKind.AMOUNT, ("营业收入", "Revenue")),
                column("profit", FieldKind.AMOUNT, ("净利润", "Net profit"), minimum=MOST_LOSS),
                column("rd_spend", FieldKind.AMOUNT, ("研发投入", "R&D spending")),
                column("staff", FieldKind.NUMBER, ("员工数", "Staff"), minimum=0, maximum=1_000_000),
            ),
        ),
        ask(
            "financing",
            FieldKind.CHOICE,
            ("融资轮次", "Financing so far"),
            options=FINANCINGS,
            required_for=SUBMIT,
        ),
        ask(
            "funding_rounds",
            FieldKind.TABLE,
            ("融资经历", "Funding history"),
            ("已完成的股权融资，一轮一行。", "Equity rounds that are closed, one a row."),
            max_rows=12,
            columns=(
                column("closed_on", FieldKind.DATE, ("完成日期", "Closed on")),
                column("round", FieldKind.CHOICE, ("轮次", "Round"), options=ROUNDS, required=True),
                column("amount", FieldKind.AMOUNT, ("金额", "Amount")),
                column("investor", FieldKind.LINE, ("投资方", "Investors"), limit=120),
            ),
            names=True,
        ),
        ask(
            "amount_sought",
            FieldKind.AMOUNT,
            ("拟融资金额", "Amount sought"),
            ("暂无融资计划可不填。", "Leave empty if you are not raising money."),
        ),
        text("use_of_funds", 1000, ("资金用途", "Use of funds")),
        ask(
            "equity",
            FieldKind.TABLE,
            ("股权结构", "Who holds the company"),
            (
                "持股比例合计不超过 100%。尚未设立企业的可不填。",
                "Shares add up to at most 100 %. Leave empty if there is no company yet.",
            ),
            purpose=(
                "用于核对负责人及团队持股条件。",
                "To check what leader and team must hold.",
            ),
            max_rows=20,
            columns=(
                column("holder", FieldKind.LINE, ("股东", "Holder"), limit=80, required=True),
                column("role", FieldKind.CHOICE, ("身份", "Who that is"), options=HOLDERS, required=True),
                column(
                    "share",
                    FieldKind.NUMBER,
                    ("持股比例", "Share"),
                    unit=("%", "%"),
                    minimum=0,
                    maximum=100,
                    decimals=2,
                    total_at_most=100,
                    required=True,
                ),
            ),
            names=True,
        ),
        ask("needs", FieldKind.CHOICES, ("对接需求", "What you need"), options=NEEDS),
        text("needs_detail", 1000, ("需求说明", "Needs in detail")),
        ask("district", FieldKind.CHOICE, ("意向落地区", "Where you would like to land"), source="districts"),
        ask(
            WANTED_SPACE,
            FieldKind.NUMBER,
            ("需要的场地面积", "Space you need"),
            (
                "供园区对接时参考；不需要单独场地的填 0，尚未确定的可不填。",
                "Parks are found by it. 0 if you need no rooms of your own; leave it empty if you do not know yet.",
            ),
            unit=("平方米", "m²"),
            minimum=0,
            maximum=MOST_SPACE,
        ),
        line(
            "landing_base",
            80,
            ("意向落地基地或园区", "Base or park you have in mind"),
            bilingual=False,
        ),
    ),
)
