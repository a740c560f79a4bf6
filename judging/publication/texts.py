"""Words of publication."""

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind

ERRORS = {
    "round_not_publishable": _l("The round cannot be published yet; the checklist says why."),
    "publication_changed": _l("What would be published changed since you looked at it. Look at it again."),
}

CHECKS = {
    "sealed": _l("The decisions are sealed by two people"),
    "somebody_advances": _l("Somebody advances"),
    "nobody_unscored": _l("Every entry has enough valid score sheets"),
    "no_tie_open": _l("No tie at the cut waits for a decision"),
    "no_sample_names": _l("No name looks like a sample"),
    "no_sample_data": _l("No code, telephone or text looks like a sample"),
    "all_consent_to_publication": _l(
        "All teams consent to their names being published (others appear by number only)"
    ),
}

NOTICES = {
    "results.final": NoticeKind(
        Category.DECISION,
        _l("The result of “%(project)s” in %(round)s is final: %(outcome)s"),
        _l("The publicity period is over and every objection is decided."),
    ),
    "results.published": NoticeKind(
        Category.DECISION,
        _l("Result of “%(project)s” in %(round)s: %(outcome)s"),
        _l("The list is on public notice until %(until_at)s; objections are possible until then."),
    ),
}
