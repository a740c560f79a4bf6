"""What judges write under a score sheet: what convinces them, what does not."""

from __future__ import annotations

from contest.demo.composer.experts import Experts
from contest.demo.composer.parts import sayings
from contest.demo.composer.phrases import capitalised, fill
from contest.demo.composer.projects import Projects
from contest.demo.composer.streams import Streams
from contest.kernel.localized import LocalizedText

# Criteria of the season's rubric, the weighty ones more often.
CRITERIA = ("innovation", "innovation", "value", "value", "team", "prospects", "social_value")


class Comments:
    """Comments by project and judge."""

    def __init__(self, streams: Streams, projects: Projects, experts: Experts) -> None:
        self._streams = streams
        self._projects = projects
        self._experts = experts
        self._parts = sayings("comments.toml")

    def remark(self, project: int, judge: int) -> LocalizedText:
        """Return two strong points and a weak one, each under a criterion of its own, in both languages."""
        rng = self._streams.rng("comment", project, judge)
        kinds = list(dict.fromkeys(rng.sample(CRITERIA, len(CRITERIA))))[:3]
        words = self._projects.draft(project).words
        good, other = (fill(rng, rng.choice(self._parts[f"{kind}.strengths"]), words) for kind in kinds[:2])
        bad = fill(rng, rng.choice(self._parts[f"{kinds[2]}.weaknesses"]), words)
        join = rng.choice(self._parts["joins"])
        said = fill(rng, join, {"good": good, "other": other, "bad": bad})
        sentences = (capitalised(sentence) for sentence in said.en.split(". "))
        return LocalizedText(said.zh, ". ".join(sentences))

    def comment(self, project: int, judge: int) -> str:
        """Return the remark in the language the judge writes in."""
        remark = self.remark(project, judge)
        return remark.zh if "zh" in self._experts.languages("judge", judge) else remark.en
