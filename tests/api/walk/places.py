"""What every parameter of a path stands for, and what is sent to each route that takes a body.

A route that is added with a parameter nobody has named here fails the walk. So does one that takes a body to one record and
has no example of it, because a refusal of the body would look like a refusal of the record.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.journeys.definitions import TEMPLATE, journey, wait

Ids = Mapping[str, str]

RECORDS: Final[Mapping[str, str]] = {
    "/api/v1/management/campaigns/{campaign_id}": "campaign",
    "/api/v1/management/creatives/{creative_id}": "creative",
    "/api/v1/management/creatives/{creative_id}/clearances/{exchange_id}": "exchange",
    "/api/v1/brand/assets/{asset_id}": "asset",
    "/api/v1/brand/assets/{asset_id}/uses/{kind}/{subject_id}": "campaign",
    "/api/v1/brand/assets/folders/{folder_id}": "folder",
    "/api/v1/brand/exports/{export_id}": "export",
    "/api/v1/brand/kits/{kit_id}": "kit",
    "/api/v1/brand/validations/creatives/{creative_id}": "creative",
    "/api/v1/workflows/campaigns/{campaign_id}": "campaign",
    "/api/v1/workflows/campaigns/{campaign_id}/tasks/{task_id}": "task",
    "/api/v1/workflows/campaigns/{campaign_id}/overrides/{override_id}": "override",
    "/api/v1/platform/tenants/{tenant_id}": "tenant",
    "/api/v1/platform/users/{user_id}": "user",
    "/api/v1/platform/tokens/{token_id}": "token",
    "/api/v1/platform/identity-providers/{provider_id}": "provider",
    "/api/v1/platform/users/{user_id}/identity-providers/{provider_id}": "provider",
    "/api/v1/sessions/{session_id}": "session",
    "/api/v1/audit/people/{person_id}": "user",
    "/api/v1/platform/exchanges/{exchange_id}": "exchange",
    "/api/v1/profiles/{person_id}": "profile",
    "/api/v1/bids/{request_id}": "request",
    "/api/v1/campaigns/{campaign_id}": "campaign",
    "/api/v1/campaigns/{campaign_id}/forecast/{forecast_id}": "forecast",
    "/v1/dsp/accounts/{account_id}": "platform_account",
    "/v1/dsp/accounts/{account_id}/campaigns/{campaign_id}": "campaign",
    "/v1/dsp/audiences/{audience_id}": "audience",
    "/api/v1/contacts/{person_id}": "person",
    "/api/v1/data-requests/{request_id}": "data_request",
    "/api/v1/content/templates/{template_id}": "template",
    "/api/v1/content/blocks/{name}": "block",
    "/api/v1/content/catalogues/{name}": "catalogue",
    "/api/v1/content/sources/{host}": "host",
    "/api/v1/contact-files/mappings/{name}": "mapping",
    "/api/v1/contact-files/imports/{import_id}": "import",
    "/api/v1/behaviour/schemas/{name}": "schema",
    "/api/v1/behaviour/attributes/{name}": "attribute",
    "/api/v1/behaviour/set-aside/{item_id}": "set_aside",
    "/api/v1/segments/people/{person_id}": "person",
    "/api/v1/workspace/launches/{launch_id}": "launch",
    "/api/v1/workspace/launches/{launch_id}/waiting-creatives/{wish_id}": "wish",
    "/api/v1/workspace/objectives/{campaign_id}": "campaign",
    "/api/v1/workspace/blackouts/{blackout_id}": "blackout",
    "/api/v1/workspace/templates/{template_id}": "campaign_template",
    "/api/v1/workspace/views/{view_id}": "view",
    "/api/v1/management/campaigns/{campaign_id}/comments/{comment_id}": "comment",
    "/api/v1/management/campaigns/{campaign_id}/comments/{thread_id}": "comment",
    "/api/v1/segments/{segment_id}": "segment",
    "/api/v1/journeys/{journey_id}": "journey",
    "/api/v1/journeys/{journey_id}/people/{person_id}": "person",
    "/api/v1/journeys/{journey_id}/rehearsals/{rehearsal_id}": "rehearsal",
    "/api/v1/broadcasts/{broadcast_id}": "broadcast",
    "/api/v1/broadcasts/{broadcast_id}/people/{person_id}": "person",
    "/api/v1/computed-properties/{name}": "property",
    "/api/v1/websites/{website_id}": "website",
    "/api/v1/messages/{message_id}": "message",
    "/v1/channels/email/analytics/{source}": "source",
    "/api/v1/delivery/suppressions/{identity}": "suppressed",
    "/api/v1/channels/accounts/{account_id}": "account",
    "/api/v1/senders/{sender_id}": "sender",
    "/api/v1/outbox/messages/{message_id}": "letter",
    "/api/v1/notifications/{notification_id}": "notification",
}
"""By a path up to its parameter: what of another tenant's is put there."""

WORDS: Final[Mapping[str, str]] = {
    "/api/v1/brand/assets/{asset_id}/versions/{version}": "1",
    "/api/v1/brand/assets/{asset_id}/actions/{action}": "approve",
    "/api/v1/brand/assets/{asset_id}/uses/{kind}": "campaign",
    "/api/v1/brand/kits/{kit_id}/versions/{version}": "1",
    "/api/v1/management/campaigns/{campaign_id}/ledger/{sequence}": "1",
    "/api/v1/workflows/campaigns/{campaign_id}/actions/{action}": "submit",
    "/api/v1/workflows/campaigns/actions/{action}": "pause",
    "/api/v1/content/templates/{template_id}/versions/{number}": "1",
    "/api/v1/behaviour/sources/{source}": "pos",
    "/api/v1/retention/{kind}": "letters",
    "/api/v1/journeys/{journey_id}/actions/{action}": "publish",
    "/api/v1/activations/plans/{kind}": "upsell",
    "/api/v1/broadcasts/{broadcast_id}/actions/{action}": "schedule",
}
"""What is no record of anybody: versions, actions, and words with a meaning of their own."""

VIEW: Final = {"name": "All", "subject": "campaigns", "sort": "-created_at", "columns": ["name"]}
_SEGMENT: Final = {"name": "Gold", "members": {"kind": "list"}}
_JOURNEY: Final = journey({"rest": wait(60)}).model_dump(mode="json", by_alias=True)

QUERIES: Final[Mapping[str, dict[str, str]]] = {
    "GET /api/v1/audit/verification": {"chain": "main"},
    "GET /api/v1/changes": {"for_s": "0"},
    "DELETE /api/v1/contacts/{person_id}/devices": {"token": "t-1"},
    "GET /api/v1/journeys/{journey_id}/difference": {"before": "1"},
    "GET /v1/dsp/accounts/{account_id}/performance": {"from_day": "2027-01-01", "to_day": "2027-01-02"},
    "POST /v1/dsp/accounts/{account_id}/performance": {"from_day": "2027-01-01", "to_day": "2027-01-02"},
}

BODIES: Final[Mapping[str, Callable[[Ids], Any]]] = {
    "PATCH /api/v1/management/campaigns/{campaign_id}": lambda _: {"name": "Mine now"},
    "POST /api/v1/management/campaigns/{campaign_id}/copy": lambda _: {"name": "Mine now"},
    "POST /api/v1/management/campaigns/{campaign_id}/ledger/{sequence}/corrections": lambda _: {
        "amount": "0.00",
        "reason": "billed twice",
    },
    "POST /api/v1/management/campaigns/{campaign_id}/comments": lambda _: {"text": "Mine"},
    "PUT /api/v1/management/campaigns/{campaign_id}/comments/{comment_id}": lambda _: {"text": "Mine"},
    "PUT /api/v1/management/campaigns/{campaign_id}/comments/{thread_id}/resolution": lambda _: {"resolved": True},
    "POST /api/v1/workspace/templates/{template_id}/campaigns": lambda _: {"name": "Mine now"},
    "PUT /api/v1/workspace/views/{view_id}": lambda _: VIEW | {"name": "Mine now"},
    "PUT /api/v1/workspace/objectives/{campaign_id}": lambda _: {"objective": "Mine now"},
    "PATCH /api/v1/workspace/launches/{launch_id}": lambda _: {"brief": {"name": "Mine now"}},
    "PATCH /api/v1/management/creatives/{creative_id}": lambda _: {"name": "Mine now"},
    "PATCH /api/v1/brand/assets/folders/{folder_id}": lambda _: {"name": "Mine now"},
    "PATCH /api/v1/brand/assets/{asset_id}": lambda _: {"name": "Mine now"},
    "POST /api/v1/brand/assets/{asset_id}/versions": lambda ids: {"file": ids["file"]},
    "POST /api/v1/brand/assets/{asset_id}/actions/{action}": lambda _: {"note": "fine"},
    "POST /api/v1/brand/assets/{asset_id}/uses": lambda ids: {"kind": "campaign", "subject_id": ids["campaign"]},
    "PATCH /api/v1/brand/kits/{kit_id}": lambda _: {"name": "Mine now"},
    "POST /api/v1/brand/kits/{kit_id}/publish": lambda _: {"comment": "fine"},
    "POST /api/v1/brand/validations/creatives/{creative_id}": lambda _: {},
    "PUT /api/v1/management/creatives/{creative_id}/clearances/{exchange_id}": lambda _: {"state": "approved"},
    "POST /api/v1/workflows/campaigns/{campaign_id}/actions/{action}": lambda _: {"comment": "fine"},
    "POST /api/v1/workflows/campaigns/{campaign_id}/tasks": lambda _: {"title": "Mine"},
    "PUT /api/v1/workflows/campaigns/{campaign_id}/tasks/{task_id}": lambda _: {"title": "Mine", "done": True},
    "PUT /api/v1/workflows/campaigns/{campaign_id}/tasks/{task_id}/done": lambda _: {"done": True},
    "POST /api/v1/workflows/campaigns/{campaign_id}/overrides": lambda _: {
        "revision_hash": "0" * 64,
        "findings": ["x"],
        "reason": "it is high time",
        "expires_at": "2027-01-16T00:00:00Z",
    },
    "PATCH /api/v1/platform/identity-providers/{provider_id}": lambda _: {"name": "Mine now"},
    "PATCH /api/v1/platform/tenants/{tenant_id}": lambda _: {"requests_per_minute": 1},
    "PATCH /api/v1/platform/users/{user_id}": lambda _: {"disabled": True},
    "POST /api/v1/platform/tokens/{token_id}/rotate": lambda _: {},
    "PATCH /api/v1/platform/exchanges/{exchange_id}": lambda _: {"tenants": ["ours"]},
    "POST /api/v1/platform/exchanges/{exchange_id}/secret": lambda _: {},
    "POST /api/v1/campaigns/{campaign_id}/forecast": lambda _: {},
    "PATCH /v1/dsp/accounts/{account_id}": lambda _: {"name": "Mine now"},
    "POST /v1/dsp/accounts/{account_id}/campaigns/{campaign_id}": lambda _: {"share": "1.00"},
    "PATCH /api/v1/contacts/{person_id}": lambda _: {"attributes": {"city": "Mine"}},
    "POST /api/v1/data-requests/{request_id}/verify": lambda _: {"how": "document"},
    "POST /api/v1/data-requests/{request_id}/refuse": lambda _: {"reason": "not theirs"},
    "PUT /api/v1/retention/{kind}": lambda _: {"days": 30},
    "POST /api/v1/contacts/{person_id}/opt-out": lambda _: {"how": "call", "source": "call 7"},
    "POST /api/v1/contacts/{person_id}/opt-in": lambda _: {"how": "form", "source": "form 3"},
    "POST /api/v1/contacts/{person_id}/merge": lambda ids: {"other_id": ids["other_person"]},
    "PATCH /api/v1/content/templates/{template_id}": lambda _: {"name": "Mine now"},
    "POST /api/v1/content/templates/{template_id}/publish": lambda _: {"comment": "fine"},
    "POST /api/v1/content/templates/{template_id}/check": lambda _: {},
    "POST /api/v1/content/templates/{template_id}/preview": lambda _: {},
    "POST /api/v1/content/templates/{template_id}/test": lambda ids: {"person_ids": [ids["person"]]},
    "PUT /api/v1/content/blocks/{name}": lambda _: {"content": {"variants": [{"wordings": {"en": "Mine"}}]}},
    "POST /api/v1/content/blocks/{name}/publish": lambda _: {},
    "PUT /api/v1/content/catalogues/{name}/items": lambda _: {"items": [{"id": "1", "fields": {"price": 1}}]},
    "POST /api/v1/content/catalogues/{name}/items/remove": lambda _: {"ids": ["1"]},
    "PUT /api/v1/content/sources/{host}": lambda _: {"path_prefix": "/mine"},
    "PUT /api/v1/contact-files/mappings/{name}": lambda _: {"columns": {"Mail": {"to": "identity", "kind": "email"}}},
    "PUT /api/v1/behaviour/schemas/{name}": lambda _: {"description": "Mine"},
    "PUT /api/v1/behaviour/attributes/{name}": lambda _: {"type": "text"},
    "PUT /api/v1/behaviour/sources/{source}": lambda _: {"enabled": True},
    "PUT /api/v1/segments/{segment_id}": lambda _: _SEGMENT,
    "POST /api/v1/segments/{segment_id}/members": lambda ids: {"add": [ids["person"]]},
    "PUT /api/v1/journeys/{journey_id}/draft": lambda _: _JOURNEY,
    "POST /api/v1/journeys/{journey_id}/actions/{action}": lambda _: {"comment": "fine"},
    "POST /api/v1/journeys/{journey_id}/moves/preview": lambda _: {"mapping": {}},
    "POST /api/v1/journeys/{journey_id}/people": lambda ids: {"people": [ids["person"]]},
    "POST /api/v1/journeys/{journey_id}/rehearsals": lambda _: {},
    "POST /api/v1/journeys/{journey_id}/simulate": lambda _: {},
    "PUT /api/v1/activations/plans/{kind}": lambda _: {"enabled": False, "templates": {"email": TEMPLATE}},
    "PUT /api/v1/broadcasts/{broadcast_id}": lambda ids: {
        "name": "Mine now",
        "channel": "email",
        "audience": {"kind": "everybody"},
        "variants": [{"name": "a", "template": ids["template"]}],
    },
    "POST /api/v1/broadcasts/{broadcast_id}/actions/{action}": lambda _: {"comment": "fine"},
    "PUT /api/v1/computed-properties/{name}": lambda ids: {
        "name": ids["property"],
        "aggregate": "count",
        "of": {"event": "purchase"},
    },
    "PUT /api/v1/websites/{website_id}": lambda _: {"name": "Mine now"},
    "PATCH /api/v1/channels/accounts/{account_id}": lambda _: {"name": "Mine now"},
    "POST /api/v1/channels/accounts/{account_id}/test": lambda _: {},
    "PATCH /api/v1/senders/{sender_id}": lambda _: {"name": "Mine now"},
    "POST /api/v1/workflows/campaigns/actions/{action}": lambda ids: {"campaign_ids": [ids["campaign"]]},
}


def steps(path: str) -> list[str]:
    """A path up to each of its parameters: what ``RECORDS`` and ``WORDS`` know them by."""
    plain = path.replace(":path}", "}")
    return [plain[: found.end()] for found in re.finditer(r"{\w+}", plain)]


def is_known(path: str) -> bool:
    return all(step in RECORDS or step in WORDS for step in steps(path))


def filled(path: str, ids: Ids) -> str:
    """The path with another tenant's ids in it. Raises ``KeyError`` for a parameter that nobody has named."""
    place = path.replace(":path}", "}")
    for step in reversed(steps(path)):
        value = ids[RECORDS[step]] if step in RECORDS else WORDS[step]
        start = step.rindex("{")
        place = place[:start] + value + place[len(step) :]
    return place
