"""What is audited and how, what an entry says, how entries are chained, and whether a chain holds.

Every table of a store with a log is named in ``AUDITED`` or, with the reason, in ``NOT_AUDITED``; a test holds that.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.audit.values import Audited, Broken, Change, End, Entry, Head
from domain.errors import InvalidInput
from domain.ids import ulid
from domain.sealing import Sealer

GENESIS: Final = Head()
LONGEST: Final = 20_000
"""Characters of one value that an entry carries whole; of a longer one it has the digest."""
HIDDEN: Final = "(hidden)"
SEALED: Final = "$sealed"
_FORMAT: Final = 1
_MARKS: Final = {"main": 1, "journeys": 2}
"""Tell apart the ids of two stores' entries."""


def _audited(
    action: str,
    subject: str = "id",
    *,
    hidden: str = "",
    ignored: str = "",
    personal: str = "",
    person: str = "",
    come_and_go: bool = False,
) -> Audited:
    """Several columns are named in one text."""
    return Audited(
        action,
        subject,
        hidden=frozenset(hidden.split()),
        ignored=frozenset(ignored.split()),
        personal=frozenset(personal.split()),
        person=person,
        come_and_go=come_and_go,
    )


_OF_MAIN: Final = {
    "tenants": _audited("tenant"),
    "users": _audited("user", personal="email name", person="id"),
    "api_tokens": _audited("token", hidden="sha256", ignored="last_used_at_ms"),
    "passwords": _audited("password", "user_id", hidden="argon2id"),
    "vouchers": _audited("voucher", "user_id", hidden="sha256"),
    "second_factors": _audited("second_factor", "user_id", hidden="sealed recovery_sha256", ignored="last_step"),
    "sessions": _audited(
        "session",
        "user_id",
        hidden="family_sha256 refresh_sha256 before_sha256 made_with",
        ignored="family_sha256 refresh_sha256 before_sha256 made_with revision refreshed_at_ms changed_at_ms idle_until_ms",
        come_and_go=True,
    ),
    "signing_keys": _audited("signing_key", hidden="sealed"),
    "identity_providers": _audited("identity_provider", hidden="client_secret"),
    "sign_on_links": _audited("sign_on_link", "user_id", hidden="subject_sha256", ignored="last_used_at_ms"),
    "campaigns": _audited("campaign"),
    "campaign_revisions": _audited("campaign.revision", "campaign_id"),
    "campaign_transitions": _audited("campaign.transition", "campaign_id"),
    "creatives": _audited("creative"),
    "creative_versions": _audited("creative.version", "creative_id"),
    "creative_exports": _audited("creative_export"),
    "launches": _audited("launch"),
    "campaign_templates": _audited("campaign_template"),
    "blackouts": _audited("blackout"),
    "saved_views": _audited("saved_view"),
    "digest_preferences": _audited("digest_preference", "user_id"),
    "comments": _audited("comment"),
    "clearances": _audited("clearance", "creative_id", ignored="is_told"),
    "approval_rules": _audited("approval_rule"),
    "approvals": _audited("approval", "campaign_id", ignored="reminders"),
    "approval_decisions": _audited("approval.decision", "approval_id"),
    "gate_rules": _audited("gate_rule"),
    "gate_overrides": _audited("gate.override", "campaign_id"),
    "gate_passages": _audited("gate.passage", "campaign_id"),
    "campaign_tasks": _audited("campaign.task", "campaign_id"),
    "assets": _audited("asset"),
    "asset_versions": _audited("asset.version", "asset_id"),
    "asset_tags": _audited("asset.tag", "asset_id"),
    "asset_folders": _audited("asset_folder"),
    "brand_kits": _audited("brand_kit"),
    "brand_kit_versions": _audited("brand_kit.version", "kit_id"),
    "exchanges": _audited("exchange", hidden="secret_sha256 previous_secret_sha256"),
    "rate_tables": _audited("rates", "revision"),
    "dsp_accounts": _audited("dsp_account", hidden="credentials"),
    "dsp_audiences": _audited(
        "dsp_audience",
        ignored="state failure members unreachable matched expected_matches synced_at_ms platform_audience_id",
    ),
    "dsp_campaigns": _audited(
        "dsp_campaign",
        "campaign_id",
        ignored="platform_campaign_id told daily_budget_micros pace reported_day pushed_at_ms",
    ),
    "privacy_requests": _audited("data_request", hidden="subject", ignored="is_gathered certificate"),
    "privacy_retention": _audited("retention", "kind"),
    "audit_keys": _audited("personal_key", "person_id", hidden="secret"),  # made unheard, destroyed by somebody
}
_OF_JOURNEYS: Final = {
    "journeys": _audited("journey", ignored="shards estimated_people last_sequence"),
    "journey_versions": _audited("journey.version", "journey_id"),
    "journey_transitions": _audited("journey.transition", "journey_id"),
    "broadcasts": _audited(
        "broadcast",
        ignored="audience audience_after is_written_down samples allowance allowance_at_ms last_sequence",
    ),
    "broadcast_transitions": _audited("broadcast.transition", "broadcast_id"),
    "activation_plans": _audited("activation_plan", "kind"),
    "templates": _audited("template"),
    "template_versions": _audited("template.version", "template_id"),
    "content_blocks": _audited("content_block", "name"),
    "content_block_versions": _audited("content_block.version", "name"),
    "content_sources": _audited("content_source", "host", hidden="sealed"),
    "catalogues": _audited("catalogue", "name"),
    "segments": _audited("segment", ignored="members estimated wanted_at_ms refreshed_at_ms"),
    "segment_versions": _audited("segment.version", "segment_id"),
    "computed_properties": _audited("computed_property", "name", ignored="stamp"),
    "contact_attributes": _audited("contact_attribute", "name"),
    "contact_imports": _audited("contact_import", hidden="errors file_name", ignored="errors handled heard_at_ms"),
    "contact_mappings": _audited("contact_mapping", "name"),
    "behaviour_schemas": _audited("event_schema", "name"),
    "behaviour_sources": _audited("event_source", "source"),
    "channel_accounts": _audited("channel_account", hidden="credentials"),
    "senders": _audited("sender"),
    "delivery_policies": _audited("delivery_policy", "tenant_id", hidden="salt"),
    "websites": _audited("website"),
    "journeys_audit_keys": _audited("personal_key", "person_id", hidden="secret"),
}
AUDITED: Final[Mapping[str, Audited]] = _OF_MAIN | _OF_JOURNEYS

_LOG: Final = "the log itself"
_PEOPLE: Final = "of people, written by what they do or by imports, thousands a second"
_FOLLOWS: Final = "follows from what is audited"
_WORK: Final = "the work of the product itself"
NOT_AUDITED: Final[Mapping[str, str]] = {
    "audit_entries": _LOG,
    "audit_heads": _LOG,
    "journeys_audit_entries": _LOG,
    "journeys_audit_heads": _LOG,
    "approval_requirements": _FOLLOWS,
    "approval_submitters": _FOLLOWS,
    "asset_files": _FOLLOWS,
    "asset_uses": _FOLLOWS,
    "content_block_uses": _FOLLOWS,
    "forecasts": _WORK,
    "digests": _WORK,
    "privacy_findings": _FOLLOWS,
    "privacy_files": _WORK,
    "privacy_retention_runs": _WORK,
    "budget_alerts": _WORK,
    "notifications": _WORK,
    "dsp_wins": _WORK,
    "dsp_audience_members": _WORK,
    "dsp_performance": _WORK,
    "sign_on_spent": "of people signing in, which changes nothing that is managed",
    "sign_in_attempts": "of strangers as of people, which changes nothing that is managed",
    "people": _PEOPLE,
    "person_identities": _PEOPLE,
    "tenant_people": _PEOPLE,
    "contacts": _PEOPLE,
    "contact_identities": _PEOPLE,
    "contact_merges": _PEOPLE,
    "contact_consents": _PEOPLE,
    "sale_opt_outs": _PEOPLE,
    "sale_tellings": _WORK,
    "suppressions": _PEOPLE,
    "send_time_habits": _PEOPLE,
    "behaviour_events": _PEOPLE,
    "behaviour_set_aside": _PEOPLE,
    "segment_members": _PEOPLE,
    "segment_people": _PEOPLE,
    "segment_bidding_changes": _PEOPLE,
    "segment_models": _WORK,
    "segment_refreshes": _WORK,
    "catalogue_items": "come by the thousand from the systems that own them",
    "broadcast_pages": _WORK,
    "journey_travellers": _PEOPLE,
    "journey_inbox": _PEOPLE,
    "journey_paths": _PEOPLE,
    "journey_counts": _WORK,
    "journey_shards": _WORK,
    "journey_effects": _WORK,
    "journey_rehearsals": _WORK,
    "activations": _PEOPLE,
    "messages": _PEOPLE,
    "message_people": _PEOPLE,
    "message_holds": _FOLLOWS,
    "message_tallies": _WORK,
    "message_events": _WORK,
    "message_feedback": _PEOPLE,
    "outbox_letters": _PEOPLE,
    "feed_items": _PEOPLE,
    "webhook_calls": _PEOPLE,
}
_END: Final = re.compile(r"([a-z]+)/([^/]+)/(?:0/|([1-9][0-9]*)/([0-9a-f]{64}))")
_NEVER: Final = frozenset({"updated_at_ms"})
"""Says what the entry's own time says."""


def merged(earlier: Change | None, later: Change) -> Change | None:
    """Two changes of one row in one transaction as one; None where nothing is left of them."""
    if earlier is None:
        return later
    before = earlier.before if earlier.before is None else {**(later.before or {}), **earlier.before}
    after = later.after if later.after is None else {**(earlier.after or {}), **later.after}
    if before is None and after is None:
        return None
    person_id = later.person_id or earlier.person_id
    return Change(later.audited, later.subject_id, person_id, before, after)


def told(change: Change) -> Change | None:
    """What of a change is somebody's action; None where nothing is: a row as it was, or what was to be ignored."""
    before, after, ignored = change.before, change.after, change.audited.ignored
    if change.audited.come_and_go and (before is None or after is None):
        return None
    if before is not None and after is not None:
        differing = [name for name in after if name not in ignored | _NEVER and before.get(name) != after[name]]
        if not differing:
            return None
        before = {name: before.get(name) for name in differing}
        after = {name: after[name] for name in differing}
    return Change(change.audited, change.subject_id, change.person_id, before, after)


def action_of(change: Change) -> str:
    """``campaign.create``, ``campaign.change``, ``campaign.delete``."""
    verb = "create" if change.before is None else "delete" if change.after is None else "change"
    return f"{change.audited.action}.{verb}"


def written(values: Mapping[str, Any] | None, audited: Audited, seal: Callable[[str, str], str]) -> str | None:
    """Columns as an entry carries them. ``seal`` encrypts a text for the person, bound to the column's name."""
    if values is None:
        return None
    said: dict[str, Any] = {}
    for name, value in values.items():
        if name in audited.hidden:
            said[name] = HIDDEN if value else value
        elif name in audited.personal:
            said[name] = {SEALED: seal(name, as_json(value))} if value is not None else None
        else:
            said[name] = _within_bounds(value)
    return as_json(said)


def sealer_of(secret: str) -> Sealer:
    """What a person's fields are encrypted and read with."""
    return Sealer([f"person:{secret}"])


def bound_to(tenant_id: str, person_id: str, column: str) -> str:
    """Where an encrypted field belongs; anywhere else it does not open."""
    return f"audit/{tenant_id}/{person_id}/{column}"


def _within_bounds(value: Any) -> Any:
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    text = as_json(value)
    if len(text) <= LONGEST:
        return value
    return {"characters": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}


def as_json(value: Any) -> str:
    """The one text of a value: keys in order, nothing but ASCII, so that no database writes it otherwise."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)


def entry_id(chain: str, at_ms: int, sequence: int) -> str:
    """Ids of a chain sort as its entries do, and, by time, among those of other chains."""
    return f"aud_{ulid(at_ms, sequence.to_bytes(8) + _MARKS[chain].to_bytes(2))}"


def first_id(at_ms: int) -> str:
    """No entry of that time or later has a smaller one."""
    return f"aud_{ulid(max(at_ms, 0), bytes(10))}"


def hash_of(chain: str, entry: Entry) -> str:
    """SHA-256 over all that the entry says, its place and the hash of the entry before it."""
    said = [
        _FORMAT,
        chain,
        entry.tenant_id,
        entry.sequence,
        entry.id,
        entry.at_ms,
        entry.actor_id,
        entry.actor_tenant_id,
        entry.credential_id,
        entry.request_id,
        entry.action,
        entry.subject_id,
        entry.person_id,
        entry.before,
        entry.after,
        entry.previous_hash,
    ]
    return hashlib.sha256(as_json(said).encode()).hexdigest()


def written_end(chain: str, tenant_id: str, head: Head) -> str:
    """Where a chain ends, as one notes it: chain, tenant, and the number and the hash of the last entry."""
    return f"{chain}/{tenant_id}/{head.sequence}/{head.hash}"


def read_end(text: str, *, field: str) -> End:
    """The same read again. Raises ``InvalidInput``, naming ``field``."""
    read = _END.fullmatch(text)
    if read is None or read[1] not in _MARKS:
        raise InvalidInput(
            f"'{text}' is not the end of a chain",
            field=field,
            remedy="Give what audit verify printed: main/acme/17/<64 hexadecimal digits>.",
        )
    chain, tenant_id, sequence, hashed = read.groups(default="")
    return End(chain, tenant_id, Head(int(sequence or 0), hashed))


def fault_of(chain: str, last: Head, entry: Entry) -> Broken | None:
    """What is wrong with the entry found after ``last``, if anything is."""
    wanted = last.sequence + 1
    if entry.sequence != wanted:
        return Broken(wanted, f"it is missing: after entry {last.sequence} comes entry {entry.sequence}")
    if entry.hash != hash_of(chain, entry):
        return Broken(wanted, "it was changed, or put in another's place: what it says is not what was hashed")
    if entry.previous_hash != last.hash:
        return Broken(wanted, f"it does not continue entry {last.sequence}: one of the two was replaced")
    return None


def fault_at_end(last: Head, recorded: Head) -> Broken | None:
    """What is wrong with the end of a chain whose last entry is ``last`` where its head says ``recorded``."""
    if recorded.sequence > last.sequence:
        return Broken(last.sequence + 1, f"it is missing: {recorded.sequence} entries were written")
    if recorded.sequence < last.sequence:
        return Broken(recorded.sequence + 1, f"it was put in: {recorded.sequence} entries were written")
    if recorded.hash != last.hash:
        return Broken(last.sequence, "it is not the entry that was written last: one of the two was replaced")
    return None
