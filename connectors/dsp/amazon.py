"""Amazon DSP: data provider audiences, orders and reports by the Amazon Ads API."""

import json
from collections.abc import Sequence
from typing import Any, Final

from connectors.dsp.oauth import RefreshedToken
from connectors.dsp.protocol import ClockMs, Web
from connectors.dsp.reading import field, micros, units, whole
from connectors.dsp.reports import once_ready
from connectors.dsp.times import iso
from domain.dsp.rules import day_of
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
from domain.errors import InvalidInput, NotFound, Unavailable
from domain.profiles.values import MatchKey

API: Final = "https://advertising-api.amazon.com"
TOKENS: Final = "https://api.amazon.com/auth/o2/token"
ORDERS: Final = "application/vnd.dsporders.v2.2+json"
REPORTS: Final = "application/vnd.dspcreatereports.v3+json"
READY: Final = "application/vnd.dspgetreports.v3+json"
MEMBERSHIP_S: Final = 34_300_800

_KEYS: Final = {MatchKey.DEVICE_ID: "MAID", MatchKey.PLATFORM_USER_ID: "COOKIE"}
_CAPABILITIES: Final = Capabilities(
    platform="amazon",
    label="Amazon DSP",
    parameters=("advertiser_id", "profile_id", "country"),
    credentials=("client_id", "client_secret", "refresh_token"),
    match_keys=(MatchKey.DEVICE_ID, MatchKey.PLATFORM_USER_ID),
    audience_batch=1_000,
    match_rates={MatchKey.DEVICE_ID: 0.65, MatchKey.PLATFORM_USER_ID: 0.95},
    documented={
        "bids": "OpenRTB 2.6",
        "audiences": "Amazon Ads API v2, data provider audiences",
        "campaigns": "Amazon Ads API, DSP orders v2.2",
        "performance": "Amazon Ads API, DSP reports v3",
    },
    unverified=(
        "campaigns: the order's budget fields could not be checked against a public reference",
        "match rates: our estimate",
    ),
)


class AmazonDsp:
    """One advertiser of one profile; ``country`` is where its data comes from (ISO 3166-1 alpha-2)."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: DspAccount, web: Web, clock_ms: ClockMs) -> None:
        self._web = web
        self._advertiser = account.parameters["advertiser_id"]
        self._profile = account.parameters["profile_id"]
        self._country = account.parameters["country"]
        self._client_id = account.credentials["client_id"]
        self._token = RefreshedToken(
            web,
            clock_ms,
            token_url=TOKENS,
            client_id=self._client_id,
            client_secret=account.credentials["client_secret"],
            refresh_token=account.credentials["refresh_token"],
        )

    async def check(self) -> str:
        profiles = await self._call("GET", "/v2/profiles")
        for profile in profiles if isinstance(profiles, list) else ():
            if str(profile.get("profileId")) == self._profile:
                return str(field(profile, "accountInfo", "name"))
        raise NotFound(
            f"these credentials see no profile {self._profile}",
            field="parameters.profile_id",
            remedy="Choose one of the profiles the account lists.",
        )

    async def create_audience(self, name: str, *, external_id: str) -> str:
        body = {
            "name": name,
            "description": name,
            "advertiserId": whole(self._advertiser),
            "metadata": {
                "type": "DATA_PROVIDER",
                "externalAudienceId": external_id,
                "dataSourceCountry": [self._country],
                "ttl": MEMBERSHIP_S,
            },
        }
        return str(field(await self._call("POST", "/v2/dp/audiencemetadata/", body=body), "audience", "id"))

    async def change_audience(self, audience_id: str, change: AudienceChange) -> AudienceReceipt:
        patches = [_patch("add", member, audience_id) for member in change.joining]
        patches += [_patch("remove", member, audience_id) for member in change.leaving]
        answer = await self._call("PATCH", "/v2/dp/audience", body={"patches": patches}, idempotent=True)
        job = answer.get("requestId", "") if isinstance(answer, dict) else ""
        return AudienceReceipt(received=len(patches), job_id=str(job))

    async def audience_size(self, audience_id: str) -> AudienceSize:
        del audience_id
        return AudienceSize(matched=None)

    async def put_campaign(self, plan: CampaignPlan) -> str:
        order: dict[str, Any] = {
            "advertiserId": self._advertiser,
            "name": plan.name,
            "externalId": plan.campaign_id,
            "startDateTime": iso(plan.starts_at_ms),
            "endDateTime": iso(plan.ends_at_ms),
            "deliveryActivationStatus": "INACTIVE" if plan.paused else "ACTIVE",
            "budget": {
                "totalBudgetAmount": units(plan.budget_micros),
                "dailyBudgetAmount": units(plan.daily_budget_micros),
                "currencyCode": plan.currency,
            },
        }
        if plan.platform_campaign_id:
            order["orderId"] = plan.platform_campaign_id
            await self._call("PUT", "/dsp/orders", body=[order], kind=ORDERS, idempotent=True)
            return plan.platform_campaign_id
        created = await self._call("POST", "/dsp/orders", body=[order], kind=ORDERS)
        if not isinstance(created, list) or not created:
            raise Unavailable("the vendor's answer has no order")
        return str(field(created[0], "orderId"))

    async def performance(self, campaign_ids: Sequence[str], *, from_day: str, to_day: str) -> Sequence[PerformanceRow]:
        wanted = {
            "startDate": from_day.replace("-", ""),
            "endDate": to_day.replace("-", ""),
            "type": "CAMPAIGN",
            "dimensions": ["ORDER"],
            "timeUnit": "DAILY",
            "format": "JSON",
            "metrics": ["impressions", "clickThroughs", "totalPurchases", "totalCost"],
            "orderIds": list(campaign_ids),
        }
        path = f"/accounts/{self._advertiser}/dsp/reports"
        asked = await self._call("POST", path, body=wanted, accept=REPORTS)
        report = f"{path}/{field(asked, 'reportId')}"

        async def look() -> str | None:
            found = await self._call("GET", report, accept=READY)
            status = field(found, "status")
            if status == "FAILURE":
                raise InvalidInput("the report failed at the vendor", remedy="Ask for fewer days, or ask again.")
            return str(field(found, "location")) if status == "SUCCESS" else None

        reported = json.loads(await self._web.report(await once_ready(look, what="a report"), ours=API, headers={}))
        return [
            PerformanceRow(
                day=day_of(whole(row["date"])),
                platform_campaign_id=str(row["orderId"]),
                impressions=whole(row.get("impressions")),
                clicks=whole(row.get("clickThroughs")),
                conversions=whole(row.get("totalPurchases")),
                spend_micros=micros(row.get("totalCost")),
                currency=str(row["orderCurrency"]),
            )
            for row in (reported if isinstance(reported, list) else ())
        ]

    async def _call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        kind: str = "application/json",
        accept: str = "",
        idempotent: bool = False,
    ) -> Any:
        headers = {
            "Authorization": f"Bearer {await self._token()}",
            "Amazon-Advertising-API-ClientId": self._client_id,
            "Amazon-Advertising-API-Scope": self._profile,
            "Accept": accept or kind,
            "Content-Type": kind,
        }
        return await self._web.json(method, f"{API}{path}", body=body, headers=headers, idempotent=idempotent)


def _patch(operation: str, member: Member, audience_id: str) -> dict[str, Any]:
    key = next(key for key in _KEYS if key in member.keys)
    path = f"/{_KEYS[key]}-{member.keys[key]}/audiences"
    return {"op": operation, "path": path, "value": [whole(audience_id)]}
