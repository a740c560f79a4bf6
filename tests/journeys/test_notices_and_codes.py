"""Signing in by a code read in the demonstration's mailbox, and the bell that rings, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from contest.accounts.models import UserPhone
from contest.kernel.columns import new_id
from contest.notices.services import notify
from tests import factories
from tests.journeys.conftest import Site, check

WORDS = {
    "zh": {"bell": "通知，1 条未读", "none": "通知，0 条未读", "notice": "您已成为团队“星河”的负责人"},
    "en": {
        "bell": "Notices, 1 unread",
        "none": "Notices, 0 unread",
        "notice": "You lead the team “Galaxy” now",
    },
}
NUMBERS = {"zh": "13800001234", "en": "13900001234"}


@pytest.mark.parametrize(("locale", "phone"), [("zh", True), ("en", False)])
def test_a_code_from_the_mailbox_opens_a_session_and_the_bell_leads_to_the_notice(
    site: Site, visitor: Callable[..., Page], locale: str, phone: bool
) -> None:
    with site.data() as session:
        person = factories.a_user(locale=locale)
        session.add(
            UserPhone(
                id=new_id(), user_id=person.id, number="+86" + NUMBERS[locale], verified_at=datetime.now(UTC)
            )
        )
        team = factories.a_team(person)
        notify(
            recipients=[person.id],
            code="team.leadership",
            once_key=f"team_leadership:{team.id}",
            params={"team": {"zh": "星河", "en": "Galaxy"}, "inviter": "顾远"},
            link=f"/teams/{team.id}",
        )
    page = visitor(phone=phone, locale=locale)
    page.goto("/account/sign-in")
    page.locator("a[href*='/account/sign-in/code']").click()
    check(page)
    page.locator("input[name=contact]").fill(NUMBERS[locale])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/code/enter")
    check(page)
    code = _code_in_the_mailbox(site, page, NUMBERS[locale])
    page.locator("input[name=code]").fill(_wrong(code))
    page.locator("main form button[type=submit]").click()
    page.locator(".field-error span").wait_for()
    check(page)
    page.locator("input[name=code]").fill(code)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/desk")
    _follow_the_bell(page, WORDS[locale], team.id)
    for path in ("/account/notices", "/account/contacts"):
        page.goto(path)
        check(page)


def _code_in_the_mailbox(site: Site, page: Page, number: str) -> str:
    site.work()
    site.work()  # the job that makes the code leaves its sending to another
    with page.context.expect_page() as opened:
        page.locator("a[href$='/demo/mailbox/texts']").click()
    mailbox = opened.value
    mailbox.goto(f"/demo/mailbox/texts?to={number}")
    check(mailbox)
    shown = mailbox.locator("tbody").inner_text()
    mailbox.close()
    assert number not in shown, "numbers are masked"
    found = re.search(r"\b(\d{6})\b", shown)
    assert found is not None, shown
    return found[1]


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def _follow_the_bell(page: Page, words: dict[str, str], team_id: Any) -> None:
    bell = page.locator(".bell")
    assert words["bell"] in bell.inner_text()
    bell.click()
    page.wait_for_url("**/notices")
    check(page)
    page.get_by_role("button", name=words["notice"]).click()
    page.wait_for_url(f"**/teams/{team_id}")
    assert words["none"] in page.locator(".bell").inner_text()
    page.goto("/notices?show=unread")
    check(page)
