"""Disguised copies among real or made-up companies: what the queue finds, what it shows in vain, and how fast.

`DUPLICATES_DATA` names a folder with a `companies.csv` (`cid,name,description`); without it the demonstration's own
projects serve. The copies are made by `_disguises`; those used here have seeds that no threshold was tuned on
(`DUPLICATES_SEED` 1, 3 and 5 to 12 show the development figures). Real lists hold some companies twice:
`precision` counts such a pair as right when one of the two is named in the other's name or text, `precision_strict`
never does. In a folder, `translations.csv` (`cid,name_en,text_en`), where there is one, holds translations made by
people: a harder set, reported beside the hundred.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import torch
from sqlalchemy import func, insert, select, text

import wsgi
from contest.accounts.models import User
from contest.duplicates import services
from contest.duplicates.domain.evidence import SUSPICIOUS
from contest.duplicates.models import SuspectedPair
from contest.embeddings.encoder import TextEncoder, load_encoder
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db, transaction
from contest.kernel.settings import EmbeddingSettings
from contest.projects.domain import ProjectState
from contest.projects.models import Answer, Project
from contest.seasons.models import Season
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember
from tests import database, factories
from tests.bench._disguises import Copy, Original, disguised, names_of

TEST_SEED = 2
GENERATED = 1_268
CROWD = 12_000
TIMED = 40
FEWEST_OF_NAME, MOST_NAMED = 3, 3  # shorter or commoner ones stand in texts by chance
KEY_OF_TRANSLATED = "13900{:06d}"
_numbers = itertools.count(1)
Row = dict[str, Any]


def run() -> dict[str, Any]:
    """Return recall and precision over a hundred copies, what was missed by way, and seconds for a new entry."""
    folder = Path(os.environ["DUPLICATES_DATA"]) if "DUPLICATES_DATA" in os.environ else None
    seed = int(os.environ.get("DUPLICATES_SEED", TEST_SEED))
    originals = _read(folder) if folder else generated(range(GENERATED))
    url = database.create_copy("bench_duplicates")
    app = wsgi.create_app(database.settings_for(url))
    try:
        with app.app_context():
            encoder = load_encoder(EmbeddingSettings(), app.extensions["settings"].models_dir)
            torch.set_num_threads(1)  # as the job does: two short texts at a time
            figures = _quality(originals, disguised(originals, seed=seed), encoder)
            if folder and (folder / "translations.csv").exists():
                figures["translated_by_people"] = _translated(folder / "translations.csv", encoder)
            figures |= {"seed": seed, "source": "companies.csv" if folder else "generated"}
            print(json.dumps(figures, ensure_ascii=False), file=sys.stderr, flush=True)
            figures["speed"] = _speed(encoder)
            db.engine.dispose()
        return figures
    finally:
        database.drop("bench_duplicates")


def _read(folder: Path) -> list[Original]:
    with (folder / "companies.csv").open(encoding="utf-8", newline="") as file:
        return [Original(row["cid"], row["name"], row["description"]) for row in csv.DictReader(file)]


def generated(indexes: Iterable[int]) -> list[Original]:
    from contest.demo.composer import Composer

    cast = Composer(7)
    found = []
    for index in indexes:
        made = cast.project(index)
        parts = [
            made.intro,
            *(made.answers[code] for code in ("problem", "solution") if code in made.answers),
        ]
        zh, en = ("".join(getattr(part, language) for part in parts) for language in ("zh", "en"))
        found.append(Original(f"g{index}", made.company.zh, zh, en))
    return found


class _Field:
    """The season in which everything takes place, and who is who in it."""

    def __init__(self) -> None:
        self.season: Season = factories.a_season(year=2026)
        self.ids: dict[str, UUID] = {}

    def known(self, project_id: UUID) -> str:
        """Return the key of an entry."""
        return next(key for key, known in self.ids.items() if known == project_id)

    def enter(self, entries: Sequence[tuple[str, str, LocalizedText, str, str]]) -> list[UUID]:
        """Write entries (key, name, text, channel, leader's phone) that are handed in; every one has its own team."""
        rows: dict[Any, list[Row]] = {User: [], Team: [], TeamMember: [], Project: [], Answer: []}
        ids = []
        for key, name, said, channel, phone in entries:
            self.ids[key] = new_id()
            ids.append(self.ids[key])
            self._rows(rows, self.ids[key], name, said, channel, phone)
        for table, values in rows.items():
            db.session.execute(insert(table), values)
        return ids

    def _rows(
        self,
        rows: dict[Any, list[Row]],
        project_id: UUID,
        name: str,
        said: LocalizedText,
        channel: str,
        phone: str,
    ) -> None:
        number = next(_numbers)
        user, team = new_id(), new_id()
        rows[User].append(
            {
                "id": user,
                "email": f"b{number}@example.org",
                "name": str(number),
                "password_hash": "",
                "phone": phone,
            }
        )
        rows[Team].append({"id": team, "name": LocalizedText(name, name)})
        rows[TeamMember].append(
            {
                "id": new_id(),
                "team_id": team,
                "user_id": user,
                "role": TeamRole.LEADER,
                "duty": LocalizedText(),
            }
        )
        rows[Project].append(
            {
                "id": project_id,
                "season_id": self.season.id,
                "team_id": team,
                "state": ProjectState.SUBMITTED,
                "number": f"B{number:07d}",
                "name": LocalizedText(name if said.zh else "", "" if said.zh else name),
                "intro": LocalizedText(said.zh[:80], said.en[:200]),
                "company_name": LocalizedText(name, ""),
                "track_code": "life_health",
                "zone_code": "city",
                "channel_code": channel,
                "leader_id": user,
            }
        )
        # The form's own order of fields does not matter here: it is all one text.
        rows[Answer].append(
            {
                "project_id": project_id,
                "field": "solution",
                "value": LocalizedText(said.zh[80:], said.en[200:]),
            }
        )


def _quality(originals: Sequence[Original], copies: Sequence[Copy], encoder: TextEncoder) -> dict[str, Any]:
    """Enter the originals, then the copies, and look at the queue."""
    phones = {original.key: f"13800{place:06d}" for place, original in enumerate(originals)}
    with transaction():
        field = _Field()
        ids = field.enter(
            [(o.key, o.name, LocalizedText(o.text, ""), "open", phones[o.key]) for o in originals]
        )
    seconds = _check(ids, encoder)
    before = _pairs()
    with transaction():
        # Whoever translates an entry keeps a trace: here the leader's telephone, under another account.
        copied = field.enter(
            [
                (
                    f"copy:{c.of}",
                    c.name,
                    LocalizedText(c.zh, c.en),
                    "university",
                    phones[c.of] if c.way == "translated" else KEY_OF_TRANSLATED.format(place),
                )
                for place, c in enumerate(copies)
            ]
        )
    seconds += _check(copied, encoder)
    names = {field.ids[o.key]: o.name for o in originals}
    return {
        **_judged(field, copies, before, _pairs(), _same_company(originals)),
        "seconds_in_all": round(seconds, 1),
        "among_originals": _among(before, names),
    }


def _same_company(originals: Sequence[Original]) -> set[frozenset[str]]:
    """Return the pairs of originals of which one is called by name in the other's name or text.

    A part of a name that many texts hold (`机器人`) names nobody.
    """
    found = set()
    for original in originals:
        for name in names_of(original):
            others = [o.key for o in originals if o is not original and name in f"{o.name} {o.text}"]
            if len(name) >= FEWEST_OF_NAME and len(others) <= MOST_NAMED:
                found.update(frozenset((original.key, other)) for other in others)
    return found


def _check(ids: Sequence[UUID], encoder: TextEncoder) -> float:
    started = time.perf_counter()
    for start in range(0, len(ids), 200):
        with transaction():
            services.check(actor=SYSTEM, project_ids=ids[start : start + 200], encoder=encoder)
    return time.perf_counter() - started


def _pairs() -> dict[frozenset[UUID], tuple[float, str]]:
    rows = db.session.execute(
        select(
            SuspectedPair.first_id, SuspectedPair.second_id, SuspectedPair.score, SuspectedPair.kinds
        ).where(SuspectedPair.score >= SUSPICIOUS)
    )
    return {frozenset((row.first_id, row.second_id)): (row.score, ",".join(row.kinds)) for row in rows}


def _judged(
    field: _Field,
    copies: Sequence[Copy],
    before: dict[frozenset[UUID], tuple[float, str]],
    after: dict[frozenset[UUID], tuple[float, str]],
    twice: set[frozenset[str]],
) -> dict[str, Any]:
    right = {frozenset((field.ids[c.of], field.ids[f"copy:{c.of}"])): c for c in copies}
    found = [copy for pair, copy in right.items() if pair in after]
    without_key = [
        copy for pair, copy in right.items() if pair in after and after[pair][1].strip() != "leader"
    ]
    ways = Counter(copy.way for copy in copies)
    others = set(after) - set(right)
    same = {
        pair for pair in others if frozenset(field.known(key).removeprefix("copy:") for key in pair) in twice
    }
    vain = len(others - same)
    return {
        "copies": len(copies),
        "recall": round(len(found) / len(copies), 3),
        "precision": round((len(found) + len(same)) / len(after), 3),
        "precision_strict": round(len(found) / len(after), 3),
        "pairs": len(after),
        "same_company_twice_in_the_source": len(same),
        "not_a_copy_of_ours": vain,
        "of_those_between_originals": len(before),
        "found_by_way": {
            way: f"{sum(c.way == way for c in found)} of {count}" for way, count in ways.items()
        },
        "in_vain_with_copies": [
            f"{after[pair][0]:.2f} {after[pair][1]} {' | '.join(sorted(field.known(key) for key in pair))}"
            for pair in sorted(set(after) - set(right) - set(before), key=lambda pair: -after[pair][0])
        ],
        "translated_found_by_text_too": sum(c.way == "translated" for c in without_key),
    }


def _among(before: dict[frozenset[UUID], tuple[float, str]], names: dict[UUID, str]) -> list[str]:
    """Return the pairs of originals in the queue: some are the same company twice, which a person must judge."""
    listed = sorted(before.items(), key=lambda item: -item[1][0])
    return [
        f"{score:.2f} {kinds} {' | '.join(sorted(names[key] for key in pair))}"
        for pair, (score, kinds) in listed
    ]


def _translated(path: Path, encoder: TextEncoder) -> dict[str, Any]:
    """Enter translations that keep no trace at all, and count how many the meaning alone gives away."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = dict(db.session.execute(select(Project.id, Project.company_name)).tuples().all())
    before = set(_pairs())
    with transaction():
        field = _Field()
        ids = field.enter(
            [(r["cid"], r["name_en"], LocalizedText("", r["text_en"]), "open", "") for r in rows]
        )
    _check(ids, encoder)
    fresh = [pair for pair in _pairs() if pair not in before]
    known = {row["cid"]: row for row in rows}
    original = {title.zh: key for key, title in titles.items()}
    right = {
        frozenset((field.ids[cid], original[row["name_zh"]]))
        for cid, row in known.items()
        if row.get("name_zh") in original
    }
    return {"copies": len(rows), "found": len(right & set(fresh)), "in_vain": len(set(fresh) - right)}


def _speed(encoder: TextEncoder) -> dict[str, Any]:
    """Return seconds to compare one new entry of full length with `CROWD` others."""
    with transaction():
        _empty()
        field = _Field()
        ids = field.enter([(o.key, o.name, *_long(o)) for o in generated(range(CROWD))])
    started = time.perf_counter()
    for start in range(0, len(ids), 1_000):
        with transaction():
            _fingerprint(ids[start : start + 1_000], _Scattered(encoder))
    prepared = time.perf_counter() - started
    with transaction():
        db.session.execute(text("ANALYZE"))
        new = field.enter(
            [(f"new{o.key}", o.name, *_long(o)) for o in generated(range(CROWD, CROWD + TIMED))]
        )
    took = []
    for project_id in new:
        started = time.perf_counter()
        with transaction():
            services.check(actor=SYSTEM, project_ids=[project_id], encoder=encoder)
        took.append(time.perf_counter() - started)
    took.sort()
    return {
        "among": db.session.execute(select(func.count()).select_from(Project)).scalar_one(),
        "fingerprints_per_second": round(CROWD / prepared),  # without a model
        "median": round(took[len(took) // 2], 3),
        "p95": round(took[int(len(took) * 0.95)], 3),
        "slowest": round(took[-1], 3),
    }


class _Scattered:
    """Vectors at random under the name of the real model: what costs is their number, not what they mean."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.model_name, self.dimensions = encoder.model_name, encoder.dimensions
        self._rng = np.random.default_rng(1)

    def encode_documents(self, texts: Sequence[str], *, progress: Any = None) -> Any:
        del progress
        found = self._rng.normal(size=(len(texts), self.dimensions)).astype(np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def encode_query(self, text: str) -> Any:
        return self.encode_documents([text])[0]


def _long(original: Original) -> tuple[LocalizedText, str, str]:
    return LocalizedText(original.text, original.en), "open", ""


def _empty() -> None:
    db.session.execute(text("TRUNCATE projects, teams, seasons, text_vectors CASCADE"))


def _fingerprint(ids: Sequence[UUID], encoder: TextEncoder) -> None:
    from contest.duplicates.queries import entries
    from contest.duplicates.services import fingerprints

    found = entries.compared(ids)
    fingerprints.write(list(found.values()), dict.fromkeys(found, "bench"), {})
    fingerprints.embed(list(found.values()), encoder)
