"""Xandr (Microsoft): segments by the batch segment service, insertion orders and reports by the Digital Platform API."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from connectors.dsp.protocol import ClockMs, Web
from connectors.dsp.reading import field, micros, units, whole
from connectors.dsp.reports import once_ready, rows
from connectors.dsp.times import spaced
from domain.dsp.values import (
    AudienceChange,
    AudienceReceipt,
    AudienceSize,
    CampaignPlan,
    Capabilities,
    DspAccount,
    PerformanceRow,
)
from domain.errors import InvalidInput, Unavailable
from domain.profiles.values import MatchKey

API: Final = "https://api.appnexus.com"
MEMBERSHIP_MINUTES: Final = 259_200
REMOVED: Final = -1
TOKEN_LIFE_MS: Final = 7_000_000
"""It lives two hours."""

_CAPABILITIES: Final = Capabilities(
    platform="xandr",
    label="Xandr",
    parameters=("member_id", "advertiser_id"),
    credentials=("username", "password"),
    match_keys=(MatchKey.PLATFORM_USER_ID,),
    audience_batch=100_000,
    match_rates={MatchKey.PLATFORM_USER_ID: 0.90},
    documented={
        "bids": "OpenRTB 2.6",
        "audiences": "Digital Platform API, batch segment service, legacy text format",
        "campaigns": "Digital Platform API, insertion order service",
        "performance": "Digital Platform API, report service, network_analytics",
    },
    unverified=(
        "audiences: separators are set per seat; ours are ':' after the user, ';' between segments and ':' between fields",
        "match rates: our estimate",
    ),
)


class Xandr:
    """One advertiser of one member."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: DspAccount, web: Web, clock_ms: ClockMs) -> None:
        self._web = web
        self._clock_ms = clock_ms
        self._member = account.parameters["member_id"]
        self._advertiser = account.parameters["advertiser_id"]
        self._login = {name: account.credentials[name] for name in ("username", "password")}
        self._token = ""
        self._until_ms = 0

    async def check(self) -> str:
        return str(field(await self._call("GET", "/member"), "member", "name"))

    async def create_audience(self, name: str, *, external_id: str) -> str:
        segment = {"code": external_id, "short_name": name, "expire_minutes": MEMBERSHIP_MINUTES}
        created = await self._call("POST", "/segment", query={"member_id": self._member}, body={"segment": segment})
        return str(field(created, "segment", "id"))

    async def change_audience(self, audience_id: str, change: AudienceChange) -> AudienceReceipt:
        opened = await self._call("POST", "/batch-segment", query={"member_id": self._member})
        job = field(opened, "batch_segment_upload_job")
        lines = "".join(_lines(audience_id, change)).encode()
        headers = {"Authorization": await self._signed_in(), "Content-Type": "application/octet-stream"}
        await self._web.json("POST", str(field(job, "upload_url")), raw=lines, headers=headers)
        job_id = str(field(job, "job_id"))

        async def look() -> AudienceReceipt | None:
            query = {"member_id": self._member, "job_id": job_id}
            found = await self._call("GET", "/batch-segment", query=query)
            state = field(found, "batch_segment_upload_job")
            if isinstance(state, list):
                state = state[0]
            phase = field(state, "phase")
            if phase == "error":
                raise InvalidInput(
                    f"the vendor refused the upload: {state.get('error_log_lines', '')}",
                    remedy="Check that the seat's file format has our separators.",
                )
            if phase != "completed":
                return None
            refused = whole(state.get("num_invalid_user")) + whole(state.get("num_invalid_format"))
            return AudienceReceipt(received=whole(state.get("num_valid")), refused=refused, job_id=job_id)

        return await once_ready(look, what="a segment upload")

    async def audience_size(self, audience_id: str) -> AudienceSize:
        del audience_id
        return AudienceSize(matched=None)

    async def put_campaign(self, plan: CampaignPlan) -> str:
        order: dict[str, Any] = {
            "name": plan.name,
            "code": plan.campaign_id,
            "state": "inactive" if plan.paused else "active",
            "currency": plan.currency,
            "budget_intervals": [
                {
                    "start_date": spaced(plan.starts_at_ms),
                    "end_date": spaced(plan.ends_at_ms),
                    "timezone": "UTC",
                    "lifetime_budget": units(plan.budget_micros),
                    "daily_budget": units(plan.daily_budget_micros),
                }
            ],
        }
        query = {"advertiser_id": self._advertiser}
        if plan.platform_campaign_id:
            query |= {"id": plan.platform_campaign_id}
            await self._call("PUT", "/insertion-order", query=query, body={"insertion-order": order}, idempotent=True)
            return plan.platform_campaign_id
        created = await self._call("POST", "/insertion-order", query=query, body={"insertion-order": order})
        return str(field(created, "insertion-order", "id"))

    async def performance(self, campaign_ids: Sequence[str], *, from_day: str, to_day: str) -> Sequence[PerformanceRow]:
        report = {
            "report_type": "network_analytics",
            "columns": ["day", "insertion_order_id", "imps", "clicks", "total_convs", "media_cost", "buying_currency"],
            "filters": [{"insertion_order_id": list(campaign_ids)}],
            "start_date": f"{from_day} 00:00:00",
            "end_date": f"{to_day} 23:59:59",
            "timezone": "UTC",
            "format": "csv",
        }
        asked = await self._call("POST", "/report", query={"advertiser_id": self._advertiser}, body={"report": report})
        report_id = str(field(asked, "report_id"))

        async def look() -> str | None:
            found = await self._call("GET", "/report", query={"id": report_id})
            return report_id if field(found, "execution_status") == "ready" else None

        await once_ready(look, what="a report")
        headers = {"Authorization": await self._signed_in()}
        text = await self._web.text(f"{API}/report-download?id={report_id}", headers=headers)
        return [
            PerformanceRow(
                day=row["day"][:10],
                platform_campaign_id=row["insertion_order_id"],
                impressions=whole(row["imps"]),
                clicks=whole(row["clicks"]),
                conversions=whole(row["total_convs"]),
                spend_micros=micros(row["media_cost"]),
                currency=row["buying_currency"],
            )
            for row in rows(text)
        ]

    async def _call(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: object = None,
        idempotent: bool = False,
    ) -> Any:
        """The ``response`` of every answer, which says ``status: OK`` or what was wrong."""
        headers = {"Authorization": await self._signed_in()}
        url = f"{API}{path}"
        answer = await self._web.json(method, url, query=query, body=body, headers=headers, idempotent=idempotent)
        return _response(answer)

    async def _signed_in(self) -> str:
        if self._clock_ms() >= self._until_ms:
            answer = await self._web.json("POST", f"{API}/auth", body={"auth": self._login}, idempotent=True)
            self._token = str(field(_response(answer), "token"))
            self._until_ms = self._clock_ms() + TOKEN_LIFE_MS
        return self._token


def _response(answer: object) -> Any:
    response = field(answer, "response")
    if isinstance(response, dict) and "error" in response:
        if response.get("error_id") == "SYSTEM":
            raise Unavailable(f"the vendor failed: {response['error']}")
        raise InvalidInput(
            f"the vendor refused the call: {response['error']}", remedy="Compare the account with the vendor's message."
        )
    return response


def _lines(segment: str, change: AudienceChange) -> Iterator[str]:
    for member in change.joining:
        yield f"{member.keys[MatchKey.PLATFORM_USER_ID]}:{segment}:{MEMBERSHIP_MINUTES}\n"
    for member in change.leaving:
        yield f"{member.keys[MatchKey.PLATFORM_USER_ID]}:{segment}:{REMOVED}\n"
