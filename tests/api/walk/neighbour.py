"""A tenant that has one of everything, made through the API where it has a door and by the use case where it has none."""

import contextlib
import json
import zlib
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
from temporalio.service import RPCError, RPCStatusCode

from activities.keeping import SqlKeeper
from api.assets import AssetRoom
from api.broadcasts import BroadcastDesk
from api.channels import ChannelRoom
from api.content import ContentRoom
from api.data_requests import DataRequestDesk
from api.journeys import JourneyDesk
from api.lifecycle import Lifecycle
from api.platforms import PlatformDesk
from api.rehearsals import RehearsalDesk
from api.segments import SegmentDesk
from api.sign_on import SignOnDesk
from connectors.channels.desk import ChannelDesk
from connectors.channels.switchboard import Switchboard, open_dependencies
from connectors.content.fetching import ContentFetcher
from connectors.dsp.fan_out import DspFanOut
from connectors.identity_providers.openid import OpenIdConnect
from connectors.identity_providers.saml import SamlTwo
from connectors.identity_providers.web import ProviderWeb
from domain.accountability import service as accountability
from domain.behaviour import service as behaviour
from domain.behaviour.values import Aside
from domain.campaigns.values import Channel
from domain.content.links.rules import LinkSigner
from domain.dsp.service import Accounts as PlatformAccounts
from domain.exchanges import service as exchanges
from domain.exchanges.values import NewExchange
from domain.golive.tables import GateOverride
from domain.journeys.rehearsals import service as rehearsals
from domain.journeys.rehearsals.values import DryRun
from domain.journeys.values import JourneyDefinition
from domain.messages import service as ledger
from domain.messages.values import PlannedMessage
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from domain.outbox import service as outbox
from domain.outbox.values import Letter
from domain.placements.packages.rules import length_of
from domain.placements.packages.tables import CreativeExport
from domain.placements.packages.values import Member
from domain.sealing import Sealer
from domain.senders.service import Accounts
from storage.files.local import LocalFiles
from storage.nats.connection import connect
from storage.nats.streams import ensure_streams
from storage.redis.profiles import ProfileCache
from tests.api.conftest import CAMPAIGN, CREATIVE, NOW, Api
from tests.api.walk.places import VIEW
from tests.journeys.definitions import journey, wait

MARKER = "Quetzalcoatlus"
"""In the name or the content of everything this tenant has, and nowhere else."""
WHO = "theirs.admin"
PASSWORD = "seven herons cross the ice"
KEYS = ["k1:0123456789abcdef0123456789abcdef"]
HUSHED = "whispered-to-nobody-else"
"""Whatever is to be kept sealed: vendors' credentials, headers for connected content."""


class Away:
    """In Temporal's place, which is away."""

    def get_workflow_handle(self, *_: object, **__: object) -> "Away":
        return self

    async def _away(self, *_: object, **__: object) -> None:
        raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")

    start_workflow = execute_update_with_start_workflow = execute_update = _away
    query = signal = describe = cancel = terminate = _away


@contextlib.asynccontextmanager
async def open_rooms(api: Api, directory: Path, nats_url: str, redis_url: str) -> AsyncIterator[None]:
    """Everything the API can have, but for Temporal, ClickHouse and the servers of others."""
    sealer, state, away = Sealer(KEYS), api.state, Away()
    state.nats = await connect(nats_url, "walk")
    await ensure_streams(state.nats.jetstream())
    async with (
        open_dependencies(SqlKeeper(state.journeys), lambda: NOW) as dependencies,
        ContentFetcher() as fetcher,
        DspFanOut(sealer, clock_ms=lambda: NOW) as fan_out,
        ProfileCache(redis_url) as state.profiles,
        ProviderWeb() as web,
    ):
        state.channels = ChannelRoom(
            accounts=Accounts(sealer), connectors=ChannelDesk(Switchboard(dependencies), texts=_no_texts), sealer=sealer
        )
        state.content = ContentRoom(signer=LinkSigner(KEYS, base_url="http://api"), sealer=sealer, fetcher=fetcher)
        state.assets = AssetRoom(files=LocalFiles(directory / "f"), uploads=directory / "u", quota_bytes=2**30)
        state.platforms = PlatformDesk(PlatformAccounts(sealer), fan_out, away)
        state.lifecycle = Lifecycle(away, state.main)
        state.journey_desk = JourneyDesk(away, state.journeys, lambda *_: None)
        state.broadcast_desk = BroadcastDesk(away, state.journeys)
        state.segments = SegmentDesk(away)
        state.data_requests = DataRequestDesk(away)
        state.rehearsals = RehearsalDesk(away, away)
        state.data_requests = DataRequestDesk(away)
        state.sign_on = SignOnDesk(
            state.main,
            sealer,
            state.need_sign_in(),
            openid=OpenIdConnect(web),
            saml=SamlTwo(),
            clock_ms=lambda: NOW,
            public_url="https://ads.example",
        )
        yield
    await state.nats.close()


async def _no_texts(_name: str) -> list[str] | None:
    return None


class Neighbour:
    """What there is of the other tenant: ``ids`` by what they are of, ``secrets`` they were told once."""

    def __init__(self, stores: Path) -> None:
        self.stores = stores
        self.tokens: dict[str, str] = {}
        self.ids: dict[str, str] = {"tenant": "theirs", "request": "req-lizard", "source": "journey:jrn_lizard"}
        self.secrets: dict[str, str] = {"sealed": HUSHED}

    async def furnish(self, api: Api) -> None:
        self._api = api
        async with self._api.as_(WHO) as client:
            self._client = client
            await self._campaigns()
            await self._brand()
            await self._people()
            await self._content()
            await self._channels()
            await self._journeys()
            await self._platforms()
            await self._identity()

    async def _made(self, path: str, body: Any = None, *, method: str = "POST", **how: Any) -> Any:
        answer = await self._client.request(method, path, json=body, **how)
        assert answer.status_code in {200, 201, 204}, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    async def _campaigns(self) -> None:
        management = "/api/v1/management"
        campaign = await self._made(f"{management}/campaigns", CAMPAIGN | {"name": MARKER})
        self.ids["campaign"] = campaign["id"]
        body = CREATIVE | {"campaign_id": campaign["id"], "name": MARKER}
        self.ids["creative"] = (await self._made(f"{management}/creatives", body))["id"]
        async with self._api.state.main.tenant("theirs") as session:
            made = await accountability.begin(
                session, campaign["id"], revision=1, from_ms=NOW, to_ms=NOW + 1, actor_id=MARKER, now_ms=NOW
            )
            override = GateOverride(
                id="ovr_lizard",
                tenant_id="theirs",
                campaign_id=campaign["id"],
                revision=1,
                revision_hash="0" * 64,
                findings=[MARKER],
                reason=MARKER,
                granted_by="usr",
                granted_at_ms=NOW,
                expires_at_ms=NOW + 1,
            )
            session.add(override)
        self.ids |= {"forecast": made.id, "override": "ovr_lizard"}
        tasks = f"/api/v1/workflows/campaigns/{campaign['id']}/tasks"
        self.ids["task"] = (await self._made(tasks, {"title": MARKER}))["id"]
        workspace, blackout = "/api/v1/workspace", {"first_day": "2027-02-01", "last_day": "2027-02-02"}
        about = f"{management}/campaigns/{campaign['id']}/comments"
        self.ids["comment"] = (await self._made(about, {"text": MARKER}))["id"]
        self.ids["blackout"] = (await self._made(f"{workspace}/blackouts", blackout | {"name": MARKER}))["id"]
        saved = {"campaign_id": campaign["id"], "name": MARKER}
        self.ids["campaign_template"] = (await self._made(f"{workspace}/templates", saved))["id"]
        shown = VIEW | {"name": MARKER, "is_shared": True}
        self.ids["view"] = (await self._made(f"{workspace}/views", shown))["id"]
        begun = {"brief": {"name": MARKER}, "creatives": [CREATIVE]}
        launch = await self._made("/api/v1/workspace/launches", begun)
        self.ids["launch"], self.ids["wish"] = launch["id"], launch["waiting_creatives"][0]["id"]
        new = NewExchange(id="exc_lizard", name=MARKER, tenants=("theirs",))
        async with self._api.state.main.platform() as session:
            exchange, secret = await exchanges.create_exchange(session, new, actor_id="usr", now_ms=NOW)
        self._api.state.exchange_door.apply(exchange)
        self.ids["exchange"], self.secrets["exchange"] = exchange.exchange_id, secret
        await self._made(
            f"{management}/creatives/{self.ids['creative']}/clearances/exc_lizard",
            {"state": "rejected", "reason": MARKER},
            method="PUT",
        )

    async def _brand(self) -> None:
        library = "/api/v1/brand/assets"
        file = await self._made(f"{library}/files", content=MARKER.encode(), headers={"Content-Type": "text/plain"})
        self.ids["file"] = file["sha256"]
        self.ids["folder"] = (await self._made(f"{library}/folders", {"name": MARKER}))["id"]
        body = {"name": MARKER, "type": "document", "file": file["sha256"], "folder_id": self.ids["folder"]}
        self.ids["asset"] = (await self._made(library, body | {"tags": [MARKER]}))["id"]
        at = f"{library}/{self.ids['asset']}"
        await self._made(f"{at}/actions/approve", {"note": MARKER})
        await self._made(f"{at}/uses", {"kind": "campaign", "subject_id": self.ids["campaign"]})
        self.ids["export"] = await self._export()
        self.ids["kit"] = (await self._made("/api/v1/brand/kits", {"name": MARKER}))["id"]
        await self._made(f"/api/v1/brand/kits/{self.ids['kit']}/publish", {"comment": MARKER})

    async def _export(self) -> str:
        """A package without files, as of a creative that is text alone."""
        said = json.dumps({"subject": {"kind": "assets"}, "note": MARKER})
        members = [Member("manifest.json", "", len(said), zlib.crc32(said.encode()))]
        row = CreativeExport(
            id="exp_lizard",
            tenant_id="theirs",
            assets=[[self.ids["asset"], 1]],
            placements=[["iab.native.feed", 1]],
            manifest=said,
            manifest_sha256=sha256(said.encode()).hexdigest(),
            members=[list(one) for one in members],
            size_bytes=length_of(members),
            exported_by="usr_lizard",
            exported_at_ms=NOW,
        )
        async with self._api.state.main.tenant("theirs") as session:
            session.add(row)
        return "exp_lizard"

    async def _people(self) -> None:
        for key, name in (("person", "lizard"), ("other_person", "newt")):
            body = {
                "identities": {"external_id": name, "email": f"{MARKER.lower()}@{name}.example"},
                "attributes": {"city": MARKER},
                "devices": [{"platform": "ios", "token": "t-1", "app": "shop"}] if key == "person" else [],
            }
            self.ids[key] = (await self._made("/api/v1/contacts", body))["contact"]["person_id"]
        profile = json.dumps({"person_id": "lizard", "tier": MARKER.lower()})
        await self._made("/api/v1/profiles/import", content=profile.encode())
        self.ids["profile"] = "lizard"
        asked = {"kind": "export", "person_id": self.ids["person"]}
        self.ids["data_request"] = (await self._made("/api/v1/data-requests", asked))["id"]
        mappings, behaving = "/api/v1/contact-files/mappings", "/api/v1/behaviour"
        columns = {"Customer": {"to": "identity", "kind": "external_id"}}
        self.ids |= {"mapping": "lizards", "schema": "lizard_seen", "attribute": "scales", "property": "lizards_seen"}
        await self._made(f"{mappings}/lizards", {"columns": columns, "proof": MARKER}, method="PUT")
        imported = await self._made(
            "/api/v1/contact-files/imports",
            params={"mapping": "lizards", "file_name": MARKER},
            content=b"Customer\r\nnewt\r\n",
        )
        self.ids["import"] = imported["id"]
        await self._made(f"{behaving}/schemas/lizard_seen", {"description": MARKER}, method="PUT")
        await self._made(f"{behaving}/attributes/scales", {"type": "text", "description": MARKER}, method="PUT")
        await self._made(f"{behaving}/sources/pos", {"enabled": False}, method="PUT")
        counted = {"name": "lizards_seen", "aggregate": "count", "of": {"event": "lizard_seen"}}
        await self._made("/api/v1/computed-properties/lizards_seen", counted, method="PUT")
        aside = Aside(key="asd_lizard", subject=MARKER, payload=b"{}", field="body", message=MARKER)
        async with self._api.state.journeys.tenant("theirs") as session:
            await behaviour.set_aside(session, [aside], now_ms=NOW)
        self.ids["set_aside"] = "asd_lizard"
        segment = {"name": MARKER, "members": {"kind": "list"}}
        self.ids["segment"] = (await self._made("/api/v1/segments", segment))["id"]
        await self._made(f"/api/v1/segments/{self.ids['segment']}/members", {"add": [self.ids["person"]]})
        gone = {"entries": [{"value": f"{MARKER.lower()}@gone.example", "kind": "email"}]}
        await self._made("/api/v1/delivery/suppressions", gone)
        [listed] = (await self._made("/api/v1/delivery/suppressions", method="GET"))["entries"]
        self.ids["suppressed"] = listed["identity"]

    async def _content(self) -> None:
        content = "/api/v1/content"
        self.ids |= {"block": "lizard_block", "catalogue": "lizards", "host": "lizards.example"}
        wording = {"subject": MARKER, "html": f"<p>{MARKER}</p>"}
        body = {"name": MARKER, "channel": "email", "content": {"wordings": {"en": wording}}}
        self.ids["template"] = (await self._made(f"{content}/templates", body))["id"]
        await self._made(f"{content}/templates/{self.ids['template']}/publish", {"comment": MARKER})
        block = {"content": {"variants": [{"wordings": {"en": MARKER}}]}, "description": MARKER}
        await self._made(f"{content}/blocks/lizard_block", block, method="PUT")
        await self._made(f"{content}/blocks/lizard_block/publish", {})
        await self._made(f"{content}/catalogues", {"name": "lizards", "description": MARKER})
        items = {"items": [{"id": "1", "fields": {"title": MARKER}}]}
        await self._made(f"{content}/catalogues/lizards/items", items, method="PUT")
        source = {"path_prefix": "/", "description": MARKER, "headers": {"X-Key": HUSHED}}
        await self._made(f"{content}/sources/lizards.example", source, method="PUT")

    async def _channels(self) -> None:
        account = {
            "vendor": "twilio",
            "name": MARKER,
            "parameters": {"account_sid": "AC" + "1" * 32},
            "credentials": {"auth_token": HUSHED},
        }
        self.ids["account"] = (await self._made("/api/v1/channels/accounts", account))["id"]
        sender = {"channel": "email", "name": MARKER, "address": "news@lizards.example", "postal_address": MARKER}
        self.ids["sender"] = (await self._made("/api/v1/senders", sender))["id"]
        self.ids["website"] = (await self._made("/api/v1/websites", {"name": MARKER}))["id"]
        await self._made(
            "/api/v1/activations/plans/upsell", {"templates": {"email": self.ids["template"]}}, method="PUT"
        )
        policy = {"holdout_percent": 7}
        await self._made("/api/v1/delivery/policy", policy, method="PUT")
        planned = PlannedMessage(
            key="lizard/1",
            person_id=self.ids["person"],
            channel=Channel.EMAIL,
            template_id=self.ids["template"],
            source=self.ids["source"],
            step=MARKER,
            planned_at_ms=NOW,
        )
        letter = Letter(message_id="msg_lizard", person_id=self.ids["person"], channel=Channel.EMAIL, at_ms=NOW)
        async with self._api.state.journeys.tenant("theirs") as session:
            await ledger.plan(session, [planned])
            await outbox.keep(session, [letter])
        [message] = (await self._made("/api/v1/messages", method="GET"))["messages"]
        self.ids |= {"message": message["message_id"], "letter": "msg_lizard"}

    async def _journeys(self) -> None:
        definition = journey({"rest": wait(60)}, name=MARKER).model_dump(mode="json", by_alias=True)
        self.ids["journey"] = (await self._made("/api/v1/journeys", {"name": MARKER, "definition": definition}))["id"]
        async with self._api.state.journeys.tenant("theirs") as session:
            made = await rehearsals.begin(
                session,
                self.ids["journey"],
                0,
                JourneyDefinition.model_validate(definition),
                DryRun(event={"about": MARKER}),
                actor_id="usr",
                now_ms=NOW,
            )
        self.ids["rehearsal"] = made.id
        variants = [{"name": "a", "template": self.ids["template"]}]
        body = {"name": MARKER, "channel": "email", "audience": {"kind": "everybody"}, "variants": variants}
        self.ids["broadcast"] = (await self._made("/api/v1/broadcasts", body))["id"]

    async def _platforms(self) -> None:
        account = {
            "platform": "meta",
            "name": MARKER,
            "parameters": {"ad_account_id": "77"},
            "credentials": {"access_token": HUSHED},
        }
        self.ids["platform_account"] = (await self._made("/v1/dsp/accounts", account))["id"]
        audience = {"account_id": self.ids["platform_account"], "segment": 1_000_000_001, "name": MARKER}
        self.ids["audience"] = (await self._made("/v1/dsp/audiences", audience))["id"]

    async def _identity(self) -> None:
        platform = "/api/v1/platform"
        new = {"email": f"{MARKER.lower()}@theirs.example", "name": MARKER, "roles": ["viewer"]}
        self.ids["user"] = (await self._made(f"{platform}/users", new))["id"]
        invitation = await self._made(f"{platform}/users/{self.ids['user']}/invitation")
        chosen = await self._made(
            "/api/v1/session/password/chosen", {"voucher": invitation["voucher"], "password": PASSWORD}
        )
        self.secrets |= {"password": PASSWORD, "voucher": invitation["voucher"]}
        self.secrets |= {name: chosen["tokens"][name] for name in ("access_token", "refresh_token")}
        self.ids["session"] = chosen["tokens"]["session_id"]
        unused = await self._made(f"{platform}/users/{self.ids['user']}/invitation")
        self.secrets["voucher not used"] = unused["voucher"]
        token = await self._made(f"{platform}/tokens", {"user_id": self.ids["user"], "name": MARKER})
        self.ids["token"], self.secrets["API key"] = token["id"], token["secret"]
        rotated = await self._made(f"{platform}/tokens", {"user_id": self.ids["user"], "name": "old"})
        again = await self._made(f"{platform}/tokens/{rotated['id']}/rotate", {"overlap_s": 60})
        self.secrets |= {"rotated API key": rotated["secret"], "API key after it": again["secret"]}
        news = News(key="k1", kind=NewsKind.BUDGET_ALERT, subject_id="cmp_1", title=MARKER, text=MARKER)
        async with self._api.state.main.tenant("theirs") as session:
            await notifications.tell(session, [self.ids["user"]], news, now_ms=NOW)
        headers = {"Authorization": f"Bearer {token['secret']}"}
        told = await self._made("/api/v1/notifications", method="GET", headers=headers)
        self.ids["notification"] = told["items"][0]["id"]
        spoken_to = {"issuer": "https://id.lizards.example", "client_id": "us", "client_secret": HUSHED}
        provider = {"name": MARKER, "email_domains": ["lizards.example"], "openid": spoken_to}
        self.ids["provider"] = (await self._made(f"{platform}/identity-providers", provider))["id"]
        await self._second_factor(chosen["tokens"]["access_token"])

    async def _second_factor(self, access_token: str) -> None:
        headers = {"Authorization": f"Bearer {access_token}"}
        set_up = await self._made("/api/v1/session/second-factor", {"password": PASSWORD}, headers=headers)
        self.secrets["second factor"] = set_up["secret"]


def has_marker(answer: httpx2.Response) -> bool:
    return MARKER.lower() in answer.text.lower() or MARKER.lower() in json.dumps(dict(answer.headers)).lower()
