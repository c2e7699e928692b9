"""Google Display & Video 360: customer match audiences and campaigns by API v4, performance by Bid Manager API v2."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from connectors.dsp.oauth import RefreshedToken
from connectors.dsp.protocol import ClockMs, Web
from connectors.dsp.reading import field, micros, whole
from connectors.dsp.reports import once_ready, rows
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
from domain.errors import InvalidInput
from domain.profiles.values import MatchKey

API: Final = "https://displayvideo.googleapis.com/v4"
REPORTS: Final = "https://doubleclickbidmanager.googleapis.com/v2"
TOKENS: Final = "https://oauth2.googleapis.com/token"
MEMBERSHIP_DAYS: Final = 540
GRANTED: Final = {"adUserData": "CONSENT_STATUS_GRANTED", "adPersonalization": "CONSENT_STATUS_GRANTED"}

_CAPABILITIES: Final = Capabilities(
    platform="dv360",
    label="Google Display & Video 360",
    parameters=("advertiser_id",),
    credentials=("client_id", "client_secret", "refresh_token"),
    match_keys=(MatchKey.EMAIL_SHA256, MatchKey.PHONE_SHA256),
    audience_batch=10_000,
    match_rates={MatchKey.EMAIL_SHA256: 0.60, MatchKey.PHONE_SHA256: 0.35},
    documented={
        "bids": "OpenRTB 2.6",
        "audiences": "Display & Video 360 API v4, firstPartyAndPartnerAudiences",
        "campaigns": "Display & Video 360 API v4, advertisers.campaigns",
        "performance": "Bid Manager API v2, queries",
    },
    unverified=(
        "bids: which OpenRTB extensions its bidder expects is agreed with each partner",
        "campaigns: a day's allowance is kept on insertion orders there; we send flight and planned spend alone",
        "match rates: our estimate",
    ),
)


class DisplayVideo360:
    """One advertiser."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: DspAccount, web: Web, clock_ms: ClockMs) -> None:
        self._web = web
        self._advertiser = account.parameters["advertiser_id"]
        self._token = RefreshedToken(
            web,
            clock_ms,
            token_url=TOKENS,
            client_id=account.credentials["client_id"],
            client_secret=account.credentials["client_secret"],
            refresh_token=account.credentials["refresh_token"],
        )

    async def check(self) -> str:
        return str(field(await self._call("GET", f"{API}/advertisers/{self._advertiser}"), "displayName"))

    async def create_audience(self, name: str, *, external_id: str) -> str:
        created = await self._call(
            "POST",
            f"{API}/firstPartyAndPartnerAudiences",
            query={"advertiserId": self._advertiser},
            body={
                "displayName": name,
                "description": external_id,
                "firstPartyAndPartnerAudienceType": "TYPE_FIRST_PARTY",
                "audienceType": "CUSTOMER_MATCH_CONTACT_INFO",
                "membershipDurationDays": str(MEMBERSHIP_DAYS),
                "contactInfoList": {"contactInfos": [], "consent": GRANTED},
            },
        )
        return str(field(created, "firstPartyAndPartnerAudienceId"))

    async def change_audience(self, audience_id: str, change: AudienceChange) -> AudienceReceipt:
        body: dict[str, Any] = {"advertiserId": self._advertiser}
        if change.joining:
            body["addedContactInfoList"] = _contacts(change.joining)
        if change.leaving:
            body["removedContactInfoList"] = _contacts(change.leaving)
        url = f"{API}/firstPartyAndPartnerAudiences/{audience_id}:editCustomerMatchMembers"
        await self._call("POST", url, body=body, idempotent=True)
        return AudienceReceipt(received=len(change.joining) + len(change.leaving))

    async def audience_size(self, audience_id: str) -> AudienceSize:
        url = f"{API}/firstPartyAndPartnerAudiences/{audience_id}"
        found = await self._call("GET", url, query={"advertiserId": self._advertiser})
        size = found.get("activeDisplayAudienceSize") if isinstance(found, dict) else None
        return AudienceSize(matched=None if size is None else whole(size))

    async def put_campaign(self, plan: CampaignPlan) -> str:
        body = {
            "displayName": plan.name,
            "entityStatus": "ENTITY_STATUS_PAUSED" if plan.paused else "ENTITY_STATUS_ACTIVE",
            "campaignFlight": {
                "plannedSpendAmountMicros": str(plan.budget_micros),
                "plannedDates": {"startDate": _date_of(plan.starts_at_ms), "endDate": _date_of(plan.ends_at_ms)},
            },
        }
        campaigns = f"{API}/advertisers/{self._advertiser}/campaigns"
        if plan.platform_campaign_id:
            mask = {"updateMask": ",".join(body)}
            url = f"{campaigns}/{plan.platform_campaign_id}"
            await self._call("PATCH", url, query=mask, body=body, idempotent=True)
            return plan.platform_campaign_id
        goal = {
            "campaignGoalType": "CAMPAIGN_GOAL_TYPE_BRAND_AWARENESS",
            "performanceGoal": {
                "performanceGoalType": "PERFORMANCE_GOAL_TYPE_CPM",
                "performanceGoalAmountMicros": "1000000",
            },
        }
        created = await self._call(
            "POST", campaigns, body=body | {"campaignGoal": goal, "frequencyCap": {"unlimited": True}}
        )
        return str(field(created, "campaignId"))

    async def performance(self, campaign_ids: Sequence[str], *, from_day: str, to_day: str) -> Sequence[PerformanceRow]:
        query = await self._call("POST", f"{REPORTS}/queries", body=self._query(from_day, to_day))
        query_id = field(query, "queryId")
        started = await self._call("POST", f"{REPORTS}/queries/{query_id}:run", query={"synchronous": "false"}, body={})
        report = f"{REPORTS}/queries/{query_id}/reports/{field(started, 'key', 'reportId')}"

        async def look() -> str | None:
            metadata = field(await self._call("GET", report), "metadata")
            state = field(metadata, "status", "state")
            if state == "FAILED":
                raise InvalidInput("the report failed at the vendor", remedy="Ask for fewer days, or ask again.")
            return str(field(metadata, "googleCloudStoragePath")) if state == "DONE" else None

        text = await self._web.report(await once_ready(look, what="a report"), ours=API, headers={})
        wanted = set(campaign_ids)
        return [
            PerformanceRow(
                day=row["Date"].replace("/", "-"),
                platform_campaign_id=row["Campaign ID"],
                impressions=whole(row["Impressions"]),
                clicks=whole(row["Clicks"]),
                conversions=whole(row["Total Conversions"]),
                spend_micros=micros(row["Media Cost (Advertiser Currency)"]),
                currency=row["Advertiser Currency"],
            )
            for row in rows(text)
            if row["Campaign ID"] in wanted
        ]

    def _query(self, from_day: str, to_day: str) -> dict[str, Any]:
        return {
            "metadata": {
                "title": f"Campaign Express {from_day} to {to_day}",
                "format": "CSV",
                "dataRange": {
                    "range": "CUSTOM_DATES",
                    "customStartDate": _day(date.fromisoformat(from_day)),
                    "customEndDate": _day(date.fromisoformat(to_day)),
                },
            },
            "params": {
                "type": "STANDARD",
                "groupBys": ["FILTER_DATE", "FILTER_MEDIA_PLAN", "FILTER_ADVERTISER_CURRENCY"],
                "filters": [{"type": "FILTER_ADVERTISER", "value": self._advertiser}],
                "metrics": [
                    "METRIC_IMPRESSIONS",
                    "METRIC_CLICKS",
                    "METRIC_TOTAL_CONVERSIONS",
                    "METRIC_MEDIA_COST_ADVERTISER",
                ],
            },
            "schedule": {"frequency": "ONE_TIME"},
        }

    async def _call(
        self,
        method: str,
        url: str,
        *,
        body: object = None,
        query: Mapping[str, str] | None = None,
        idempotent: bool = False,
    ) -> Any:
        headers = {"Authorization": f"Bearer {await self._token()}"}
        return await self._web.json(
            method, url, body=body, headers=headers, query=dict(query or {}), idempotent=idempotent
        )


def _contacts(members: Sequence[Member]) -> dict[str, Any]:
    contacts = []
    for member in members:
        contact: dict[str, list[str]] = {}
        if email := member.keys.get(MatchKey.EMAIL_SHA256):
            contact["hashedEmails"] = [email]
        if phone := member.keys.get(MatchKey.PHONE_SHA256):
            contact["hashedPhoneNumbers"] = [phone]
        contacts.append(contact)
    return {"contactInfos": contacts, "consent": GRANTED}


def _date_of(at_ms: int) -> dict[str, int]:
    return _day(datetime.fromtimestamp(at_ms / 1_000, UTC).date())


def _day(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
