"""What a message's content costs: published once, parsed once in a process, rendered for everybody."""

import time
from collections.abc import Callable
from typing import Final

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from domain.campaigns.values import Channel
from domain.contacts.values import Contact
from domain.content.links.rules import LinkSigner
from domain.content.prepared.rules import Prepared
from domain.content.rules import compile_version
from domain.content.values import RenderInputs, TemplateContent, TemplateVersion, Wording

NOW_MS: Final = 1_800_000_000_000
_WINDOWS: Final = 20
_RENDERS: Final = 1_000
_EMAIL: Final = """<mjml><mj-head><mj-style>.a{color:#225}</mj-style></mj-head><mj-body>
<mj-section><mj-column><mj-image src="https://cdn.example/logo.png" alt="Aurora" href="https://shop.example/"/>
<mj-text>Hi {{ person.first_name | default: "friend" }}, you have {{ person.points }} points in {{ person.city }}.</mj-text>
{% if person.tier == "gold" %}<mj-text>Gold members taste first.</mj-text>{% else %}<mj-text>Taste with us.</mj-text>{% endif %}
<mj-table>{% for item in event.cart %}<tr><td>{{ item.name }}</td><td>{{ item.price }}</td>
<td><a href="{{ item.url }}">see</a></td></tr>{% endfor %}</mj-table>
<mj-button href="https://shop.example/cart?x=1&amp;y=2">Your cart</mj-button>
<mj-text><a href="https://shop.example/a">New</a> <a href="https://shop.example/b">Best</a> <a href="https://shop.example/c">Shops</a></mj-text>
<mj-text>{{ sender.postal_address }} <a href="{{ links.unsubscribe }}">Unsubscribe</a>
<a href="{{ links.preferences }}">Preferences</a></mj-text></mj-column></mj-section></mj-body></mjml>"""
_SUBJECT: Final = "{{ person.first_name | default: 'You' }}, your cart is waiting"


def _version(channel: Channel, content: TemplateContent) -> TemplateVersion:
    return compile_version(content, tenant_id="aurora", template_id="tpl_1", version=1, channel=channel, blocks={})


def _email() -> TemplateContent:
    return TemplateContent(
        markup="mjml",
        wordings={"en": Wording(subject=_SUBJECT, preheader="Today only", html=_EMAIL)},
        tracking={"utm": {"source": "aurora", "campaign": "cart"}},
    )


async def content(bench: Bench) -> list[Figure]:
    """CPU, not wall time: nothing is waited for."""
    bench.say("Content")
    signer = LinkSigner(["bench:0123456789abcdef0123"], base_url="https://m.aurora.example")
    inputs = RenderInputs(
        contact=Contact(
            person_id="per_01jd3k8m6v4x9q2w7r5t0y1z3b",
            attributes={"first_name": "Ana", "tier": "gold", "city": "Wien", "points": 1250},
            identities={"email": ("ana@shop.example",)},
            locale="de-AT",
            time_zone="Europe/Vienna",
        ),
        now_ms=NOW_MS,
        message_id="msg_01jd3k8m6v4x9q2w7r5t0y1z3b",
        event={"cart": [{"name": f"Tea {n}", "price": "9.99", "url": f"https://shop.example/p/{n}"} for n in range(3)]},
        sender={"postal_address": "Aurora, 1 Main Street"},
    )
    version = _version(Channel.EMAIL, _email())
    email = Prepared(version, signer=signer)
    sms = Prepared(
        _version(Channel.SMS, TemplateContent(wordings={"en": Wording(text="Hi {{ person.first_name }}, come by.")})),
        signer=signer,
    )
    size = len(email.render(inputs).html)
    return [
        Figure(
            name="Content: an ordinary e-mail, rendered",
            value=_cpu_us(lambda: email.render(inputs), _RENDERS),
            unit="µs a person",
            bar=60,
            note=f"HTML of {size:,} characters and text: 12 links, 3 of them the person's own, a loop, a condition",
        ),
        Figure(
            name="Content: a text message, rendered",
            value=_cpu_us(lambda: sms.render(inputs), _RENDERS),
            unit="µs a person",
        ),
        Figure(
            name="Content: a version, parsed",
            value=_cpu_us(lambda: Prepared(version, signer=signer), 5) / 1_000,
            unit="ms a process",
        ),
        Figure(
            name="Content: MJML, published",
            value=_cpu_us(lambda: _version(Channel.EMAIL, _email()), 5) / 1_000,
            unit="ms a version",
        ),
    ]


def _cpu_us(work: Callable[[], object], times: int) -> float:
    """The best window: the others had company."""
    best = float("inf")
    for _ in range(_WINDOWS):
        started = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - started) / times)
    return best * 1e6
