"""What Aurora Coffee writes: its templates, its journeys, and what stands between them and people."""

from typing import Final

from workers.demo.rest import Json

SENDER: Final[Json] = {
    "channel": "email",
    "name": "Aurora Coffee",
    "address": "hello@aurora.example",
    "postal_address": "Aurora Coffee, 12 Harbour Row, Bristol BS1 4QA",
}
POLICY: Final[Json] = {
    "caps": [{"name": "Two e-mails a day", "channel": "email", "window": "day", "most": 2}],
    "quiet_hours": [{"starts": "21:00", "ends": "08:00", "channels": ["email", "sms", "push"]}],
}
HOLDOUT_PERCENT: Final = 15
BIG_PURCHASE_CENTS: Final = 5_000


def _mail(heading: str, text: str, button: str) -> str:
    return f"""<mjml><mj-body>
<mj-section><mj-column>
<mj-text font-size="22px">{heading}</mj-text>
<mj-text>{text}</mj-text>
<mj-button href="https://aurora.example/shop">{button}</mj-button>
</mj-column></mj-section>
<mj-section><mj-column><mj-text font-size="11px">
{{{{ sender.postal_address }}}} <a href="{{{{ links.unsubscribe }}}}">Unsubscribe</a>
</mj-text></mj-column></mj-section>
</mj-body></mjml>"""


def _content(**wordings: Json) -> Json:
    return {
        "markup": "mjml",
        "default_locale": "en",
        "defaults": {"person.first_name": "friend"},
        "wordings": wordings,
        "tracking": {"utm": {"source": "journey", "medium": "email"}},
    }


WELCOME: Final = _content(
    en={
        "subject": "Welcome, {{ person.first_name }}",
        "html": _mail(
            "Good to have met you, {{ person.first_name }}",
            "We are back from {{ person.met_at }}, roasting. Your first bag is posted free.",
            "See what is fresh",
        ),
    },
    es={
        "subject": "Bienvenida, {{ person.first_name }}",
        "html": _mail(
            "Qué gusto conocerte, {{ person.first_name }}",
            "Ya volvimos de {{ person.met_at }} y estamos tostando. El primer envío va por nuestra cuenta.",
            "Ver lo más fresco",
        ),
    },
)
BREWING: Final = _content(
    en={
        "subject": "How to brew what you bought",
        "html": _mail(
            "{{ event.beans }}, {{ person.first_name }}?",
            "Sixty grams to the litre, water just off the boil, four minutes.",
            "All recipes",
        ),
    }
)
LOYALTY: Final = _content(
    en={
        "subject": "A card for you, {{ person.first_name }}",
        "html": _mail("You bought, so here is your card", "Every tenth bag is on the house.", "My card"),
    }
)
TEN_PERCENT: Final = _content(
    en={
        "subject": "Ten per cent for the undecided",
        "html": _mail("Still looking, {{ person.first_name }}?", "Ten per cent off, until Sunday.", "Take it"),
    }
)
THE_FARM: Final = _content(
    en={
        "subject": "Who grew what you looked at",
        "html": _mail("Meet the farm, {{ person.first_name }}", "Three hectares above Huehuetenango.", "Read on"),
    }
)


def welcome_journey(name: str, segment: str, templates: dict[str, str]) -> Json:
    """Send, wait, look at what people did, split those who only looked, send again."""
    return {
        "name": name,
        "trigger": {"kind": "segment_entry", "segment": segment, "existing": True},
        "holdout_percent": HOLDOUT_PERCENT,
        "goals": [{"name": "bought", "event": {"event": "purchase"}}],
        "start": "welcome",
        "steps": {
            "welcome": {"kind": "send_email", "template": templates["welcome"], "next": "pause"},
            "pause": {"kind": "wait", "minutes": 1, "next": "what_they_did"},
            "what_they_did": {
                "kind": "decision",
                "branches": [
                    {"name": "bought", "when": _did("purchase"), "next": "loyalty"},
                    {"name": "looked", "when": _did("product_view"), "next": "experiment"},
                ],
                "otherwise": "done",
            },
            "experiment": {
                "kind": "split",
                "purpose": "experiment",
                "arms": [
                    {"name": "discount", "weight": 1, "next": "ten_percent"},
                    {"name": "story", "weight": 1, "next": "the_farm"},
                ],
            },
            "loyalty": {"kind": "send_email", "template": templates["loyalty"], "next": "done"},
            "ten_percent": {"kind": "send_email", "template": templates["ten_percent"], "next": "done"},
            "the_farm": {"kind": "send_email", "template": templates["the_farm"], "next": "done"},
            "done": {"kind": "exit"},
        },
    }


def brewing_journey(name: str, met_at: str, templates: dict[str, str]) -> Json:
    """For a few: whoever buys much gets a recipe at once, and stays until they come again.

    Journeys of tellings before this one are still active; ``met_at`` keeps these people out of them.
    """
    return {
        "name": name,
        "trigger": {
            "kind": "event",
            "event": {
                "event": "purchase",
                "where": [{"property": "amount_cents", "is": "at_least", "value": BIG_PURCHASE_CENTS}],
            },
        },
        "entry": {"kind": "attribute", "attribute": "met_at", "is": "is", "value": met_at},
        "start": "recipe",
        "steps": {
            "recipe": {"kind": "send_email", "template": templates["brewing"], "next": "second_bag"},
            "second_bag": {
                "kind": "wait_for_event",
                "event": {"event": "purchase"},
                "timeout_minutes": 60 * 24 * 14,
                "next": "done",
                "on_timeout": "done",
            },
            "done": {"kind": "exit"},
        },
    }


def _did(event: str) -> Json:
    return {"kind": "did", "event": event, "at_least": 1, "within_minutes": 60}
