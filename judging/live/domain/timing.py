"""The clock on stage. The server's moments decide; pages only count down what they were told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Phase(StrEnum):
    """What happens on stage. While waiting, nobody's time runs."""

    WAITING = "waiting"
    PITCH = "pitch"
    QUESTIONS = "questions"
    SCORING = "scoring"


ORDER = (Phase.PITCH, Phase.QUESTIONS, Phase.SCORING)


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long each phase lasts, in whole minutes; a phase of none is left out."""

    pitch: int
    questions: int
    scoring: int

    def seconds(self, phase: Phase) -> int:
        """Return the length of a phase in seconds."""
        return 60 * int(getattr(self, phase.value, 0))


@dataclass(frozen=True, slots=True)
class Timer:
    """The phase that runs. Moments are aware; `extra` are the seconds the stage manager added."""

    minutes: Minutes
    phase: Phase = Phase.WAITING
    started_at: datetime | None = None
    paused_at: datetime | None = None
    extra: int = 0

    @property
    def is_running(self) -> bool:
        """Say whether time passes now."""
        return self.started_at is not None and self.paused_at is None

    @property
    def ends_at(self) -> datetime | None:
        """Return when the phase is over; None while nothing runs."""
        if self.started_at is None or self.paused_at is not None:
            return None
        return self.started_at + self._length

    @property
    def _length(self) -> timedelta:
        return timedelta(seconds=self.minutes.seconds(self.phase) + self.extra)

    def left(self, now: datetime) -> timedelta | None:
        """Return the time left, negative once it is over, None while waiting."""
        if self.started_at is None:
            return None
        return self.started_at + self._length - (self.paused_at or now)

    def begun(self, now: datetime) -> Timer:
        """Return the timer with the first phase running."""
        return Timer(self.minutes, self._next(Phase.WAITING), now)

    def following(self, now: datetime) -> Timer:
        """Return the timer with the next phase running; waiting after the last one."""
        phase = self._next(self.phase)
        return Timer(self.minutes) if phase is Phase.WAITING else Timer(self.minutes, phase, now)

    def _next(self, phase: Phase) -> Phase:
        rest = ORDER if phase is Phase.WAITING else ORDER[ORDER.index(phase) + 1 :]
        return next((one for one in rest if self.minutes.seconds(one)), Phase.WAITING)

    def paused(self, now: datetime) -> Timer:
        """Return the timer standing still from `now` on."""
        return replace(self, paused_at=now) if self.is_running else self

    def resumed(self, now: datetime) -> Timer:
        """Return the timer running again with as much time left as when it was paused."""
        if self.started_at is None or self.paused_at is None:
            return self
        return replace(self, started_at=self.started_at + (now - self.paused_at), paused_at=None)

    def extended(self, seconds: int) -> Timer:
        """Return the timer with more time for this phase."""
        return replace(self, extra=self.extra + seconds)
