"""`flask matching evaluate` on small folders."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from contest.embeddings.encoder import use_encoder
from matching.evaluation.domain.dates import day_of
from matching.evaluation.domain.plot import Wording, draw
from matching.ranking.domain import ranker
from tests.judging.encoders import CharacterEncoder
from tests.matching.ranking import deals as made

FIGURES = ("recall@10", "recall@20", "ndcg@10", "mrr")
NAMES = ("random", "popularity", "category_count", "tfidf_centroid", "e5_centroid", "e5_kernel_vote")
Run = Callable[..., dict[str, Any]]


def write(folder: Path, *, years: bool = False, bare: bool = False, shuffled: bool = False) -> Path:
    """Write the made-up deals; `bare` fills only what is sure to be filled, in other words for keys when shuffled."""
    companies, deals = made.facts()
    if shuffled:
        random.Random(1).shuffle(companies)
        random.Random(2).shuffle(deals)
    rename = (lambda key: f"x{str(key)[::-1]}y") if shuffled else str
    folder.mkdir()
    with (folder / "companies.csv").open("w", encoding="utf-8", newline="") as file:
        head = ["cid", "name", "region", "industry"] + (
            [] if bare else ["founded", "sub_industry", "description"]
        )
        table = csv.writer(file)
        table.writerow(head)
        for one in companies:
            more = [] if bare else ["", "", one.text]
            table.writerow([rename(one.key), one.name, one.region, f"{one.industries}/other", *more])
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["cid", "date", "round", "investor"])
        for deal in deals:
            when = date.fromordinal(deal.day)
            table.writerow([rename(deal.company), when.year if years else when, "A轮", rename(deal.investor)])
    return folder


@pytest.fixture
def run(app: Flask) -> Run:
    def run(folder: Path, *options: str, code: int = 0) -> dict[str, Any]:
        command = [
            "matching",
            "evaluate",
            str(folder),
            "--cutoff",
            "2018-01-01",
            "--min-portfolio",
            "2",
            "--json",
        ]
        with use_encoder(CharacterEncoder()):
            answer: Result = app.test_cli_runner().invoke(args=[*command, *options])
        assert answer.exit_code == code, answer.output
        found: dict[str, Any] = json.loads(answer.stdout) if code < 2 else {}
        return found

    return run


def untimed(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in {"seconds", "data"}}


def test_it_answers_as_the_contract_says_and_beats_popularity(run: Run, tmp_path: Path) -> None:
    found = run(write(tmp_path / "deals"))
    assert {"queries", "candidates", *FIGURES, "baselines", "seconds"} <= set(found)
    assert tuple(found["baselines"]) == NAMES
    assert all(tuple(figures) == FIGURES for figures in found["baselines"].values())
    assert found["model"]["learned"]
    better = found["differences"]["popularity"]["ndcg@10"]
    assert better["interval"][0] > 0


def test_a_broken_ranker_is_seen(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(write(tmp_path / "deals"))
    scores = ranker.scores
    monkeypatch.setattr(ranker, "scores", lambda *args, **kwargs: -scores(*args, **kwargs))
    broken = run(tmp_path / "deals")
    assert broken["ndcg@10"] < broken["baselines"]["popularity"]["ndcg@10"] < whole["ndcg@10"]
    assert broken["baselines"] == whole["baselines"]


def test_other_keys_and_another_order_of_rows_give_the_same_figures(run: Run, tmp_path: Path) -> None:
    there = run(write(tmp_path / "one"))
    back = run(write(tmp_path / "two", shuffled=True))
    assert untimed(there) == untimed(back)


def test_years_for_dates_and_little_else_filled_are_enough(run: Run, tmp_path: Path) -> None:
    found = run(write(tmp_path / "deals", years=True, bare=True))
    assert found["queries"] > 20
    assert found["ndcg@10"] > found["baselines"]["popularity"]["ndcg@10"]


def test_only_the_companies_of_a_split_ask(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "deals")
    everybody = run(folder)["queries"]
    rows = "".join(f"c{number},{'dev' if number % 3 else 'test'}\n" for number in range(made.COMPANIES))
    (folder / "queries.csv").write_text("cid,split\n" + rows, encoding="utf-8")
    parts = [run(folder, "--split", name)["queries"] for name in ("dev", "test")]
    assert sum(parts) == everybody
    assert all(parts)


def test_depths_and_a_picture_are_as_asked(run: Run, tmp_path: Path) -> None:
    found = run(write(tmp_path / "deals"), "--k", "5", "--plot", str(tmp_path / "plot.svg"))
    assert "recall@5" in found
    assert "recall@10" not in found
    assert (tmp_path / "plot.svg").read_text(encoding="utf-8").startswith("<svg")
    run(tmp_path / "deals", "--plot", str(tmp_path / "plot.png"), code=2)
    run(tmp_path / "deals", "--k", "0", code=2)


def test_a_folder_that_cannot_be_read_says_why(run: Run, tmp_path: Path) -> None:
    (tmp_path / "companies.csv").write_text("cid,title\n1,A\n", encoding="utf-8")
    assert "name" in run(tmp_path, code=1)["error"]["detail"]
    (tmp_path / "companies.csv").write_text("cid,name\n1,A\n", encoding="utf-8")
    assert run(tmp_path, code=1)["error"]["code"] == "unreadable_folder"
    (tmp_path / "events.csv").write_text("cid,date,round,investor\n1,2015,A,B\n", encoding="utf-8")
    assert run(tmp_path, code=1)["error"]["code"] == "nothing_to_measure"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-07-01", date(2016, 7, 1)),
        ("2016", date(2016, 1, 1)),
        ("2016/7", date(2016, 7, 1)),
        ("2016年7月3日", date(2016, 7, 3)),
        ("2016-07-01T10:00:00", date(2016, 7, 1)),
        ("2016-13-01", None),
        ("", None),
        ("unknown", None),
    ],
)
def test_dates_are_read_as_sources_write_them(text: str, expected: date | None) -> None:
    assert day_of(text) == (expected.toordinal() if expected else None)


def test_the_picture_shows_every_ranking_and_escapes_names() -> None:
    found = {"ndcg@10": 0.2, "intervals": {"ndcg@10": [0.1, 0.3]}, "baselines": {"random": {"ndcg@10": 0.0}}}
    picture = draw(found, Wording("A <b> & c", "own", {"random": "by chance"}, {}))
    assert "A &lt;b&gt; &amp; c" in picture
    assert "by chance" in picture
    assert picture.count("0.200") == 1
