"""Which tables a change of which kind is of, and who may hear of it.

Every table of every store is named in ``TOLD`` or, with the reason, in ``UNTOLD``; a test holds that.
"""

from collections.abc import Collection, Mapping
from typing import Final

from domain.changes.values import ChangeKind
from domain.identity.values import Permission

_TABLES: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.CAMPAIGNS: "campaigns campaign_revisions campaign_transitions campaign_tasks approvals approval_decisions"
    " gate_overrides gate_passages launches forecasts",
    ChangeKind.COMMENTS: "comments",
    ChangeKind.BUDGETS: "budget_accounts budget_days budget_alerts budget_corrections budgets_elsewhere",
    ChangeKind.CREATIVES: "creatives creative_versions creative_exports clearances",
    ChangeKind.ASSETS: "assets asset_versions asset_tags asset_folders asset_uses",
    ChangeKind.BRAND: "brand_kits brand_kit_versions",
    ChangeKind.CALENDAR: "blackouts",
    ChangeKind.VIEWS: "saved_views campaign_templates",
    ChangeKind.NOTIFICATIONS: "notifications",
    ChangeKind.JOURNEYS: "journeys journey_versions journey_transitions journey_rehearsals activation_plans",
    ChangeKind.BROADCASTS: "broadcasts broadcast_transitions",
    ChangeKind.CONTENT: "templates template_versions content_blocks content_block_versions content_sources catalogues",
    ChangeKind.SEGMENTS: "segments segment_versions segment_refreshes segment_models computed_properties",
    ChangeKind.IMPORTS: "contact_imports contact_mappings contact_attributes",
    ChangeKind.DATA_REQUESTS: "privacy_requests privacy_retention privacy_retention_runs",
    ChangeKind.CHANNELS: "channel_accounts senders delivery_policies",
    ChangeKind.SOURCES: "behaviour_schemas behaviour_sources websites",
    ChangeKind.PLATFORMS: "dsp_accounts dsp_audiences dsp_campaigns dsp_performance",
    ChangeKind.RULES: "approval_rules gate_rules",
    ChangeKind.USERS: "users tenants identity_providers",
    ChangeKind.KEYS: "api_tokens",
    ChangeKind.EXCHANGES: "exchanges rate_tables",
}
TOLD: Final[Mapping[str, ChangeKind]] = {table: kind for kind, tables in _TABLES.items() for table in tables.split()}

_OF_PEOPLE: Final = "of people, written thousands a second: whoever looks asks again every few seconds"
_FOLLOWS: Final = "follows from what is told, in the same transaction"
_WITHIN: Final = "the product's own work, which no page shows"
_WAYS_IN: Final = "of somebody's own way in, which nobody else looks at"
_UNTOLD: Final[Mapping[str, str]] = {
    _OF_PEOPLE: "people person_identities tenant_people contacts contact_identities contact_merges contact_consents"
    " sale_opt_outs suppressions send_time_habits behaviour_events behaviour_set_aside segment_members segment_people"
    " segment_bidding_changes catalogue_items journey_travellers journey_inbox journey_paths journey_counts activations"
    " messages message_people message_feedback message_tallies message_events outbox_letters feed_items webhook_calls"
    " dsp_audience_members dsp_wins",
    _FOLLOWS: "approval_requirements approval_submitters asset_files content_block_uses privacy_findings message_holds"
    " audit_entries audit_heads journeys_audit_entries journeys_audit_heads",
    _WITHIN: "digests privacy_files sale_tellings broadcast_pages journey_shards journey_effects budget_banker"
    " budget_bidders budget_leases budget_paces budget_settlements signing_keys audit_keys journeys_audit_keys",
    _WAYS_IN: "passwords vouchers second_factors sessions sign_on_links sign_on_spent sign_in_attempts"
    " digest_preferences",
}
UNTOLD: Final[Mapping[str, str]] = {table: why for why, tables in _UNTOLD.items() for table in tables.split()}

HEARD_BY: Final[Mapping[ChangeKind, Permission]] = {
    ChangeKind.CAMPAIGNS: Permission.CAMPAIGN_READ,
    ChangeKind.COMMENTS: Permission.CAMPAIGN_READ,
    ChangeKind.BUDGETS: Permission.CAMPAIGN_READ,
    ChangeKind.CREATIVES: Permission.CREATIVE_READ,
    ChangeKind.ASSETS: Permission.CREATIVE_READ,
    ChangeKind.BRAND: Permission.CREATIVE_READ,
    ChangeKind.CALENDAR: Permission.CAMPAIGN_READ,
    ChangeKind.VIEWS: Permission.CAMPAIGN_READ,
    ChangeKind.JOURNEYS: Permission.JOURNEY_READ,
    ChangeKind.BROADCASTS: Permission.JOURNEY_READ,
    ChangeKind.CONTENT: Permission.JOURNEY_READ,
    ChangeKind.SEGMENTS: Permission.JOURNEY_READ,
    ChangeKind.IMPORTS: Permission.PROFILE_READ,
    ChangeKind.DATA_REQUESTS: Permission.PROFILE_READ,
    ChangeKind.CHANNELS: Permission.JOURNEY_READ,
    ChangeKind.SOURCES: Permission.PROFILE_READ,
    ChangeKind.PLATFORMS: Permission.DSP_READ,
    ChangeKind.RULES: Permission.CAMPAIGN_READ,
    ChangeKind.USERS: Permission.USER_READ,
    ChangeKind.KEYS: Permission.USER_READ,
    ChangeKind.EXCHANGES: Permission.EXCHANGE_READ,
}
"""Whose permission to read it lets somebody hear that it changed; what is not here is for everybody of the tenant."""


def heard(kinds: Collection[ChangeKind], permissions: Collection[Permission]) -> list[ChangeKind]:
    """Those of ``kinds`` that somebody who holds ``permissions`` may hear of, in one order."""
    return [kind for kind in ChangeKind if kind in kinds and (kind not in HEARD_BY or HEARD_BY[kind] in permissions)]
