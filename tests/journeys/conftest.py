"""A real server on a database of its own, a real browser on it, and axe on every page it visits."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

import wsgi
from contest.accounts.models import User
from contest.kernel.db import conninfo, db, side_sessions
from contest.kernel.worker import build_app
from contest.mail.models import Letter
from tests import database, factories
from tests.browser_setup import FONT, chromium
from tests.working import work_off

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# Milliseconds a busy machine may take for what usually takes a few: waiting longer proves nothing less.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
MISPLACED = ("htmx:oobErrorNoTarget", "htmx:targetError", "htmx:swapError")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    why = (
        None
        if chromium() and FONT.exists()
        else "Chromium or the Noto CJK fonts are not installed (see `make test`)"
    )
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if why:
                item.add_marker(pytest.mark.skip(reason=why))


class Busy:
    """Counts the requests an application is at work on; a stream is over once it was begun, for it asks nothing."""

    def __init__(self, app: Flask) -> None:
        self.app, self.requests, self._change = app, 0, threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self._count(1)
        try:
            answer = self.app(environ, start_response)
        except BaseException:
            self._count(-1)
            raise
        if environ["PATH_INFO"].endswith("events"):
            self._count(-1)
            return answer
        return ClosingIterator(answer, [lambda: self._count(-1)])

    def _count(self, change: int) -> None:
        with self._change:
            self.requests += change
            self._change.notify_all()

    def wait(self, seconds: float) -> bool:
        """Say whether all were answered within so many seconds."""
        with self._change:
            return self._change.wait_for(lambda: self.requests == 0, timeout=seconds)


class Site:
    """The served application: where it is, what is in its database, what it mailed."""

    def __init__(self, app: Flask) -> None:
        self.app, self.port = app, 0
        self.busy = Busy(app)
        self.start()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve; after `stop` on the same port."""
        self.server = make_server("127.0.0.1", self.port, self.busy, threaded=True)
        self.port = self.server.port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Close the port: whoever asks now gets no answer."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @contextmanager
    def data(self) -> Iterator[Any]:
        """Give a session; what happens inside is committed."""
        with self.app.app_context():
            db.session().expire_on_commit = False  # rows may be read after it closed
            yield db.session
            db.session.commit()

    def work(self) -> None:
        """Do every deferred job, as the worker would."""
        jobs = [job for manifest in wsgi.MANIFESTS for job in manifest.JOBS]
        queue = build_app(conninfo(self.app), jobs, around=self.app.app_context)
        work_off(queue)

    def link_mailed_to(self, email: str, part: str) -> str:
        """Return the newest link mailed to an address whose path contains `part`."""
        self.work()
        with self.app.app_context():
            query = select(Letter.text).where(Letter.recipient == email).order_by(Letter.created_at.desc())
            for text in db.session.execute(query).scalars():
                for link in re.findall(r"https?://\S+", text or ""):
                    if part in link:
                        return self.url + "/" + link.split("/", 3)[3]
        raise AssertionError(f"no letter to {email} with a link to {part}")


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The application served on a free port, with CSRF and everything else as in production."""
    name = f"t_{os.getpid()}_journeys"
    app = wsgi.create_app(database.settings_for(database.create_copy(name), demo=True))
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    served = Site(app)
    yield served
    served.stop()
    with app.app_context():
        db.engine.dispose()
    database.drop(name)


@pytest.fixture(autouse=True)
def own_side_transactions(site: Site) -> Iterator[None]:
    """Have facts that outlive a request go to the site's database: another test of this process may have moved them.

    The next test may move them again: what a browser asked for last is answered before.
    """
    with site.app.app_context():
        side_sessions.configure(bind=db.engine, join_transaction_mode="conditional_savepoint")
    yield
    site.busy.wait(3)  # seconds; a browser that went away in the middle of an upload keeps one waiting


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`visitor(user, phone=True, locale="en")` is a page of a browser of that person's own (None: not signed in).

    Closing checks what every journey promises: no script error, no failed request of ours, no piece of a page that
    finds no place in it.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def make(user: User | None = None, *, phone: bool = False, locale: str = "zh") -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            locale="zh-CN" if locale == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: troubles.append(f"{page.url}: {said.text}") if misplaced(said) else None
        )
        page.on(
            "response",
            lambda answer: troubles.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )
        if user is not None:
            sign_in(page, user.email)
        return page

    yield make
    for context in contexts:
        context.close()
    assert troubles == []


def misplaced(said: ConsoleMessage) -> bool:
    """Say whether htmx complains of our own markup; that an answer was refused is no such complaint."""
    return said.type == "error" and any(name in said.text for name in MISPLACED)


def sign_in(page: Page, email: str) -> None:
    """Sign in by the form."""
    page.goto("/account/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(factories.PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile("/desk"))


def check(page: Page) -> None:
    """Hold the page to what every page owes its reader: axe finds nothing, and it does not scroll sideways."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    told = [f"{v['id']}: {[n['target'] for n in v['nodes'][:3]]}" for v in found]
    assert told == [], f"{page.url}\n" + "\n".join(told)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} scrolls sideways by {overflow} px"
