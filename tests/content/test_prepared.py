"""A version, rendered for a person: languages, blocks, defaults, links, and what each channel gets."""

import re

import pytest

from domain.campaigns.values import Channel
from domain.contacts.values import Contact
from domain.content.links.rules import LinkSigner
from domain.content.liquid.values import ContentRefused
from domain.content.markup.rules import to_html
from domain.content.prepared.rules import Prepared
from domain.content.rules import compile_version, fallback_chain, normal_locale
from domain.content.values import BlockContent, RenderInputs, TemplateContent, Variant, Wording
from domain.errors import Forbidden

NOW = 1_800_000_000_000
SIGNER = LinkSigner(["a:0123456789abcdef"], base_url="https://m.example")
ANA = Contact(
    person_id="per_ana",
    attributes={"first_name": "Ana", "tier": "gold", "city": "Wien"},
    identities={"email": ("ana@shop.example",)},
    locale="de-AT",
    time_zone="Europe/Vienna",
)


def prepared(content: TemplateContent, channel: Channel = Channel.EMAIL, *, blocks=None, signer=SIGNER) -> Prepared:
    version = compile_version(
        content, tenant_id="ours", template_id="tpl_1", version=3, channel=channel, blocks=blocks or {}
    )
    return Prepared(version, signer=signer)


def email(html: str = "<p>Hi</p>", subject: str = "Hi", **more) -> TemplateContent:
    wording = {name: more.pop(name) for name in ("text", "preheader", "headers") if name in more}
    return TemplateContent(wordings={"en": Wording(subject=subject, html=html, **wording)}, **more)


def render(
    content: TemplateContent, channel: Channel = Channel.EMAIL, *, blocks=None, contact=ANA, signer=SIGNER, **inputs
):
    inputs = {"now_ms": NOW, "message_id": "msg_1"} | inputs
    return prepared(content, channel, blocks=blocks, signer=signer).render(RenderInputs(contact=contact, **inputs))


# Languages


@pytest.mark.parametrize(
    ("locale", "chain"),
    [
        ("de-AT", ("de-AT", "de", "en")),
        ("de_at", ("de-AT", "de", "en")),
        ("zh-Hant-TW", ("zh-Hant-TW", "zh-Hant", "zh", "en")),
        ("", ("en",)),
        ("english please", ("en",)),
    ],
)
def test_a_language_falls_back_to_the_more_general_and_then_to_the_default(locale, chain):
    assert fallback_chain(locale, "en") == chain


def test_a_language_takes_what_it_does_not_say_from_the_one_it_falls_back_to():
    content = TemplateContent(
        wordings={
            "en": Wording(subject="Hello", html="<p>Good day</p>"),
            "de": Wording(subject="Hallo", html="<p>Guten Tag</p>"),
            "de-AT": Wording(subject="Servus"),
        }
    )
    austrian = render(content)
    assert (austrian.subject, "Guten Tag" in austrian.html, austrian.locale) == ("Servus", True, "de-AT")
    swiss = render(content, contact=Contact(person_id="p", locale="de-CH"))
    assert (swiss.subject, swiss.locale) == ("Hallo", "de")
    nobody = render(content, contact=Contact(person_id="p", locale="ja"))
    assert (nobody.subject, nobody.locale) == ("Hello", "en")
    assert normal_locale("DE-at") == "de-AT"


# Values


def test_defaults_fill_what_is_missing_or_empty_and_required_values_refuse():
    content = email(
        "<p>{{ person.nick }}{{ event.gift.name }}</p>", defaults={"person.nick": "friend", "event.gift.name": "a pen"}
    )
    made = render(content, contact=Contact(person_id="p", attributes={"nick": ""}), event={"gift": {"size": 1}})
    assert "friend" in made.html
    assert "a pen" in made.html
    assert made.missing == ()
    with pytest.raises(ContentRefused) as refused:
        render(email(required=("person.vat",)))
    assert refused.value.field == "person.vat"


def test_a_persons_values_never_become_markup_headers_or_liquid():
    evil = Contact(person_id="p", attributes={"first_name": "<b>{{ person.id }}</b>\r\nBcc: x@y"})
    made = render(
        email(
            "<p>{{ person.first_name }}</p>",
            "Hi {{ person.first_name }}",
            headers={"X-Name": "{{ person.first_name }}"},
        ),
        contact=evil,
    )
    assert "&lt;b&gt;{{ person.id }}" in made.html
    assert "\n" not in made.subject + made.headers["X-Name"]


def test_what_led_here_is_read_flat_or_whole():
    for event in ({"sku": "A1", "name": "bought"}, {"name": "bought", "at_ms": NOW, "properties": {"sku": "A1"}}):
        made = render(email("<p>{{ event.name }}/{{ event.sku }}</p>"), event=event)
        assert "bought/A1" in made.html


def test_rendering_changes_nothing_it_was_given():
    event = {"cart": [{"name": "a"}], "gift": {}}
    inputs = RenderInputs(contact=ANA, now_ms=NOW, event=event)
    ready = prepared(
        email(
            "{% for item in event.cart %}{{ item.name }}{% endfor %}{% assign event = 1 %}",
            defaults={"event.gift.name": "pen"},
        )
    )
    assert ready.render(inputs) == ready.render(inputs)
    assert event == {"cart": [{"name": "a"}], "gift": {}}
    assert "first_name" in ANA.attributes
    assert len(ANA.attributes) == 3


# Blocks

FOOTER = BlockContent(
    variants=(
        Variant(
            when={"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"},
            wordings={"en": "<p>Gold for {{ person.first_name }}</p>"},
        ),
        Variant(wordings={"en": "<p>Everybody</p>", "de": "<p>Alle</p>"}),
    )
)


def test_a_block_shows_the_first_variant_that_fits_in_the_receivers_language():
    content = TemplateContent(
        wordings={"en": Wording(subject="s", html="{% block 'footer' %}"), "de": Wording(subject="s")}
    )
    blocks = {"footer": (4, FOOTER)}
    assert "Gold for Ana" in render(content, blocks=blocks).html
    plain = Contact(person_id="p", attributes={"tier": "basic"}, locale="de")
    assert "Alle" in render(content, blocks=blocks, contact=plain).html
    version = prepared(content, blocks=blocks).version
    assert version.blocks == {"footer": 4}


def test_a_block_for_a_segment_asks_the_facts_it_is_given():
    from domain.predicates.values import Facts

    segment = "seg_" + "0" * 26
    block = BlockContent(
        variants=(Variant(when={"kind": "in_segment", "segment": segment}, wordings={"en": "<p>inside</p>"}),)
    )
    blocks = {"offer": (1, block)}
    assert (
        "inside" in render(email("{% block 'offer' %}"), blocks=blocks, facts=Facts(segments=frozenset({segment}))).html
    )
    assert "inside" not in render(email("{% block 'offer' %}"), blocks=blocks, facts=Facts()).html


@pytest.mark.parametrize(
    ("blocks", "rule"),
    [
        ({}, "no published block 'a'"),
        (
            {
                "a": (1, BlockContent(variants=(Variant(wordings={"en": "{% block 'b' %}"}),))),
                "b": (1, BlockContent(variants=(Variant(wordings={"en": "{% block 'a' %}"}),))),
            },
            "holds itself",
        ),
        (
            {"a": (1, BlockContent(markup="mjml", variants=(Variant(wordings={"en": "<mj-text>x</mj-text>"}),)))},
            "is mjml",
        ),
    ],
)
def test_a_block_that_is_missing_holds_itself_or_does_not_fit_is_refused(blocks, rule):
    with pytest.raises(ContentRefused) as refused:
        render(email("{% block 'a' %}"), blocks=blocks)
    assert rule in refused.value.rule


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("<mjml><mj-body></mj-body></mjml>\n\nhello", 3, "after </mjml>"),
        ("\n\nhello <mjml><mj-body></mj-body></mjml>", 3, "before <mjml>"),
        ("<mjml><mj-body>{% comment %}\n{% endcomment %}</mj-body></mjml>\nhello", 3, "after </mjml>"),
        ("<mjml>\n<mj-body>\n<mj-section>\n</mj-body></mjml>", 4, "</mj-body> stands where <mj-section> is open"),
        ("<mjml>\n<mj-body>", 2, "<mj-body> is not closed"),
        (
            "<mjml><mj-body><mj-section><mj-column>\n<mj-text align=left>x</mj-text></mj-column></mj-section></mj-body></mjml>",
            2,
            "'align' without quotes",
        ),
    ],
)
def test_what_is_no_mjml_is_refused_with_its_line(source, line, said):
    with pytest.raises(ContentRefused) as refused:
        to_html(source, is_mjml=True)
    assert (refused.value.line, said in refused.value.rule) == (line, True)


def test_mjml_may_be_conditional_between_its_elements():
    source = (
        "<mjml><mj-body>{% if person.tier == 'gold' %}<mj-section><mj-column><mj-text>Gold</mj-text></mj-column></mj-section>"
        "{% else %}<mj-section><mj-column><mj-text>Others</mj-text></mj-column></mj-section>{% endif %}"
        "<mj-section><mj-column>{% for item in event.cart %}<mj-text>{{ item.name }}</mj-text>{% endfor %}</mj-column></mj-section>"
        "</mj-body></mjml>"
    )
    made = render(email(source, markup="mjml"), event={"cart": [{"name": "Tea"}, {"name": "Cup"}]})
    assert "Gold" in made.html
    assert "Others" not in made.html
    assert made.text.split() == ["Gold", "Tea", "Cup"]


# Links


def links_of(html: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', html)


def test_links_are_counted_and_lead_where_the_author_said_with_utm():
    utm = {"utm": {"source": "ce", "campaign": "spring sale"}}
    made = render(email('<a href="https://shop.example/x?a=1&amp;utm_source=own#top">x</a>', tracking=utm))
    [link] = links_of(made.html)
    reading, token = link.removeprefix("https://m.example/r/c/").split("/")
    said, address = SIGNER.read_click(reading, token, now_ms=NOW + 1)
    assert address == "https://shop.example/x?a=1&utm_source=own&utm_campaign=spring%20sale#top"
    assert (said.tenant_id, said.message_id, said.channel) == ("ours", "msg_1", "email")
    assert link in made.text


def test_a_link_made_of_a_persons_value_is_signed_for_that_person():
    made = render(email('<a href="{{ event.url }}">x</a>'), event={"url": 'https://shop.example/?q="x"&y'})
    [link] = links_of(made.html)
    _, address = SIGNER.read_click(*link.removeprefix("https://m.example/r/c/").split("/"), now_ms=NOW)
    assert address == 'https://shop.example/?q="x"&y'


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "JavaScript&colon;x".replace("&colon;", ":"), "vbscript:x"]
)
def test_a_link_that_would_run_something_is_refused(address):
    with pytest.raises(ContentRefused) as refused:
        render(email('<a href="{{ event.url }}">x</a>'), event={"url": address})
    assert refused.value.field == "html"


def test_links_that_are_ours_are_left_as_they_are_and_mail_programs_can_unsubscribe():
    made = render(email('<a href="{{ links.unsubscribe }}">u</a><a href="mailto:a@b.example">m</a><a href="#x">x</a>'))
    unsubscribe, mail, anchor = links_of(made.html)
    assert made.headers == {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert made.unsubscribe_url == unsubscribe
    assert (mail, anchor) == ("mailto:a@b.example", "#x")
    said = SIGNER.read_choosing(unsubscribe.removeprefix("https://m.example/r/u/"), now_ms=NOW, to_show=False)
    assert (said.person_id, said.message_id) == ("per_ana", "msg_1")


def test_a_receipt_offers_no_unsubscribing_and_opens_are_counted_by_a_picture():
    made = render(email("<html><body><p>x</p></body></html>"), is_transactional=True)
    assert made.headers == {}
    assert made.unsubscribe_url == ""
    assert re.search(r'<img src="https://m\.example/r/o/[^"]+\.gif"[^>]*></body>', made.html)


def test_a_preview_and_tracking_switched_off_leave_the_authors_links():
    html = '<a href="https://shop.example/">x</a>'
    assert links_of(render(email(html), message_id="").html) == ["https://shop.example/"]
    made = render(email(html, tracking={"clicks": False, "opens": False}))
    assert links_of(made.html) == ["https://shop.example/"]
    assert "<img" not in made.html


def test_no_link_of_one_template_is_believed_of_another():
    made = render(email('<a href="https://shop.example/">x</a>'))
    reading, token = links_of(made.html)[0].removeprefix("https://m.example/r/c/").split("/")
    elsewhere = SIGNER.link(b"another scope", "https://evil.example/")
    for forged in (elsewhere, token[:-2] + ("AA" if token[-2:] != "AA" else "BB")):
        with pytest.raises(Forbidden):
            SIGNER.read_click(reading, forged, now_ms=NOW)


# Channels


@pytest.mark.parametrize(
    ("channel", "wording", "expected"),
    [
        (Channel.SMS, {"text": "Hi {{ person.first_name }}"}, {"text": "Hi Ana"}),
        (
            Channel.PUSH,
            {
                "title": "Hi",
                "body": "{{ person.city }}",
                "url": "app://x/{{ person.tier }}",
                "data": {"points": "{{ variables.points }}"},
            },
            {"title": "Hi", "body": "Wien", "data": {"points": 7, "url": "app://x/gold"}},
        ),
        (
            Channel.WEBHOOK,
            {"data": {"who": {"name": "{{ person.first_name }}"}, "all": ["{{ person.city }}", 1, None]}},
            {"data": {"who": {"name": "Ana"}, "all": ["Wien", 1, None]}},
        ),
        (
            Channel.CONTENT_CARD,
            {"title": "T", "buttons": [{"label": "Go {{ person.city }}", "url": "https://x.example"}]},
            {"title": "T", "data": {"buttons": [{"label": "Go Wien", "url": "https://x.example", "action": ""}]}},
        ),
        (
            Channel.WHATSAPP,
            {"text": "Hi", "media_urls": ["https://x.example/{{ person.tier }}.png"]},
            {"text": "Hi", "media_urls": ("https://x.example/gold.png",)},
        ),
    ],
)
def test_each_channel_gets_what_it_has_a_place_for(channel, wording, expected):
    made = render(TemplateContent(wordings={"en": Wording(**wording)}), channel, variables={"points": 7})
    assert {name: getattr(made, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("channel", "wording", "rule"),
    [
        (Channel.SMS, {"text": "x", "subject": "x"}, "has no subject"),
        (Channel.EMAIL, {"html": "x"}, "has no subject"),
        (Channel.EMAIL, {"subject": "x"}, "has no html or text"),
        (Channel.EMAIL, {"subject": "x", "html": "x", "headers": {"Bcc": "x"}}, "'Bcc'"),
    ],
)
def test_what_a_channel_has_no_place_for_or_cannot_do_without_is_refused(channel, wording, rule):
    with pytest.raises(ContentRefused) as refused:
        render(TemplateContent(wordings={"en": Wording(**wording)}), channel)
    assert rule in refused.value.rule


# What has to be there beforehand


def test_a_template_says_which_items_and_addresses_a_person_needs():
    content = email(
        "{{ items.product.title }}{{ fetched.weather.now }}",
        lookups=[
            {"name": "product", "catalogue": "products", "item": "{{ event.sku }}"},
            {"name": "also", "catalogue": "products", "item": "{{ event.more | join: ',' }}", "many": True},
        ],
        fetches=[{"name": "weather", "url": "https://api.example.com/w?c={{ person.city | url_encode }}"}],
    )
    ready = prepared(content)
    wanted = ready.wants(RenderInputs(contact=ANA, now_ms=NOW, event={"sku": "A1", "more": ["B", "C", "B"]}))
    assert wanted.items == {"product": ("products", ("A1",)), "also": ("products", ("B", "C"))}
    assert wanted.fetches == {"weather": "https://api.example.com/w?c=Wien"}
    made = ready.render(
        RenderInputs(contact=ANA, now_ms=NOW, items={"product": {"title": "Tea"}}, fetched={"weather": {"now": "sun"}})
    )
    assert "Teasun" in made.html
