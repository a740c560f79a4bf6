"""What panels recorded and how they voted, checked against what the file ranks by and counts."""

from __future__ import annotations

from collections.abc import Iterator

from judging.room.domain import Option, count
from judging.sealing.domain.content import Content, SealedBallot
from judging.sealing.domain.differing import Difference


def panel_differences(content: Content) -> Iterator[Difference]:
    """Yield where an order among equals is not the recorded one, and where a vote does not come to its result."""
    names = {entry.id: entry.number or str(entry.id) for entry in content.entries}
    recorded = {one.entry: one.place for one in content.advice}
    for entry in content.entries:
        if (place := recorded.get(entry.id)) != entry.settled:
            params = {"entry": names[entry.id], "written": str(entry.settled), "computed": str(place)}
            yield Difference("seal_panel_differs", params)
    for ballot in content.ballots:
        if not _is_counted(ballot) or not {one.entry for one in ballot.options} <= names.keys():
            yield Difference("seal_vote_differs", {"number": ballot.number})


def _is_counted(ballot: SealedBallot) -> bool:
    if ballot.voted > ballot.members or (ballot.voted >= ballot.quorum) != bool(ballot.options):
        return False
    made = count([Option(one.entry, one.votes, one.eligible) for one in ballot.options], ballot.places)
    written = {one.entry: one.chosen for one in ballot.options}
    return (
        len(written) == len(ballot.options)
        and {one.option.entry: one.chosen for one in made} == written
        and sum(one.votes for one in ballot.options) <= ballot.voted * ballot.places
        and all(0 <= one.votes <= one.eligible <= ballot.voted for one in ballot.options)
        and (ballot.secret or all(len(set(one.voters)) == one.votes for one in ballot.options))
    )
