"""Which tables hold something of people, and by which columns. Every table is named here; a test holds that."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.contacts.names.rules import FoundBy, found_by
from domain.privacy.matching.rules import opened
from domain.privacy.places.values import OfPeople


def _names(contact: Mapping[str, Any]) -> dict[str, str | None]:
    """By which somebody is found: nobody who was merged away."""
    attributes = {} if contact["merged_into"] else opened(contact["document"]).get("attributes", {})
    return found_by(attributes)._asdict()


def _of(
    kind: str,
    ids: str = "person_id",
    texts: str = "",
    hidden: str = "",
    *,
    worked_out: tuple[str, ...] = (),
    work_out: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
    is_shared: bool = False,
) -> OfPeople:
    """Several columns are named in one text."""
    return OfPeople(
        kind=kind,
        ids=tuple(ids.split()),
        texts=tuple(texts.split()),
        hidden=frozenset(hidden.split()),
        worked_out=frozenset(worked_out),
        work_out=work_out,
        is_shared=is_shared,
    )


_OF_JOURNEYS: Final = {
    "contacts": _of("contact", "person_id merged_into", "document", worked_out=FoundBy._fields, work_out=_names),
    "contact_identities": _of("identities"),
    "contact_merges": _of("merges", "person_id absorbed_id", "identity document"),
    "contact_consents": _of("consents", texts="proof source ip user_agent"),
    "sale_tellings": _of("opt_outs_under_way", "value"),
    "contact_imports": _of("refused_rows_of_files", "", "errors file_name", is_shared=True),
    "suppressions": _of("suppression_notes", "", "note", hidden="identity"),
    "send_time_habits": _of("habits", "", "scope"),
    "behaviour_events": _of("events", "person_id recorded_for", "properties"),
    "behaviour_set_aside": _of("events_set_aside", "", "payload message", is_shared=True),
    "segment_members": _of("segments"),
    "segment_people": _of("segment_clock"),
    "segment_bidding_changes": _of("segment_clock"),
    "segment_refreshes": _of("segment_clock", "after", is_shared=True),
    "broadcast_pages": _of("broadcasts", "first_person last_person", "ids", is_shared=True),
    "journey_travellers": _of("journeys", texts="cause context"),
    "journey_inbox": _of("journeys_heard", "", "properties event_id", is_shared=True),
    "journey_effects": _of("journeys_waiting", texts="key body"),
    "journey_rehearsals": _of("dry_runs", "after", "tally request problems", is_shared=True),
    "activations": _of("activations", texts="cause_id"),
    "messages": _of("messages", texts="key intent trace"),
    "message_people": _of("messages"),
    "message_events": _of("messages_waiting", "", "payload", is_shared=True),
    "message_feedback": _of("feedback", "", "reason url"),
    "outbox_letters": _of("letters", texts="content"),
    "feed_items": _of("feed_items", texts="content"),
    "webhook_calls": _of("webhook_calls", texts="url headers body", hidden="headers"),
}
_OF_MAIN: Final = {
    "people": _of("neutral_profile"),
    "person_identities": _of("profile_identities"),
    "tenant_people": _of("profile", texts="match_keys email_sha256 phone_sha256"),
    "dsp_audience_members": _of("audiences_at_platforms", hidden="keys fingerprint"),
    "notifications": _of("notifications", "", "title text", is_shared=True),
    "users": _of("account", "", "email name"),
}
OF_PEOPLE: Final[Mapping[str, OfPeople]] = _OF_JOURNEYS | _OF_MAIN

_WRITTEN: Final = "written by people of the tenant: searched, never erased for somebody else"
_NUMBERS: Final = "numbers, states and ids of things"
_ACCOUNT: Final = "of an account of the product, by its id; ends with the account"
_LOG: Final = "the audit log: fields of people lie under a key of their own, which is destroyed"
NOT_OF_PEOPLE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("audit_entries", "audit_heads", "journeys_audit_entries", "journeys_audit_heads"), _LOG),
    **dict.fromkeys(("audit_keys", "journeys_audit_keys"), "the keys of the log, destroyed by the person's id"),
    **dict.fromkeys(
        ("api_tokens", "passwords", "second_factors", "sessions", "vouchers", "sign_in_attempts", "signing_keys"), _ACCOUNT
    ),
    **dict.fromkeys(("sign_on_links", "sign_on_spent", "digest_preferences", "digests"), _ACCOUNT),
    "identity_providers": _WRITTEN,
    **dict.fromkeys(
        (
            "activation_plans", "approval_decisions", "approval_rules", "asset_folders", "asset_tags", "asset_versions", "assets",
            "brand_kit_versions", "brand_kits", "broadcast_transitions", "broadcasts", "campaign_revisions",
            "campaign_transitions", "campaigns", "catalogue_items", "catalogues", "channel_accounts", "clearances",
            "computed_properties", "contact_attributes", "contact_mappings", "content_block_versions", "content_blocks",
            "content_sources", "creative_versions", "creatives", "delivery_policies", "dsp_accounts", "dsp_audiences",
            "exchanges", "journey_transitions", "journey_versions", "journeys", "segment_versions", "segments", "senders",
            "template_versions", "templates", "tenants", "websites", "launches", "campaign_templates", "blackouts", "saved_views",
            "comments", "creative_exports", "gate_overrides", "gate_passages", "gate_rules", "campaign_tasks",
        ),
        _WRITTEN,
    ),
    **dict.fromkeys(
        (
            "approval_requirements", "approval_submitters", "approvals", "asset_files", "asset_uses", "behaviour_schemas",
            "behaviour_sources", "budget_accounts", "budget_alerts", "budget_corrections", "budget_banker", "budget_bidders", "budget_days",
            "budget_leases", "budget_paces", "budget_settlements", "budgets_elsewhere", "content_block_uses", "dsp_campaigns",
            "dsp_performance", "dsp_wins", "forecasts", "journey_counts", "journey_shards", "message_holds",
            "message_tallies", "rate_tables", "segment_models",
        ),
        _NUMBERS,
    ),
    "journey_paths": "steps and outcomes of a run, whose id says nothing of anybody",
    "sale_opt_outs": "salted hashes alone: that somebody opted out outlives them, as the suppression list does",
    "privacy_requests": "the requests themselves: who it was is forgotten when an erasure is done",
    "privacy_findings": "what was found where, in numbers",
    "privacy_files": "which files an export is being made of, by their digests",
    "privacy_retention": _NUMBERS,
    "privacy_retention_runs": _NUMBERS,
}  # fmt: skip

AUTHORED: Final = frozenset(table for table, why in NOT_OF_PEOPLE.items() if why in (_WRITTEN, _LOG))
"""Searched for texts of a person, and what is found is named."""
NAMES_A_PERSON: Final = ("person_id", "absorbed_id", "email", "phone", "first_person", "last_person")
"""How columns are called that hold somebody's id or address."""
