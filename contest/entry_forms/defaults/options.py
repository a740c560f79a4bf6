"""The options of the core choices, as the default form words them."""

from __future__ import annotations

from contest.entry_forms.defaults.building import options

GROWTH_STAGES = options(
    ("seed", "种子期", "Seed stage"),
    ("early", "初创期", "Start-up stage"),
    ("growth", "成长期", "Growing stage"),
)
FINANCINGS = options(
    ("none", "未融资", "No outside financing yet"),
    ("seed", "种子轮", "Seed round"),
    ("angel", "天使轮", "Angel round"),
    ("pre_a", "Pre-A 轮", "Pre-A round"),
    ("a", "A 轮", "Series A"),
    ("a_plus", "A+ 轮", "Series A+"),
    ("b", "B 轮", "Series B"),
    ("c", "C 轮", "Series C"),
    ("d_plus", "D 轮及以后", "Series D or later"),
    ("strategic", "战略投资", "Strategic investment"),
    ("pre_ipo", "Pre-IPO", "Pre-IPO"),
    ("listed", "已上市", "Listed"),
)
# A round of the past is every stage but the ones that are none.
ROUNDS = tuple(option for option in FINANCINGS if option.code not in {"none", "listed"})
NEEDS = options(
    ("FIN", "融资（股权、信贷、担保）", "Financing: equity, loan, guarantee"),
    ("SPACE", "场地（办公、实验室、洁净室、中试厂房）", "Space: office, laboratory, clean room, pilot plant"),
    ("TALENT", "人才（招聘、合伙人、总经理）", "People: hiring, partners, a general manager"),
    ("SCENE", "应用场景", "Application scenarios"),
    ("SUPPLY", "供应链与产业链", "Supply chain partners"),
    ("VALID", "概念验证", "Proof of concept"),
    ("TEST", "检验检测", "Testing and inspection"),
    ("PILOT", "中试", "Pilot-scale test"),
    ("CLIN", "临床合作", "Clinical partners"),
    ("TAPE", "流片（MPW）", "Tape-out (MPW)"),
    ("COMP", "算力与语料", "Computing power and data"),
    ("IP", "知识产权服务", "Intellectual property services"),
    ("POLICY", "政策与资质申报", "Policies and qualifications"),
    ("LEGAL", "法律与财税", "Law, finance and tax"),
    ("MARKET", "市场拓展与出海", "Customers and going abroad"),
    ("EQUIP", "仪器共享与科技创新券", "Shared instruments and innovation vouchers"),
    ("LIVING", "落户、公寓、子女教育、医疗", "Household registration, housing, schools, health care"),
    ("VISA", "出入境与工作许可", "Visas and work permits"),
    ("MENTOR", "创业辅导", "Mentoring"),
)
IP_KINDS = options(
    ("invention", "发明专利", "Invention patent"),
    ("utility_model", "实用新型专利", "Utility model"),
    ("design", "外观设计专利", "Design patent"),
    ("software", "软件著作权", "Software copyright"),
    ("layout", "集成电路布图设计", "Layout design of integrated circuits"),
    ("trade_mark", "商标", "Trade mark"),
    ("plant", "植物新品种", "New plant variety"),
    ("other", "其他", "Other"),
)
IP_STATES = options(
    ("filed", "已申请", "Filed"),
    ("granted", "已授权", "Granted"),
    ("licensed", "许可使用", "Licensed in"),
)
HOLDERS = options(
    ("leader", "项目负责人", "Leader of the project"),
    ("member", "团队成员", "Member of the team"),
    ("staff_pool", "员工持股平台", "Staff pool"),
    ("investor", "外部投资人", "Outside investor"),
    ("other", "其他", "Other"),
)
TIMES = options(
    ("full", "全职", "Full time"),
    ("part", "兼职", "Part time"),
    ("adviser", "顾问", "Adviser"),
)
