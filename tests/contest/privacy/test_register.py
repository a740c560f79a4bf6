"""The register of what is held about people speaks of what there is."""

from __future__ import annotations

from typing import Any

from flask import Flask

from contest.kernel.db import Base
from contest.kernel.holdings import Erasure, register
from contest.privacy import queries
from tests import factories


def test_every_table_with_rows_of_a_person_is_in_the_register(app: Flask) -> None:
    """A column called user_id says whose row it is: such a table is declared, or the law is not kept."""
    declared = {holding.table for holding in register.holdings}
    of_people = {
        table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "user_id" and any(key.column.table.name == "users" for key in column.foreign_keys)
    }
    assert of_people - declared == set()
    by_address_or_hand = {
        "field_history", "import_runs", "late_codes", "letters", "organisation_invitations", "project_claims",
        "question_messages", "questions", "screening_decisions", "screening_marks", "team_invitations",
        "text_messages", "uploads",
    }  # fmt: skip
    assert by_address_or_hand - declared == set()


def test_the_register_speaks_of_columns_that_exist_and_says_why_it_keeps(app: Flask, session: Any) -> None:
    person = factories.a_user()
    for holding in register.holdings:
        table = Base.metadata.tables[holding.table]
        assert set(holding.columns) | set(holding.blank) <= set(table.columns.keys()), holding.table
        assert (holding.erasure is Erasure.KEEP) == (holding.because is not None), holding.table
    queries.held_about(person.id)
    assert queries.obstacles_of(person.id) == []


def test_every_ending_speaks_of_tables_and_columns_that_exist(app: Flask, session: Any) -> None:
    for ending in register.endings:
        columns = set(Base.metadata.tables[ending.table].columns.keys())
        needed = {"sha256", "storage_key"} if ending.files else set()
        assert {*ending.blank, *needed} <= columns, ending.table
