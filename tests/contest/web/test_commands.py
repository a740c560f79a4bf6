"""Every command and option says in words what it does; errors are readable in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from contest.kernel.errors import NotFound
from contest.web.commands import refusals

FLASKS_OWN = {"run", "shell", "routes", "db"}
PUBLIC = {  # what people and scripts rely on
    "serve",
    "demo seed",
    "demo accounts",
    "tokens issue",
    "import file",
    "import template",
    "judging assign-file",
    "judging calibrate-file",
    "judging verify",
    "matching refresh",
    "matching run",
    "matching evaluate",
    "jobs run",
    "worker",
    "embedder",
    "backup",
    "restore",
    "access matrix",
}
WITHOUT_JSON = {"serve", "jobs run", "worker", "embedder"}  # they go on until they are stopped


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


def ours(app: Flask) -> dict[str, click.Command]:
    return {name: command for name, command in commands(app.cli) if name.split()[0] not in FLASKS_OWN}


def test_the_public_commands_are_there_and_those_that_end_answer_in_json(app: Flask) -> None:
    found = ours(app)
    assert set(found) >= PUBLIC
    for name in PUBLIC - WITHOUT_JSON:
        options = {option for parameter in found[name].params for option in parameter.opts}
        assert "--json" in options, name


def test_every_command_and_every_option_says_what_it_does(app: Flask) -> None:
    silent = [name for name, command in ours(app).items() if not command.help]
    mute = [
        f"{name} {parameter.opts[0]}"
        for name, command in ours(app).items()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert (silent, mute) == ([], [])


@pytest.mark.parametrize("as_json", [True, False])
def test_a_refusal_ends_with_its_reason_on_stderr_and_as_one_object(app: Flask, as_json: bool) -> None:
    @click.command()
    def refused() -> None:
        with refusals(as_json=as_json):
            raise NotFound(kind="season")

    with app.app_context():
        result = CliRunner().invoke(refused)
    assert result.exit_code == 1
    assert "season" in result.stderr, "what was not found is said"
    if as_json:
        error = json.loads(result.stdout)["error"]
        assert (error["code"], error["kind"], error["detail"]) == (
            "not_found",
            "season",
            result.stderr.strip(),
        )
        assert error["detail"] in result.stdout, "Chinese stays readable"
    else:
        assert result.stdout == ""
