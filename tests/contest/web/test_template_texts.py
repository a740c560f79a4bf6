"""Texts of templates: in the reader's language, with what people typed escaped."""

from __future__ import annotations

from flask import Flask, render_template_string
from flask_babel import force_locale

TEXT = '{{ _("%(number)s is submitted.", number=number) }}'


def test_a_text_follows_the_language_of_the_moment(app: Flask) -> None:
    with app.test_request_context():
        found = {}
        for locale in ("zh", "en", "zh"):
            with force_locale(locale):
                found.setdefault(locale, set()).add(render_template_string('{{ _("Submitted") }}'))
    assert found == {"zh": {"已提交"}, "en": {"Submitted"}}


def test_what_goes_into_a_text_is_escaped_and_the_text_is_not_escaped_again(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        page = render_template_string(TEXT + "{{ _('Q&A') }}{{ _('100%%') }}", number="<b>7</b>")
    assert page == "&lt;b&gt;7&lt;/b&gt; is submitted.Q&A100%"


def test_letters_in_plain_text_escape_nothing(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert render_template_string(
            "{% autoescape false %}" + TEXT + "{% endautoescape %}", number="A&B"
        ) == ("A&B is submitted.")


def test_a_space_stands_between_english_sentences_only(app: Flask) -> None:
    template = "{{ sentences(_('Saved.'), '', other, none) }}|{{ _('Saved.') }}{{ gap() }}{{ other }}"
    with app.test_request_context():
        found = {}
        for locale in ("zh", "en"):
            with force_locale(locale):
                found[locale] = render_template_string(template, other="<b>.")
    assert found == {
        "zh": "已保存。&lt;b&gt;.|已保存。&lt;b&gt;.",
        "en": "Saved. &lt;b&gt;.|Saved. &lt;b&gt;.",
    }
