"""What is found wrong with content, with the place and the remedy."""

import pytest

from domain.campaigns.values import Channel
from domain.content.prepared.rules import Prepared
from domain.content.proofing.rules import check_rendered, check_tried, check_written
from domain.content.rules import compile_version
from domain.content.values import Rendered, Severity, TemplateContent, Wording
from domain.delivery.values import Purpose

FINE = '<p>{{ person.first_name | default: "you" }}</p><img src="https://x.example/a.png" alt=""><a href="{{ links.unsubscribe }}">u</a>{{ sender.postal_address }}'


def written(html: str = FINE, *, purpose: Purpose = Purpose.MARKETING, **more):
    content = TemplateContent(wordings={"en": Wording(subject="Hello", html=html)}, **more)
    version = compile_version(content, tenant_id="t", template_id="tpl", version=0, channel=Channel.EMAIL, blocks={})
    return {one.rule: one for one in check_written(content, version, purpose=purpose)}


def rendered(channel: Channel = Channel.EMAIL, **fields):
    return {one.rule: one for one in check_rendered(Rendered(**fields), channel)}


@pytest.mark.parametrize(
    ("html", "rule", "line"),
    [
        ("<p>\n{{ person.city }}" + FINE, "value_without_default", 2),
        (FINE + '\n<img src="https://x.example/b.png">', "image_without_alt", 2),
        (FINE + '\n<img alt="" src="data:image/png;base64,AAAA">', "inline_image", 2),
        ("<p>nothing</p>", "no_unsubscribe", 0),
        ('<a href="{{ links.unsubscribe }}">u</a>', "no_postal_address", 0),
    ],
)
def test_what_is_written_is_held_against_its_author_with_the_line(html, rule, line):
    found = written(html)[rule]
    assert found.line == line
    assert found.locale == "en"
    assert found.remedy


def test_what_was_thought_of_is_not_found_again():
    assert set(written()) <= {"mostly_images"}
    asked = "{% if person.city %}{{ person.city }}{% endif %}" + FINE
    assert "value_without_default" not in written(asked)
    assert "value_without_default" not in written("{{ person.city }}" + FINE, defaults={"person.city": "town"})
    assert "value_without_default" not in written("{{ person.city }}" + FINE, required=("person.city",))


def test_a_receipt_needs_no_way_to_unsubscribe():
    assert "no_unsubscribe" not in written("<p>x</p>", purpose=Purpose.TRANSACTIONAL)


@pytest.mark.parametrize(
    ("channel", "fields", "rule", "severity"),
    [
        (Channel.EMAIL, {"subject": "s", "text": "t", "html": "x" * 104_449}, "clipped", Severity.ERROR),
        (Channel.EMAIL, {"subject": "s", "text": "t", "html": "x" * 90_000}, "nearly_clipped", Severity.NOTE),
        (Channel.EMAIL, {"subject": " ", "text": "t"}, "empty_subject", Severity.ERROR),
        (Channel.EMAIL, {"subject": "EVERYTHING MUST GO", "text": "t"}, "shouting", Severity.WARNING),
        (Channel.EMAIL, {"subject": "Now!!", "text": "t"}, "excited", Severity.WARNING),
        (Channel.EMAIL, {"subject": "Act now", "text": "t"}, "spam_words", Severity.WARNING),
        (Channel.EMAIL, {"subject": "s", "text": "https://bit.ly/x"}, "shortener", Severity.WARNING),
        (Channel.EMAIL, {"subject": "s", "html": "<p>x</p>"}, "no_text", Severity.WARNING),
        (Channel.EMAIL, {"subject": "s", "text": "t", "missing": ("person.x",)}, "value_missing", Severity.WARNING),
        (Channel.SMS, {"text": "a" * 161}, "sms_segments", Severity.NOTE),
        (Channel.SMS, {"text": "a" * 1_700}, "sms_segments", Severity.ERROR),
        (Channel.SMS, {"text": "“quoted”"}, "unicode_sms", Severity.WARNING),
        (Channel.SMS, {"text": ""}, "empty_text", Severity.ERROR),
        (Channel.PUSH, {"body": "b" * 4_200}, "push_too_large", Severity.ERROR),
        (Channel.WEB_PUSH, {"body": "b" * 4_000}, "push_too_large", Severity.ERROR),
        (Channel.PUSH, {"title": "t" * 51, "body": "b"}, "long_title", Severity.NOTE),
        (Channel.WHATSAPP, {"text": "x" * 4_097}, "too_long", Severity.ERROR),
    ],
)
def test_what_is_rendered_is_held_against_inboxes_and_networks(channel, fields, rule, severity):
    found = rendered(channel, **fields)[rule]
    assert found.severity is severity
    assert found.remedy


def test_an_ordinary_message_has_nothing_against_it():
    assert rendered(subject="Your table is ready", text="Come by.", html="<p>Come by.</p>") == {}
    assert rendered(Channel.SMS, text="Your table is ready.") == {}
    assert rendered(Channel.PUSH, title="Ready", body="Come by.") == {}


ZERO = "{{ 5 | divided_by: 0 }}"
TRIED = [
    ("fine", FINE, []),
    ("reads nobody", ZERO, [("never_rendered", Severity.ERROR)]),
    ("too long for anybody", "{% for a in (1..90000000) %}{{ a }}{% endfor %}", [("never_rendered", Severity.ERROR)]),
    ("fails for all", "{{ person.city }}" + ZERO, [("hardly_rendered", Severity.WARNING)]),
    ("asks for a value", "{{ 5 | divided_by: person.score }}", []),
    ("asks for none", "{% if person.score %}" + ZERO + "{% endif %}", []),
]


@pytest.mark.parametrize(("html", "told"), [one[1:] for one in TRIED], ids=[one[0] for one in TRIED])
def test_what_can_be_rendered_for_nobody_is_told_before_it_is_sent(html, told):
    content = TemplateContent(wordings={"en": Wording(subject="Hello", html=html)}, required=["person.nickname"])
    version = compile_version(content, tenant_id="t", template_id="tpl", version=1, channel=Channel.EMAIL, blocks={})
    found = check_tried(Prepared(version), now_ms=0)
    assert [(one.rule, one.severity) for one in found] == told
    assert all(one.locale == "en" and one.field == "html" and one.remedy for one in found)
