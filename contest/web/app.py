"""The Flask application class and its assembly from settings and manifests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask import Response as FlaskResponse
from flask_bootstrap import Bootstrap5
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.db import TransactionMode, act_as, db, end_read, init_database, set_mode
from contest.kernel.encryption import keyring
from contest.kernel.holdings import register as holdings
from contest.kernel.jobs import registry
from contest.kernel.notices import registry as notice_kinds
from contest.kernel.settings import ROOT, Settings
from contest.kernel.signing import signer
from contest.kernel.storage import open_storage
from contest.kernel.ties import ties, veils
from contest.web import (
    cells,
    errors,
    headers,
    i18n,
    incoming,
    metrics,
    migrating,
    pages,
    serve,
    static_files,
    translations,
)
from contest.web.api import init_api
from contest.web.contributions import Fact, Manifest
from contest.web.extensions import babel, csrf, login_manager
from contest.web.guards import current_actor
from contest.web.idempotency import replay_or_run
from contest.web.navigation import init_navigation
from contest.web.template_texts import init_template_texts

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WITHOUT_DATABASE = frozenset({"static", "web.healthz", "web.styleguide"})


class HaijuFlask(Flask):
    """Commits once, here: a request that succeeded is saved, one that failed leaves no trace, a read cannot write."""

    def dispatch_request(self) -> Response:
        rule = request.url_rule
        if rule is None or rule.endpoint in WITHOUT_DATABASE:
            return self.make_response(super().dispatch_request())
        read_only = request.method in SAFE_METHODS
        try:
            set_mode(TransactionMode(read_only=read_only))
            if not read_only:
                act_as(str(current_actor().user_id or "anonymous"))
            response = self._respond(read_only)
            if read_only:
                end_read()
            elif response.status_code >= 400:
                db.session.rollback()
            else:
                db.session.commit()
        except BaseException:
            db.session.rollback()
            set_mode(TransactionMode(read_only=True))  # what an error page reads
            raise
        return response

    def send_static_file(self, filename: str) -> FlaskResponse:
        return static_files.send(Path(self.static_folder or ""), filename)

    def _respond(self, read_only: bool) -> FlaskResponse:
        def run() -> FlaskResponse:
            return self.make_response(super(HaijuFlask, self).dispatch_request())

        key = request.headers.get("Idempotency-Key")
        token_id = current_actor().token_id if key and not read_only else None
        return replay_or_run(request, token_id, key, run) if key and token_id else run()


def build_app(settings: Settings, manifests: Sequence[Manifest]) -> HaijuFlask:
    """Assemble the application. Starts nothing and connects to nothing."""
    app = HaijuFlask("haiju", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    _configure(app, settings)
    _trust_proxies(app, settings.trusted_proxies)
    metrics.init_metrics(app)
    init_database(app, settings)
    migrating.init_migrations(app)
    babel.init_app(app, locale_selector=i18n.select_locale)
    incoming.init_incoming(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    Bootstrap5(app)
    i18n.init_i18n(app)
    init_template_texts(app)
    cells.init_cells(app)
    errors.init_errors(app)
    headers.init_headers(app)
    app.register_blueprint(pages.blueprint)
    _install(app, manifests)
    init_api(app, [blueprint for manifest in manifests for blueprint in manifest.API])
    init_navigation(app, manifests)
    static_files.init_static(app)
    for command in (translations.group, *serve.COMMANDS):
        app.cli.add_command(command)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = settings
    keyring.install(settings.encryption_keys or (settings.secret_key,))
    signer.install(settings.signing_key or settings.secret_key)
    app.extensions["storage"] = open_storage(settings)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="haiju",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        REMEMBER_COOKIE_NAME="haiju_remember",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure_cookies,
        # Room for the form around the largest file.
        MAX_CONTENT_LENGTH=settings.files.max_bytes + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE=i18n.DEFAULT_LOCALE,
        BABEL_TRANSLATION_DIRECTORIES=str(translations.compile_catalogues(settings.data_dir)),
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=0,  # asked again unless the address names the content
    )


def _trust_proxies(app: Flask, count: int) -> None:
    """Believe what `count` proxies say of the client; without any, the headers are whatever somebody typed."""
    if count:
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]


def _install(app: Flask, manifests: Sequence[Manifest]) -> None:
    policy.install(grant for manifest in manifests for grant in manifest.GRANTS)
    registry.install(job for manifest in manifests for job in manifest.JOBS)
    notice_kinds.install({code: kind for manifest in manifests for code, kind in manifest.NOTICES.items()})
    holdings.install(
        tuple(holding for manifest in manifests for holding in manifest.HOLDINGS),
        tuple(obstacle for manifest in manifests for obstacle in manifest.OBSTACLES),
        tuple(ending for manifest in manifests for ending in manifest.ENDINGS),
    )
    ties.install(source for manifest in manifests for source in manifest.CONFLICTS)
    veils.install(veil for manifest in manifests for veil in manifest.VEILS)
    texts: dict[str, Any] = dict(errors.TEXTS)
    labels: dict[Any, Any] = {}
    deeds: dict[str, Any] = {}
    facts: dict[str, Fact] = {}
    for manifest in manifests:
        texts.update(manifest.TEXTS)
        labels.update(manifest.LABELS)
        deeds.update(manifest.DEEDS)
        for name, fact in manifest.FACTS.items():
            facts[name] = facts[name].and_codes_of(fact) if name in facts else fact
        for blueprint in manifest.BLUEPRINTS:
            app.register_blueprint(blueprint)
        for command in manifest.COMMANDS:
            app.cli.add_command(command)
    app.extensions.update(
        error_texts=texts, labels=labels, deeds=deeds, facts=facts, manifests=tuple(manifests)
    )
