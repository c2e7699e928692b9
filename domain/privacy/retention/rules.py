"""Every kind there is, with its days. Pure."""

from collections.abc import Mapping
from typing import Final

from domain.errors import InvalidInput
from domain.privacy.retention.values import Rule

JOURNEYS: Final = "journeys"
MAIN: Final = "main"
ANALYTICS: Final = "analytics"
DAY_MS: Final = 86_400_000
LONGEST_DAYS: Final = 400
RULES: Final[Mapping[str, Rule]] = {
    rule.kind: rule
    for rule in (
        Rule(kind="events", about="what people did", store=JOURNEYS, table="behaviour_events", age="received_at_ms", days=400, shortest_days=30),
        Rule(kind="events_set_aside", about="events that could not be taken in", store=JOURNEYS, table="behaviour_set_aside", age="at_ms", days=90),
        Rule(kind="letters", about="bodies of messages in the outbox", store=JOURNEYS, table="outbox_letters", age="at_ms", days=90),
        Rule(kind="feed_items", about="what apps and pages were shown", store=JOURNEYS, table="feed_items", age="until_ms", days=90),
        Rule(
            kind="feedback_words", about="words and links of what came back of messages", store=JOURNEYS, table="message_feedback",
            age="received_at_ms", days=180, blanks=("reason", "url"),
        ),
        Rule(
            kind="import_files", about="refused rows of files of people", store=JOURNEYS, table="contact_imports", age="at_ms",
            days=90, blanks=("errors", "file_name"),
        ),
        Rule(kind="journey_effects", about="effects of journeys that are closed", store=JOURNEYS, table="journey_effects", age="done_at_ms", days=30),
        Rule(
            kind="journey_inbox", about="what runs of journeys were told and have read", store=JOURNEYS, table="journey_inbox",
            age="at_ms", days=30, unless_awaited=True,
        ),
        Rule(kind="notifications", about="what people are told inside the product", store=MAIN, table="notifications", age="at_ms", days=90, shortest_days=31),
        Rule(kind="analytics_events", about="events in analytics", store=ANALYTICS, table="analytics_events", age="at_ms", days=90, shortest_days=7),
        Rule(kind="traces", about="why bid requests were answered as they were", store=ANALYTICS, table="bid_traces", age="at_ms", days=7),
    )
}  # fmt: skip

KEPT: Final[Mapping[str, str]] = {
    "consents": "what people said, with what shows it: as long as the person is known; gone when they are erased",
    "suppressions": "who must not be written to, by hash: until taken off the list, or the day said there; an erasure does not end it",
    "sale_opt_outs": "whose data is sold to and shared with nobody, by hash: until they opt in themselves; an erasure does not end it",
    "audit_log": "who did what: for good; fields of people lie under keys that an erasure destroys",
    "money": "what was spent and billed: for good",
}
"""What no days end, and how long it is kept instead."""


def longest_days(rule: Rule) -> int:
    """Analytics drops what is older than it does by itself, whoever wants it for longer."""
    return rule.days if rule.store == ANALYTICS else LONGEST_DAYS


def check_days(kind: str, days: int) -> Rule:
    """The kind's rule, if it may be kept for so long. Raises ``InvalidInput``."""
    if kind not in RULES:
        raise InvalidInput(
            f"'{kind}' is not a kind that is kept", field="kind", remedy=f"Known are {', '.join(RULES)}."
        )
    rule = RULES[kind]
    longest = longest_days(rule)
    if not rule.shortest_days <= days <= longest:
        raise InvalidInput(
            f"{rule.about} are kept for {rule.shortest_days} to {longest} days",
            field="days",
            remedy="Send days within that.",
        )
    return rule


def before_ms(days: int, *, now_ms: int) -> int:
    """What is older goes."""
    return now_ms - days * DAY_MS
