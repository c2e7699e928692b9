"""The Trade Desk: first-party data by its data endpoint, campaigns and reports by API v3."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, Final

from connectors.dsp.protocol import ClockMs, Web
from connectors.dsp.reading import field, micros, units, whole
from connectors.dsp.reports import rows
from connectors.dsp.times import iso
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
from domain.errors import NotFound
from domain.profiles.values import MatchKey

API: Final = "https://api.thetradedesk.com/v3"
MEMBERSHIP_MINUTES: Final = 43_200
REMOVED: Final = 0

_KEYS: Final = {MatchKey.DEVICE_ID: "DAID", MatchKey.PLATFORM_USER_ID: "TDID"}
_CAPABILITIES: Final = Capabilities(
    platform="trade_desk",
    label="The Trade Desk",
    parameters=("advertiser_id", "data_url", "report_schedule_id"),
    credentials=("api_token", "data_secret"),
    destination=("data_url",),
    match_keys=(MatchKey.DEVICE_ID, MatchKey.PLATFORM_USER_ID),
    audience_batch=2_000,
    match_rates={MatchKey.DEVICE_ID: 0.70, MatchKey.PLATFORM_USER_ID: 0.95},
    documented={
        "bids": "OpenRTB 2.6",
        "audiences": "first-party data import, as its published integrations describe it",
        "campaigns": "API v3, campaign",
        "performance": "API v3, MyReports report execution",
    },
    unverified=(
        "audiences: its own reference needs a partner's login; that a lifetime of 0 takes a person out is from integrators",
        "campaigns, performance: the field names are from public client libraries",
        "match rates: our estimate",
    ),
)


class TheTradeDesk:
    """One advertiser; ``data_url`` is the data centre it was given, ``report_schedule_id`` a daily report it set up."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: DspAccount, web: Web, clock_ms: ClockMs) -> None:
        del clock_ms
        self._web = web
        self._advertiser = account.parameters["advertiser_id"]
        self._data_url = account.parameters["data_url"].rstrip("/")
        self._schedule = account.parameters["report_schedule_id"]
        self._secret = account.credentials["data_secret"].encode()
        self._headers = {"TTD-Auth": account.credentials["api_token"]}

    async def check(self) -> str:
        found = await self._web.json("GET", f"{API}/advertiser/{self._advertiser}", headers=self._headers)
        return str(field(found, "AdvertiserName"))

    async def create_audience(self, name: str, *, external_id: str) -> str:
        """An audience there is the name its members carry: it comes into being with the first of them."""
        del name
        return external_id

    async def change_audience(self, audience_id: str, change: AudienceChange) -> AudienceReceipt:
        items = [_item(member, audience_id, MEMBERSHIP_MINUTES) for member in change.joining]
        items += [_item(member, audience_id, REMOVED) for member in change.leaving]
        body = json.dumps({"AdvertiserId": self._advertiser, "Items": items}, separators=(",", ":")).encode()
        signature = base64.b64encode(hmac.new(self._secret, body, hashlib.sha1).digest()).decode()
        answer = await self._web.json(
            "POST",
            f"{self._data_url}/data/advertiser",
            raw=body,
            headers={"Content-Type": "application/json", "TtdSignature": signature},
            idempotent=True,
        )
        failed = answer.get("FailedLines", []) if isinstance(answer, dict) else []
        return AudienceReceipt(received=len(items) - len(failed), refused=len(failed))

    async def audience_size(self, audience_id: str) -> AudienceSize:
        del audience_id
        return AudienceSize(matched=None)

    async def put_campaign(self, plan: CampaignPlan) -> str:
        body: dict[str, Any] = {
            "AdvertiserId": self._advertiser,
            "CampaignName": plan.name,
            "Budget": {"Amount": units(plan.budget_micros), "CurrencyCode": plan.currency},
            "DailyBudget": {"Amount": units(plan.daily_budget_micros), "CurrencyCode": plan.currency},
            "StartDate": iso(plan.starts_at_ms),
            "EndDate": iso(plan.ends_at_ms),
            "Availability": "Archived" if plan.paused else "Available",
        }
        if plan.platform_campaign_id:
            body["CampaignId"] = plan.platform_campaign_id
            await self._web.json("PUT", f"{API}/campaign", body=body, headers=self._headers, idempotent=True)
            return plan.platform_campaign_id
        created = await self._web.json("POST", f"{API}/campaign", body=body, headers=self._headers)
        return str(field(created, "CampaignId"))

    async def performance(self, campaign_ids: Sequence[str], *, from_day: str, to_day: str) -> Sequence[PerformanceRow]:
        query = {
            "AdvertiserIds": [self._advertiser],
            "ReportScheduleIds": [whole(self._schedule)],
            "ReportExecutionStates": ["Complete"],
            "SortFields": [{"FieldId": "ReportEndDateExclusive", "Ascending": False}],
            "PageStartIndex": 0,
            "PageSize": 1,
        }
        url = f"{API}/myreports/reportexecution/query/advertisers"
        found = await self._web.json("POST", url, body=query, headers=self._headers, idempotent=True)
        executions = field(found, "Result")
        if not executions:
            raise NotFound(
                f"no execution of report schedule {self._schedule} is complete yet",
                field="parameters.report_schedule_id",
                remedy="Set up a daily report at the vendor, and pull again when it has run.",
            )
        deliveries = field(executions[0], "ReportDeliveries")
        url = str(field(deliveries[0], "DownloadURL"))
        text = await self._web.report(url, ours=API, headers=self._headers)
        wanted = set(campaign_ids)
        return [
            PerformanceRow(
                day=row["Date"][:10],
                platform_campaign_id=row["Campaign ID"],
                impressions=whole(row["Impressions"]),
                clicks=whole(row["Clicks"]),
                conversions=whole(row["All Last Click + View Conversions"]),
                spend_micros=micros(row["Advertiser Cost (Adv Currency)"]),
                currency=row["Advertiser Currency Code"],
            )
            for row in rows(text)
            if row["Campaign ID"] in wanted and from_day <= row["Date"][:10] <= to_day
        ]


def _item(member: Member, audience: str, minutes: int) -> dict[str, Any]:
    key = next(key for key in _KEYS if key in member.keys)
    return {_KEYS[key]: member.keys[key], "Data": [{"Name": audience, "TTLInMinutes": minutes}]}
