"""How organisations read: error codes, kinds, districts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.organisations.domain import District, MembershipRole, OrganisationKind

ERRORS = {
    "credit_code_length": _l("A unified social credit code has 18 characters."),
    "credit_code_characters": _l(
        "A unified social credit code has only digits and capitals without I, O, S, V and Z."
    ),
    "credit_code_check": _l(
        "This unified social credit code has a typing mistake: its check character does not fit."
    ),
    "credit_code_taken": _l("Another organisation is registered with this unified social credit code."),
    "not_a_web_address": _l("A web address starts with https:// or http://."),
    "last_manager": _l("An organisation needs a manager. Make somebody else a manager first."),
    "already_member": _l("This person belongs to the organisation already."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    OrganisationKind: {
        OrganisationKind.COMPANY: _l("Company"),
        OrganisationKind.BASE_OPERATOR: _l("Base operator"),
        OrganisationKind.INVESTOR: _l("Investment institution"),
        OrganisationKind.UNIVERSITY: _l("University or institute"),
        OrganisationKind.GOVERNMENT: _l("Public authority"),
        OrganisationKind.OTHER: _l("Other organisation"),
    },
    MembershipRole: {MembershipRole.MANAGER: _l("Manager"), MembershipRole.MEMBER: _l("Member")},
    District: {
        District.HUANGPU: _l("Huangpu"),
        District.XUHUI: _l("Xuhui"),
        District.CHANGNING: _l("Changning"),
        District.JINGAN: _l("Jing'an"),
        District.PUTUO: _l("Putuo"),
        District.HONGKOU: _l("Hongkou"),
        District.YANGPU: _l("Yangpu"),
        District.MINHANG: _l("Minhang"),
        District.BAOSHAN: _l("Baoshan"),
        District.JIADING: _l("Jiading"),
        District.PUDONG: _l("Pudong"),
        District.JINSHAN: _l("Jinshan"),
        District.SONGJIANG: _l("Songjiang"),
        District.QINGPU: _l("Qingpu"),
        District.FENGXIAN: _l("Fengxian"),
        District.CHONGMING: _l("Chongming"),
        District.LINGANG: _l("Lin-gang Special Area"),
    },
}
