"""A base invites its resident, who agrees, fills in, is recommended, and meets an investor, all without an entry."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect

from contest.embeddings.encoder import use_encoder
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.kernel.db import transaction
from contest.permissions import Role
from contest.seasons.models import Season
from matching.profiles.domain import ProfileKind
from matching.recommendations import services
from matching.retrieval.services import refresh, refresh_words
from tests import factories
from tests.journeys.conftest import Site, check

INVESTOR = LocalizedText("远岫资本", "Yuanxiu Capital")


def matched(site: Site, season_id: UUID) -> None:
    """Embed and recommend as the worker does, with a small encoder."""
    encoder = factories.BagOfWords()
    with site.app.app_context(), use_encoder(encoder), transaction():
        refresh_words()
        refresh(encoder=encoder)
        services.run(actor=SYSTEM, season_id=season_id)


def test_a_resident_joins_the_pool(site: Site, visitor: Callable[..., Page]) -> None:
    with site.data() as session:
        session.query(Season).update({"state": "closed"})
        keeper = factories.a_user(email="keeper@example.com", locale="en")
        leader = factories.a_user(email="resident@example.com", name="许清澜", name_en="Xu Qinglan")
        partner = factories.a_user(
            email="fund@example.com", name="秦远岫", name_en="Qin Yuanxiu", locale="en"
        )
        office = factories.a_user(Role.ORGANISER, email="pool-office@example.com")
        base = factories.a_base(keeper, name=LocalizedText("临港示例基地", "Lingang Example Base"))
        season = factories.a_season(year=2030)
        factories.a_profile(ProfileKind.INVESTOR, partner, name=INVESTOR)
        factories.a_profile(ProfileKind.PARK, base_id=base.id, name=LocalizedText("临港示例基地", ""))
        season_id, where = season.id, f"/bases/{base.id}/residents"

    desk = visitor(keeper, locale="en")
    desk.goto(where)
    check(desk)
    desk.get_by_label("Company (Chinese)").fill("示例微流控")
    desk.get_by_label("Project (Chinese)").fill("即时检测芯片")
    desk.get_by_label("E-mail address of its leader").fill("resident@example.com")
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.locator("main")).to_contain_text("Invited")
    check(desk)

    link = site.link_mailed_to("resident@example.com", "/pool/join/")
    phone = visitor(leader, phone=True)
    phone.goto(link)
    check(phone)
    expect(phone.locator("main")).to_contain_text("对方看不到")
    phone.get_by_role("button", name="接受邀请").click()
    expect(phone.locator("main")).to_contain_text("只有团队同意参与匹配")
    check(phone)
    phone.locator("input[name=agrees]").check()
    phone.get_by_role("button", name="接受邀请").click()
    expect(phone.locator("main")).to_contain_text("已进入项目库，未参赛")
    check(phone)
    phone.get_by_role("link", name="编辑").first.click()
    check(phone)
    phone.locator("[name='intro.zh'], [name=intro_zh]").first.fill("几分钟出结果的微流控检测芯片")
    phone.locator("main form.panel button[type=submit]").first.click()
    matched(site, season_id)

    phone.goto("/matches")
    phone.goto(phone.url.partition("?")[0] + "?kind=investor")
    expect(phone.locator("main")).to_contain_text("远岫资本")
    expect(phone.locator("main")).to_contain_text("基地入驻 · 临港示例基地")
    check(phone)
    phone.goto(phone.url.partition("?")[0] + "?kind=park")
    expect(phone.get_by_role("article").filter(has_text="临港示例基地")).to_have_count(0)

    fund = visitor(partner, locale="en")
    fund.goto("/candidates")
    expect(fund.locator("main")).to_contain_text("Resident of a base · Lingang Example Base")
    check(fund)
    assert "resident@example.com" not in fund.content()
    fund.get_by_role("link", name="Ask for an introduction").first.click()
    fund.locator("main form button[type=submit]").first.click()
    phone.goto("/introductions")
    phone.get_by_role("link", name="即时检测芯片").first.click()
    phone.locator("form[action*=accept] button").first.click()
    expect(phone.locator("main")).to_contain_text("fund@example.com")
    check(phone)

    staff = visitor(office)
    staff.goto("/office/pool")
    expect(staff.locator("main")).to_contain_text("临港示例基地")
    check(staff)
    staff.get_by_role("row").filter(has_text="即时检测芯片").get_by_role("link", name="结束").click()
    check(staff)
    staff.get_by_label("理由（团队将看到）").fill("已迁出基地")
    staff.get_by_role("button", name="移出项目库").click()
    expect(staff.locator("main")).to_contain_text("组委会移出")
    fund.goto("/candidates")
    expect(fund.locator("main")).not_to_contain_text("Lingang Example Base")
    phone.goto("/notices")
    expect(phone.locator("main")).to_contain_text("已迁出基地")
