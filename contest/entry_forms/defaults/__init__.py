"""The form of a season that has none of its own: what domain.md §3.1 finds contests ask for.

It is code, so that a fresh season can be entered at once, and becomes the season's published version 1 with the first
project (services.pin): a later release of the platform cannot change what a team was asked. Its codes are read by other
features (what is judged, compared, checked); a season that asks them must ask them in the same kind.
"""

from contest.entry_forms.defaults.money import MONEY
from contest.entry_forms.defaults.plan import PLAN
from contest.entry_forms.defaults.project import MARKET, PROJECT, SOLUTION
from contest.entry_forms.defaults.team import TEAM
from contest.entry_forms.domain import Form

DEFAULT = Form(version=1, sections=(PROJECT, SOLUTION, MARKET, TEAM, MONEY, PLAN))

__all__ = ["DEFAULT"]
