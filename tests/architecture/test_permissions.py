"""The table of permissions: complete, described, and the same in the documentation."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask

from contest.kernel.access import policy
from contest.kernel.settings import ROOT
from contest.permissions import Permission, Role
from contest.web.access import matrix
from tests import factories


def test_the_documentation_shows_the_table_in_force(app: Flask, session: Any) -> None:
    result = app.test_cli_runner().invoke(args=["access", "matrix", "--markdown"])
    made = "flask --app wsgi access matrix --markdown > docs/permissions.md"
    assert result.stdout == (ROOT / "docs" / "permissions.md").read_text(), f"run: {made}"


def test_every_permission_is_described(app: Flask) -> None:
    labels = app.extensions["labels"]
    missing = [
        str(permission)
        for manifest in app.extensions["manifests"]
        for permission in manifest.PERMISSIONS
        if permission not in labels.get(manifest.PERMISSIONS, {})
    ]
    assert missing == []


def test_every_permission_is_granted_to_somebody(app: Flask) -> None:
    granted = {grant.permission for grant in policy.grants()}
    declared = {item for manifest in app.extensions["manifests"] for item in manifest.PERMISSIONS}
    assert declared - granted == set()


def test_the_table_as_json_says_yes_own_or_nothing_for_every_role(app: Flask, session: Any) -> None:
    table = json.loads(app.test_cli_runner().invoke(args=["access", "matrix", "--json"]).stdout)
    assert table["roles"] == [role.value for role in Role]
    rows = table["permissions"]
    assert {cell for row in rows.values() for cell in row.values()} == {"yes", "own", "–"}
    assert rows[Permission.BROWSE] == {role.value: "yes" for role in Role}
    own = {role.value: "–" if role is Role.PUBLIC else "own" for role in Role}
    assert rows[Permission.OWN_ACCOUNT] == own
    managing = {role for role, cell in rows[Permission.MANAGE_ACCOUNTS].items() if cell != "–"}
    assert managing == {"administrator"}


def test_the_page_shows_the_table_to_office_and_auditors_only(app: Flask, signed_in: Any) -> None:
    allowed = {Role.ORGANISER, Role.CONFIRMER, Role.ADMINISTRATOR, Role.AUDITOR}
    for role in set(Role) - {Role.PUBLIC, Role.USER}:
        answer = signed_in(factories.a_user(role)).get("/access")
        assert answer.status_code == (200 if role in allowed else 403)
    with app.app_context():
        names = [str(line.permission) for section in matrix() for line in section.lines]
    page = signed_in(factories.a_user(Role.AUDITOR)).get("/access").text
    assert [name for name in names if f"<code>{name}</code>" not in page] == []
