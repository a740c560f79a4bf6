"""Everything the demonstration season says, composed from `contest/demo/parts`; the same for the same seed."""

from __future__ import annotations

from contest.demo.casting import BaseText, FundText, JudgeText, MentorText, PersonText, ProjectText
from contest.demo.composer.bases import Bases
from contest.demo.composer.comments import Comments
from contest.demo.composer.experts import Experts
from contest.demo.composer.funds import Funds
from contest.demo.composer.people import People
from contest.demo.composer.projects import Projects
from contest.demo.composer.streams import Streams


class Composer:
    """The cast of a seed (`casting.Cast`): anything by its index, whatever else was asked before."""

    def __init__(self, seed: int) -> None:
        streams = Streams(seed)
        self._people = People(streams)
        self._projects = Projects(streams)
        self._bases = Bases(streams)
        self._funds = Funds(streams)
        self._experts = Experts(streams, self._people, self._funds)
        self._comments = Comments(streams, self._projects, self._experts)

    def person(self, index: int) -> PersonText:
        return self._people.person("person", index)

    def project(self, index: int) -> ProjectText:
        return self._projects.project(index)

    def base(self, index: int) -> BaseText:
        return self._bases.base(index)

    def fund(self, index: int) -> FundText:
        return self._funds.fund(index)

    def mentor(self, index: int) -> MentorText:
        return self._experts.mentor(index)

    def judge(self, index: int) -> JudgeText:
        return self._experts.judge(index)

    def comment(self, project: int, judge: int) -> str:
        return self._comments.comment(project, judge)


__all__ = ["Composer"]
