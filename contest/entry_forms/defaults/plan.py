"""Step 6: files, consents (each a purpose of its own) and the declaration of truth."""

from __future__ import annotations

from contest.entry_forms.defaults.building import SUBMIT, ask, both
from contest.entry_forms.domain import FieldKind, Section

VOLUNTARY = ("自愿选择，可随时撤回。", "Voluntary. You can take it back at any time.")
TRUTH = (
    "我们承诺所填内容真实，并对所述成果拥有合法权利",
    "Everything stated here is true, and we hold the rights to what we describe",
)

PLAN = Section(
    code="plan",
    label=both(("计划书、授权与声明", "Plan, consents and declaration")),
    fields=(
        ask("plan", FieldKind.FILE, ("商业计划书", "Business plan"), required_for=SUBMIT),
        ask("deck", FieldKind.FILE, ("路演材料", "Pitch deck")),
        ask("licence", FieldKind.FILE, ("营业执照", "Business licence")),
        ask("ip_proof", FieldKind.FILE, ("知识产权证明", "Proof of intellectual property")),
        ask(
            "consent_bases",
            FieldKind.FLAG,
            (
                "同意海聚基地查看本项目并提名复赛直通车",
                "Haiju bases may see our project and nominate it for a direct slot",
            ),
            VOLUNTARY,
        ),
        ask(
            "consent_matching",
            FieldKind.FLAG,
            (
                "同意获奖后或进入项目库后由平台与园区、投资机构、导师进行双向推荐",
                "If we win or are in the project pool, parks, investors and mentors may be recommended to us and we to "
                "them",
            ),
            VOLUNTARY,
        ),
        ask(
            "consent_publication",
            FieldKind.FLAG,
            (
                "同意获奖后在公示名单中公开项目名称及负责人姓名",
                "If we win, the project and its leader may be named in public lists",
            ),
            (
                "自愿选择，此为公开个人信息的单独同意；名单公布前可撤回。",
                "Voluntary; a separate consent for publication. You can take it back before the lists appear.",
            ),
        ),
        ask(
            "declaration_of_truth",
            FieldKind.DECLARATION,
            ("真实性承诺", "Declaration of truth"),
            statement=TRUTH,
            required_for=SUBMIT,
        ),
    ),
)
