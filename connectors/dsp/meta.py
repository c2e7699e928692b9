"""Meta: customer file audiences, campaigns and insights by the Marketing API, v25.0."""

import json
from collections.abc import Sequence
from typing import Any, Final

from connectors.dsp.protocol import ClockMs, Web
from connectors.dsp.reading import field, micros, whole
from domain.dsp.values import (
    AudienceChange,
    AudienceReceipt,
    AudienceSize,
    CampaignPlan,
    Capabilities,
    DspAccount,
    Member,
    PerformanceRow,
)
from domain.money import MICROS
from domain.profiles.values import MatchKey

API: Final = "https://graph.facebook.com/v25.0"
PAGES: Final = 1_000
WITHOUT_CENTS: Final = frozenset({"CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"})
"""Currencies whose budgets are sent in whole units; all others in hundredths."""

_SCHEMA: Final = {MatchKey.EMAIL_SHA256: "EMAIL", MatchKey.PHONE_SHA256: "PHONE", MatchKey.DEVICE_ID: "MADID"}
_CAPABILITIES: Final = Capabilities(
    platform="meta",
    label="Meta Ads",
    parameters=("ad_account_id",),
    credentials=("access_token",),
    match_keys=tuple(_SCHEMA),
    audience_batch=10_000,
    match_rates={MatchKey.EMAIL_SHA256: 0.65, MatchKey.PHONE_SHA256: 0.45, MatchKey.DEVICE_ID: 0.60},
    documented={
        "bids": "OpenRTB 2.6",
        "audiences": "Marketing API v25.0, custom audiences from a customer file",
        "campaigns": "Marketing API v25.0, campaigns",
        "performance": "Marketing API v25.0, insights",
    },
    unverified=(
        "bids: no public document describes a bidder of its own that takes requests from outside",
        "match rates: our estimate",
    ),
)


class Meta:
    """One ad account; ``ad_account_id`` is the number without ``act_``."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: DspAccount, web: Web, clock_ms: ClockMs) -> None:
        del clock_ms
        self._web = web
        self._account = f"{API}/act_{account.parameters['ad_account_id']}"
        self._token = {"access_token": account.credentials["access_token"]}

    async def check(self) -> str:
        found = await self._web.json("GET", self._account, query=self._token | {"fields": "name"})
        return str(field(found, "name"))

    async def create_audience(self, name: str, *, external_id: str) -> str:
        form = self._token | {
            "name": name,
            "description": external_id,
            "subtype": "CUSTOM",
            "customer_file_source": "USER_PROVIDED_ONLY",
        }
        return str(field(await self._web.json("POST", f"{self._account}/customaudiences", form=form), "id"))

    async def change_audience(self, audience_id: str, change: AudienceChange) -> AudienceReceipt:
        received = refused = 0
        for method, members in (("POST", change.joining), ("DELETE", change.leaving)):
            if members:
                form = self._token | {"payload": _payload(members)}
                answer = await self._web.json(method, f"{API}/{audience_id}/users", form=form, idempotent=True)
                taken = whole(field(answer, "num_received"))
                invalid = whole(answer.get("num_invalid_entries"))
                received, refused = received + taken - invalid, refused + invalid
        return AudienceReceipt(received=received, refused=refused)

    async def audience_size(self, audience_id: str) -> AudienceSize:
        """The lower bound it gives, for it tells no exact sizes; -1 means that it will not say."""
        query = self._token | {"fields": "approximate_count_lower_bound"}
        size = whole(
            field(await self._web.json("GET", f"{API}/{audience_id}", query=query), "approximate_count_lower_bound")
        )
        return AudienceSize(matched=size if size >= 0 else None)

    async def put_campaign(self, plan: CampaignPlan) -> str:
        hundredths = 1 if plan.currency in WITHOUT_CENTS else 100
        form = self._token | {
            "name": plan.name,
            "status": "PAUSED" if plan.paused else "ACTIVE",
            "daily_budget": str(plan.daily_budget_micros * hundredths // MICROS),
        }
        if plan.platform_campaign_id:
            await self._web.json("POST", f"{API}/{plan.platform_campaign_id}", form=form, idempotent=True)
            return plan.platform_campaign_id
        form |= {
            "objective": "OUTCOME_AWARENESS",
            "special_ad_categories": "[]",
            "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
        }
        return str(field(await self._web.json("POST", f"{self._account}/campaigns", form=form), "id"))

    async def performance(self, campaign_ids: Sequence[str], *, from_day: str, to_day: str) -> Sequence[PerformanceRow]:
        query = self._token | {
            "level": "campaign",
            "time_increment": "1",
            "time_range": json.dumps({"since": from_day, "until": to_day}),
            "fields": "campaign_id,impressions,clicks,spend,conversions,account_currency,date_start",
            "filtering": json.dumps([{"field": "campaign.id", "operator": "IN", "value": list(campaign_ids)}]),
            "limit": "500",
        }
        rows: list[PerformanceRow] = []
        for _ in range(PAGES):
            page = await self._web.json("GET", f"{self._account}/insights", query=query)
            rows += [_row(row) for row in field(page, "data")]
            paging = page.get("paging", {})
            if "next" not in paging:
                break
            query = query | {"after": str(field(paging, "cursors", "after"))}
        return rows


def _payload(members: Sequence[Member]) -> str:
    """Several keys a person; a key we do not have is left blank."""
    data = [[member.keys.get(key, "") for key in _SCHEMA] for member in members]
    return json.dumps({"schema": list(_SCHEMA.values()), "data": data}, separators=(",", ":"))


def _row(row: dict[str, Any]) -> PerformanceRow:
    return PerformanceRow(
        day=str(row["date_start"]),
        platform_campaign_id=str(row["campaign_id"]),
        impressions=whole(row.get("impressions")),
        clicks=whole(row.get("clicks")),
        conversions=sum(whole(action.get("value")) for action in row.get("conversions", ())),
        spend_micros=micros(row.get("spend")),
        currency=str(row["account_currency"]),
    )
