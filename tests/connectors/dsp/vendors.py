"""Stand-ins for vendors' management APIs, at the wire: they enforce what the public documents say and forget nothing."""

import base64
import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from domain.dsp.values import DspAccount

Handler = Callable[["Vendor", web.Request], Any]

PEOPLE = {
    "ana": {
        "email_sha256": "a" * 64,
        "phone_sha256": "b" * 64,
        "device_id": "38400000-8cf0-11bd-b23e-10b96e40000d",
        "platform_user_id": "5727816213491965430",
    },
    "bo": {
        "email_sha256": "c" * 64,
        "phone_sha256": "d" * 64,
        "device_id": "48400000-8cf0-11bd-b23e-10b96e40000d",
        "platform_user_id": "5727816213491965431",
    },
}


@dataclass
class Vendor:
    """One vendor's account as it stands: audiences as sets of the ids it was sent, campaigns, and calls made."""

    audiences: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    campaigns: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    failures: list[int] = field(default_factory=list)
    retry_after: str = "7"
    """Statuses to answer with before working again."""
    looks: int = 0
    jobs: dict[str, str] = field(default_factory=dict)


def refuse(condition: bool, message: str, status: int = 400) -> None:
    if condition:
        raise _refusal(status, message)


def _refusal(status: int, message: str) -> web.HTTPException:
    kind = {400: web.HTTPBadRequest, 401: web.HTTPUnauthorized, 404: web.HTTPNotFound}[status]
    return kind(text=json.dumps({"error": {"message": message}}), content_type="application/json")


async def _form(request: web.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(await request.text(), keep_blank_values=True).items()}


async def _token(request: web.Request) -> web.Response:
    form = await _form(request)
    wanted = {"grant_type": "refresh_token", "client_id": "id", "client_secret": "secret", "refresh_token": "refresh"}
    refuse(form != wanted, "invalid_grant", 401)
    return web.json_response({"access_token": "token", "expires_in": 3600, "token_type": "bearer"})


# Google Display & Video 360: displayvideo.googleapis.com/v4, doubleclickbidmanager.googleapis.com/v2


async def dv360(vendor: Vendor, request: web.Request) -> Any:
    host, path = request.host, request.path
    if host == "oauth2.googleapis.com":
        return await _token(request)
    if host == "storage.googleapis.com":
        return web.Response(
            text="Date,Campaign ID,Advertiser Currency,Impressions,Clicks,Total Conversions,"
            "Media Cost (Advertiser Currency)\n2026/11/20,c1,USD,1000,10,1.00,12.345678\n"
            "2026/11/20,other,USD,1,1,1,1\n,,,1001,11,2,13.345678\n"
        )
    refuse(request.headers.get("Authorization") != "Bearer token", "unauthenticated", 401)
    body = json.loads(await request.text() or "null")
    if path == "/v4/advertisers/77":
        return {"advertiserId": "77", "displayName": "Shop"}
    if path == "/v4/firstPartyAndPartnerAudiences":
        refuse(request.query.get("advertiserId") != "77", "advertiserId is required")
        refuse(body["audienceType"] != "CUSTOMER_MATCH_CONTACT_INFO", "audienceType")
        refuse(not 1 <= int(body["membershipDurationDays"]) <= 540, "membershipDurationDays is at most 540")
        return {"firstPartyAndPartnerAudienceId": "901", "displayName": body["displayName"]}
    if path.endswith(":editCustomerMatchMembers"):
        refuse(body["advertiserId"] != "77", "advertiserId is required")
        members = vendor.audiences[path.split("/")[-1].split(":")[0]]
        for change, apply in (
            ("addedContactInfoList", members.update),
            ("removedContactInfoList", members.difference_update),
        ):
            for contact in body.get(change, {}).get("contactInfos", ()):
                refuse(body[change]["consent"]["adUserData"] != "CONSENT_STATUS_GRANTED", "consent")
                ids = contact.get("hashedEmails", []) + contact.get("hashedPhoneNumbers", [])
                refuse(not ids or any(len(one) != 64 for one in ids), "contactInfos are SHA-256 in hex")
                apply(ids)
        return {"firstPartyAndPartnerAudienceId": "901"}
    if path == "/v4/firstPartyAndPartnerAudiences/901":
        return {"firstPartyAndPartnerAudienceId": "901", "activeDisplayAudienceSize": "1200"}
    if path.startswith("/v4/advertisers/77/campaigns"):
        return _dv360_campaign(vendor, request, body)
    return _bid_manager(vendor, path, body)


def _dv360_campaign(vendor: Vendor, request: web.Request, body: Any) -> dict[str, Any]:
    planned = body["campaignFlight"]["plannedDates"]["startDate"]
    refuse(set(planned) != {"year", "month", "day"}, "startDate")
    if request.method == "PATCH":
        refuse("updateMask" not in request.query, "updateMask is required")
    else:
        refuse("campaignGoal" not in body or "frequencyCap" not in body, "campaignGoal and frequencyCap are required")
    vendor.campaigns["c1"] = body
    return {"campaignId": "c1"}


def _bid_manager(vendor: Vendor, path: str, body: Any) -> dict[str, Any]:
    if path == "/v2/queries":
        refuse(body["metadata"]["dataRange"]["range"] != "CUSTOM_DATES", "dataRange")
        return {"queryId": "5"}
    if path == "/v2/queries/5:run":
        return {"key": {"queryId": "5", "reportId": "6"}}
    if path == "/v2/queries/5/reports/6":
        vendor.looks += 1
        done = {"state": "DONE"} if vendor.looks > 1 else {"state": "RUNNING"}
        return {"metadata": {"status": done, "googleCloudStoragePath": "https://storage.googleapis.com/report.csv"}}
    raise _refusal(404, path)


# The Trade Desk: api.thetradedesk.com/v3 and the advertiser's data centre


async def trade_desk(vendor: Vendor, request: web.Request) -> Any:
    raw = await request.read()
    if request.path == "/data/advertiser":
        signature = base64.b64encode(hmac.new(b"data secret", raw, hashlib.sha1).digest()).decode()
        refuse(request.headers.get("TtdSignature") != signature, "signature", 401)
        body = json.loads(raw)
        refuse(body["AdvertiserId"] != "77" or len(raw) > 2_000_000, "advertiser or size")
        for item in body["Items"]:
            [key] = [item[name] for name in ("TDID", "DAID", "UID2") if name in item]
            for entry in item["Data"]:
                members = vendor.audiences[entry["Name"]]
                members.add(key) if entry["TTLInMinutes"] else members.discard(key)
        return {}
    refuse(request.headers.get("TTD-Auth") != "api token", "unauthorised", 401)
    if request.path == "/v3/advertiser/77":
        return {"AdvertiserId": "77", "AdvertiserName": "Shop"}
    if request.path == "/v3/campaign":
        body = json.loads(raw)
        refuse(set(body["Budget"]) != {"Amount", "CurrencyCode"}, "Budget")
        refuse(request.method == "PUT" and body.get("CampaignId") != "c1", "CampaignId")
        vendor.campaigns["c1"] = body
        return {"CampaignId": "c1"}
    if request.path == "/v3/myreports/reportexecution/query/advertisers":
        url = "https://api.thetradedesk.com/v3/download/1"
        return {"Result": [{"ReportDeliveries": [{"DownloadURL": url}]}]}
    if request.path == "/v3/download/1":
        return web.Response(
            text="Date,Campaign ID,Impressions,Clicks,All Last Click + View Conversions,Advertiser Cost (Adv Currency),"
            "Advertiser Currency Code\n2026-11-20T00:00:00,c1,1000,10,1,12.345678,USD\n"
        )
    raise _refusal(404, request.path)


# Amazon DSP: advertising-api.amazon.com


async def amazon(vendor: Vendor, request: web.Request) -> Any:
    if request.host == "api.amazon.com":
        return await _token(request)
    if request.host == "reports.amazon.example":
        row = {"date": 1795132800000, "orderId": "c1", "impressions": 1000, "clickThroughs": 10}
        return [row | {"totalPurchases": 1, "totalCost": 12.345678, "orderCurrency": "USD"}]
    refuse(request.headers.get("Authorization") != "Bearer token", "unauthorised", 401)
    refuse(request.headers.get("Amazon-Advertising-API-ClientId") != "id", "client id", 401)
    refuse(request.headers.get("Amazon-Advertising-API-Scope") != "profile", "scope", 401)
    body = json.loads(await request.text() or "null")
    if request.path == "/v2/profiles":
        return [{"profileId": "profile", "accountInfo": {"name": "Shop"}}]
    if request.path == "/v2/dp/audiencemetadata/":
        refuse(body["metadata"]["type"] != "DATA_PROVIDER" or not isinstance(body["advertiserId"], int), "metadata")
        return {"requestId": "1", "audience": {"id": 901}}
    if request.path == "/v2/dp/audience":
        refuse(request.method != "PATCH" or len(body["patches"]) > 2_000, "at most 2000 records")
        for patch in body["patches"]:
            _, record, what = patch["path"].split("/")
            kind, _, value = record.partition("-")
            refuse(kind not in {"COOKIE", "MAID", "EXTERNAL_USER_ID"} or what != "audiences", "path")
            for audience in patch["value"]:
                members = vendor.audiences[str(audience)]
                {"add": members.add, "remove": members.discard}[patch["op"]](value)
        return {"requestId": "2"}
    if request.path == "/dsp/orders":
        refuse(request.headers["Content-Type"] != "application/vnd.dsporders.v2.2+json", "content type")
        vendor.campaigns["c1"] = body[0]
        return [{"orderId": "c1"}]
    return _amazon_report(vendor, request, body)


def _amazon_report(vendor: Vendor, request: web.Request, body: Any) -> dict[str, Any]:
    if request.path == "/accounts/77/dsp/reports":
        refuse(len(body["startDate"]) != 8, "dates are yyyyMMdd")
        return {"reportId": "5", "status": "IN_PROGRESS"}
    if request.path == "/accounts/77/dsp/reports/5":
        vendor.looks += 1
        location = "https://reports.amazon.example/5"
        return {"status": "SUCCESS", "location": location} if vendor.looks > 1 else {"status": "IN_PROGRESS"}
    raise _refusal(404, request.path)


# Meta: graph.facebook.com/v25.0


async def meta(vendor: Vendor, request: web.Request) -> Any:
    form = await _form(request)
    given = dict(request.query) | form
    refuse(given.get("access_token") != "token", "OAuthException", 401)
    path = request.path.removeprefix("/v25.0")
    if path == "/act_77":
        return {"id": "act_77", "name": "Shop"}
    if path == "/act_77/customaudiences":
        refuse(form["subtype"] != "CUSTOM" or form["customer_file_source"] != "USER_PROVIDED_ONLY", "subtype")
        return {"id": "901"}
    if path == "/901/users":
        payload = json.loads(form["payload"])
        refuse(len(payload["data"]) > 10_000, "at most 10000 users")
        ids = {one for row in payload["data"] for one in row if one}
        refuse(any(len(row) != len(payload["schema"]) for row in payload["data"]), "data does not match schema")
        members = vendor.audiences["901"]
        members.update(ids) if request.method == "POST" else members.difference_update(ids)
        return {"audience_id": "901", "num_received": len(payload["data"]), "num_invalid_entries": 0}
    if path == "/901":
        return {"id": "901", "approximate_count_lower_bound": 1200}
    if path in ("/act_77/campaigns", "/c1"):
        refuse(not form["daily_budget"].isdigit(), "daily_budget is in hundredths")
        refuse(path != "/c1" and form.get("special_ad_categories") != "[]", "special_ad_categories is required")
        vendor.campaigns["c1"] = form
        return {"id": "c1", "success": True}
    if path == "/act_77/insights":
        row = {"date_start": "2026-11-20", "campaign_id": "c1", "impressions": "1000", "clicks": "10"}
        row |= {"spend": "12.345678", "account_currency": "USD", "conversions": [{"action_type": "x", "value": "1"}]}
        if "after" in request.query:
            return {"data": [row], "paging": {"cursors": {"after": "2"}}}
        return {"data": [], "paging": {"cursors": {"after": "1"}, "next": "https://graph.facebook.com/more"}}
    raise _refusal(404, path)


# Xandr: api.appnexus.com


async def xandr(vendor: Vendor, request: web.Request) -> Any:
    raw = await request.text()
    if request.path == "/auth":
        login = json.loads(raw)["auth"]
        if login != {"username": "user", "password": "pass"}:
            return {"response": {"error_id": "UNAUTH", "error": "No match found for user/pass"}}
        return {"response": {"status": "OK", "token": "token"}}
    if request.headers.get("Authorization") != "token":
        return {"response": {"error_id": "NOAUTH", "error": "Authentication failed - not logged in"}}
    if request.path == "/report-download":
        return web.Response(
            text="day,insertion_order_id,imps,clicks,total_convs,media_cost,buying_currency\n"
            "2026-11-20,c1,1000,10,1,12.345678,USD\n"
        )
    if request.path == "/upload":
        refuse(request.headers["Content-Type"] != "application/octet-stream", "content type")
        for line in raw.splitlines():
            user, segment, minutes = line.split(":")
            refuse(not user.isdigit(), "users are numbers here")
            members = vendor.audiences[segment]
            members.discard(user) if minutes == "-1" else members.add(user)
        vendor.jobs["j1"] = str(len(raw.splitlines()))
        return {"response": {"segment_upload": {"job_id": "j1"}}}
    return {"response": {"status": "OK"} | _xandr(vendor, request, json.loads(raw or "null"))}


def _xandr(vendor: Vendor, request: web.Request, body: Any) -> dict[str, Any]:
    match request.method, request.path:
        case "GET", "/member":
            return {"member": {"id": 5, "name": "Shop"}}
        case "POST", "/segment":
            refuse(not body["segment"]["code"], "code")
            return {"segment": {"id": 901}}
        case "POST", "/batch-segment":
            refuse(request.query.get("member_id") != "5", "member_id")
            return {"batch_segment_upload_job": {"job_id": "j1", "upload_url": "https://api.appnexus.com/upload"}}
        case "GET", "/batch-segment":
            vendor.looks += 1
            phase = "completed" if vendor.looks % 2 == 0 else "processing"
            job = {"phase": phase, "num_valid": vendor.jobs["j1"], "num_invalid_user": 0, "num_invalid_format": 0}
            return {"batch_segment_upload_job": [job]}
        case (("POST" | "PUT"), "/insertion-order"):
            refuse(request.method == "PUT" and request.query.get("id") != "c1", "id")
            vendor.campaigns["c1"] = body["insertion-order"]
            return {"insertion-order": {"id": "c1"}}
        case "POST", "/report":
            return {"report_id": "r1"}
        case "GET", "/report":
            return {"execution_status": "ready"}
    raise _refusal(404, urlsplit(str(request.url)).path)


@dataclass(frozen=True)
class Case:
    """A platform as the contract suite knows it: its stand-in, an account, and what it names campaigns' daily budget."""

    key: str
    answer: Handler
    parameters: dict[str, str]
    credentials: dict[str, str]
    wrong: dict[str, str]
    tells_size: bool = False

    def account(self, credentials: dict[str, str] | None = None) -> DspAccount:
        return DspAccount(
            tenant_id="ours",
            account_id=f"dsp_{self.key}",
            platform=self.key,
            name=self.key,
            enabled=True,
            bid_url="",
            parameters=self.parameters,
            credentials=credentials or self.credentials,
        )


_OAUTH = {"client_id": "id", "client_secret": "secret", "refresh_token": "refresh"}
CASES = (
    Case("dv360", dv360, {"advertiser_id": "77"}, _OAUTH, _OAUTH | {"refresh_token": "stale"}, tells_size=True),
    Case(
        "trade_desk",
        trade_desk,
        {"advertiser_id": "77", "data_url": "https://use-data.adsrvr.org", "report_schedule_id": "3"},
        {"api_token": "api token", "data_secret": "data secret"},
        {"api_token": "stale", "data_secret": "data secret"},
    ),
    Case(
        "amazon",
        amazon,
        {"advertiser_id": "77", "profile_id": "profile", "country": "US"},
        _OAUTH,
        _OAUTH | {"client_secret": "stale"},
    ),
    Case("meta", meta, {"ad_account_id": "77"}, {"access_token": "token"}, {"access_token": "stale"}, tells_size=True),
    Case(
        "xandr",
        xandr,
        {"member_id": "5", "advertiser_id": "77"},
        {"username": "user", "password": "pass"},
        {"username": "user", "password": "stale"},
    ),
)
