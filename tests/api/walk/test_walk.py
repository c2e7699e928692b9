"""Every route and verb there is, called by everybody who has no business there."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from api.auth import OPEN_PATHS
from domain.identity.rules import permissions_of
from domain.identity.values import Permission
from storage.sql.tables import tables_of
from tests.api.conftest import CREATIVE, PEOPLE, Api
from tests.api.test_signing_in import bearing, invited
from tests.api.walk.neighbour import WHO, Neighbour, has_marker
from tests.api.walk.places import BODIES, QUERIES, RECORDS, WORDS, filled, is_known, steps

FOR_EVERYBODY_KNOWN = {
    "GET /api/v1/openapi.json": "says what there is, not what is in it",
    "GET /api/v1/changes": "what one may read, by that permission",
    "GET /api/v1/platform/me": "who one is",
    "GET /api/v1/platform/rates": "currencies by the day are nobody's",
    "GET /api/v1/session/way-in": "one's own",
    "POST /api/v1/session/password": "one's own",
    "POST /api/v1/session/second-factor": "one's own",
    "POST /api/v1/session/second-factor/confirmation": "one's own",
    "POST /api/v1/session/second-factor/removal": "one's own",
    "GET /api/v1/sessions": "one's own",
    "DELETE /api/v1/sessions": "one's own",
    "DELETE /api/v1/sessions/{session_id}": "one's own",
    "GET /api/v1/notifications": "one's own",
    "POST /api/v1/notifications/{notification_id}/read": "one's own",
    "GET /api/v1/notifications/digest": "one's own",
    "GET /api/v1/notifications/digest/preference": "one's own",
    "PUT /api/v1/notifications/digest/preference": "one's own",
}
"""All that asks for no permission, and why. Whatever else is added without one fails the walk."""

CHANGES_NOTHING = {
    "POST /api/v1/bids/explain",
    "POST /api/v1/brand/placements/check",
    "POST /api/v1/brand/validations",
    "POST /api/v1/brand/validations/creatives/{creative_id}",
    "POST /api/v1/broadcasts/preview",
    "POST /api/v1/content/templates/{template_id}/check",
    "POST /api/v1/content/templates/{template_id}/preview",
    "POST /api/v1/delivery/suppressions/check",
    "POST /api/v1/feeds/tokens",
    "POST /api/v1/journeys/check",
    "POST /api/v1/journeys/{journey_id}/moves/preview",
    "POST /api/v1/journeys/{journey_id}/simulate",
    "POST /api/v1/segments/estimate",
}
"""What is posted because it does not fit into an address; a right to read is enough."""

ONES_OWN_WORD = {
    "POST /api/v1/management/campaigns/{campaign_id}/comments",
    "PUT /api/v1/management/campaigns/{campaign_id}/comments/{comment_id}",
    "DELETE /api/v1/management/campaigns/{campaign_id}/comments/{comment_id}",
    "PUT /api/v1/management/campaigns/{campaign_id}/comments/{thread_id}/resolution",
    "POST /api/v1/workspace/views",
    "PUT /api/v1/workspace/views/{view_id}",
    "DELETE /api/v1/workspace/views/{view_id}",
}
"""What whoever reads may say of it, and how they want to see it."""

MADE_ONES_OWN = {
    "PUT /api/v1/content/blocks/{name}",
    "PUT /api/v1/content/sources/{host}",
    "PUT /api/v1/contact-files/mappings/{name}",
    "PUT /api/v1/behaviour/schemas/{name}",
    "PUT /api/v1/behaviour/attributes/{name}",
    "PUT /api/v1/computed-properties/{name}",
}
"""Names that a tenant chooses: another tenant that uses the same makes one of its own."""


@dataclass(frozen=True)
class Way:
    """A route and one of its verbs."""

    method: str
    path: str
    asks: frozenset[Permission] | None
    """Any of these is enough; None where nothing is asked for, be it a caller."""
    is_open: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def ways(app: FastAPI) -> Iterator[Way]:
    for route in iter_route_contexts(app.routes):
        asks = permissions_asked(route.original_route.dependant) if isinstance(route.original_route, APIRoute) else None
        for method in sorted(route.methods):
            yield Way(method, route.path, asks, route.path in OPEN_PATHS)


def permissions_asked(dependant: Dependant) -> frozenset[Permission] | None:
    """What ``requires`` was given on the way to the caller."""
    for below in dependant.dependencies:
        call: Any = below.call
        if getattr(call, "__qualname__", "") == "requires.<locals>.permitted":
            return frozenset(inspect.getclosurevars(call).nonlocals["permissions"]) or None
        found = permissions_asked(below)
        if found:
            return found
    return None


def unasked(app: FastAPI) -> set[str]:
    return {str(way) for way in ways(app) if way.asks is None and not way.is_open}


def only_read(app: FastAPI) -> set[str]:
    """What changes something and asks for nothing but a right to read."""
    return {
        str(way)
        for way in ways(app)
        if way.asks and way.method not in {"GET", "HEAD"} and any(one.endswith(":read") for one in way.asks)
    }


def test_every_route_asks_for_a_permission_and_a_new_one_that_does_not_is_noticed(application):
    assert unasked(application) == set(FOR_EVERYBODY_KNOWN)
    app, router = FastAPI(openapi_url=None), APIRouter()
    router.add_api_route("/secrets", lambda: "everything")
    app.include_router(router)
    assert unasked(app) == {"GET /secrets"}


def test_nothing_is_changed_by_a_right_to_read(application):
    assert only_read(application) == CHANGES_NOTHING | ONES_OWN_WORD


def test_the_walk_knows_what_every_parameter_stands_for(application):
    closed = [way for way in ways(application) if not way.is_open]
    places = {step for way in closed for step in steps(way.path)}
    assert places - RECORDS.keys() - WORDS.keys() == set(), "name what is put there in places.py"
    with_body = {
        str(way)
        for way in closed
        if way.method in {"POST", "PUT", "PATCH"} and steps(way.path) and _takes_body(application, way)
    }
    assert with_body - BODIES.keys() == set(), "give an example of its body in places.py"


def _takes_body(app: FastAPI, way: Way) -> bool:
    return any(
        isinstance(route.original_route, APIRoute) and route.original_route.body_field is not None
        for route in iter_route_contexts(app.routes)
        if route.path == way.path and way.method in route.methods
    )


async def rows(api: Api, tenant_id: str) -> dict[str, list[str]]:
    """Everything the stores hold of a tenant, but for when its keys were last used."""
    found: dict[str, list[str]] = {}
    for database in (api.state.main, api.state.money, api.state.journeys):
        async with database.platform_reading() as session:
            for table in tables_of(database.store):
                if "tenant_id" in table.c:
                    columns = [column for column in table.c if column.name != "last_used_at_ms"]
                    told = await session.exec(
                        table.select().with_only_columns(*columns).where(table.c.tenant_id == tenant_id)
                    )
                    found[table.name] = sorted(map(repr, told.all()))
    return found


async def call(client: httpx2.AsyncClient, way: Way, ids: dict[str, str]) -> httpx2.Response:
    body = BODIES[str(way)](ids) if str(way) in BODIES else ({} if way.method not in {"GET", "DELETE"} else None)
    return await client.request(way.method, filled(way.path, ids), json=body, params=QUERIES.get(str(way)))


def leaked(answer: httpx2.Response, ids: dict[str, str]) -> list[str]:
    """What an answer tells of the neighbour that its request did not."""
    asked = f"{answer.request.url} {answer.request.content.decode(errors='replace')}"
    told = [value for value in ids.values() if len(value) > 12 and value in answer.text and value not in asked]
    return [*told, *(["the marker"] if has_marker(answer) else [])]


NOTHING_THERE = {
    "DELETE /api/v1/behaviour/attributes/{name}": "it is not there now",
    "DELETE /api/v1/behaviour/schemas/{name}": "it is not there now",
    "DELETE /api/v1/computed-properties/{name}": "it is not there now",
    "DELETE /api/v1/content/sources/{host}": "it is not there now",
    "GET /api/v1/journeys/{journey_id}/rehearsals": "an empty page",
    "GET /v1/channels/email/analytics/{source}": "zeros",
}
"""What is answered with 200 or 204 though nothing was found, and why."""

FIRST_OF_ALL = {
    "DELETE /api/v1/sessions/{session_id}": 403,  # for somebody who signed in, see below
    "GET /api/v1/bids/{request_id}/trace": 503,  # without ClickHouse; tests/api/test_accountability.py has one
}
"""What is refused before anybody looks."""

OWNER_IS_REFUSED_TOO = {
    "GET /api/v1/brand/assets/{asset_id}/thumbnail": "a text has none",
    "GET /api/v1/workflows/campaigns/{campaign_id}/approval": "it was never submitted",
    "GET /v1/dsp/accounts/{account_id}/campaigns/{campaign_id}": "it has no share of it",
    "POST /v1/dsp/accounts/{account_id}/campaigns/{campaign_id}": "a draft is sent nowhere",
    "POST /api/v1/contacts/{person_id}/opt-in": "they said nothing since they opted out",
    "POST /api/v1/journeys/{journey_id}/people": "it was never published",
    "GET /api/v1/data-requests/{request_id}/certificate": "it was not carried out",
    "GET /api/v1/data-requests/{request_id}/archive": "it was not carried out",
    "POST /api/v1/management/campaigns/{campaign_id}/ledger/{sequence}/corrections": "nothing was spent",
    "POST /api/v1/journeys/{journey_id}/simulate": "nobody is there who could",
    "POST /api/v1/notifications/{notification_id}/read": "somebody else there was told",
    "GET /api/v1/journeys/{journey_id}/difference": "it has no version",
    "GET /api/v1/platform/exchanges/{exchange_id}": "exchanges are the platform's",
    "PATCH /api/v1/platform/exchanges/{exchange_id}": "exchanges are the platform's",
    "DELETE /api/v1/platform/exchanges/{exchange_id}": "exchanges are the platform's",
    "POST /api/v1/platform/exchanges/{exchange_id}/secret": "exchanges are the platform's",
    "PATCH /api/v1/platform/tenants/{tenant_id}": "quotas are the platform's",
    "DELETE /api/v1/sessions/{session_id}": "a key is nobody who signed in",
    "POST /api/v1/workflows/campaigns/{campaign_id}/overrides": "there is no such finding",
    "DELETE /api/v1/platform/users/{user_id}/identity-providers/{provider_id}": "they never came that way",
}


ROLES = ("viewer", "director", "analyst", "operator", "manager", "admin")


def may(role: str, way: Way) -> bool:
    roles, grants = PEOPLE[role]
    return way.asks is None or bool(way.asks & permissions_of(roles, grants, tenant_id="ours"))


def least_who_may(way: Way) -> str:
    """Of those who may, an administrator and somebody as unlike one as can be walk it; the others would ask the same."""
    return next((role for role in ROLES if may(role, way)), "")


def wrong(role: str, way: Way, answer: httpx2.Response, ids: dict[str, str]) -> str:
    """What is wrong with how somebody of ``ours`` was answered; empty where nothing is."""
    told = f"{role}: {way}: {answer.status_code} {answer.text[:200]}"
    if answer.status_code == 500 or leaked(answer, ids):
        return f"{told} {leaked(answer, ids)}"
    if not may(role, way):
        return "" if answer.status_code == 403 and answer.json()["error"]["code"] == "forbidden" else told
    if any(step in RECORDS for step in steps(way.path)):
        is_nothing = str(way) in NOTHING_THERE and answer.status_code in {200, 204}
        return "" if is_nothing or answer.status_code in {403, 404, FIRST_OF_ALL.get(str(way))} else told
    return ""


async def test_with_a_neighbours_ids_nobody_finds_or_changes_anything(beside: Api, neighbour: Neighbour, application):
    signs_out = {"DELETE /api/v1/sessions"}
    left_out = signs_out | MADE_ONES_OWN
    closed = [way for way in ways(application) if not way.is_open and is_known(way.path) and str(way) not in left_out]
    before = await rows(beside, "theirs")
    found = []
    for role in ROLES:
        async with beside.as_(f"ours.{role}") as client:
            walked = [way for way in closed if not may(role, way) or role in {"admin", least_who_may(way)}]
            found += [wrong(role, way, await call(client, way, neighbour.ids), neighbour.ids) for way in walked]
    none_of(sorted(one for one in found if one))
    assert await rows(beside, "theirs") == before


async def test_a_name_that_a_neighbour_uses_too_is_ones_own(beside: Api, neighbour: Neighbour, application):
    before = await rows(beside, "theirs")
    found = []
    async with beside.as_("ours.admin") as client:
        for way in ways(application):
            if str(way) in MADE_ONES_OWN:
                answer = await call(client, way, neighbour.ids)
                if answer.status_code not in {200, 201, 204} or leaked(answer, neighbour.ids):
                    found.append(f"{way}: {answer.status_code} {answer.text[:200]}")
    none_of(found)
    assert await rows(beside, "theirs") == before


def none_of(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join(found), pytrace=False)


async def test_what_others_do_not_find_is_there_for_its_owner(beside: Api, neighbour: Neighbour, application):
    """So that a refusal of the walk is one of the record, not of the request."""
    to_records = [
        way
        for way in ways(application)
        if not way.is_open
        and is_known(way.path)
        and any(step in RECORDS for step in steps(way.path))
        and str(way) not in OWNER_IS_REFUSED_TOO
    ]
    gentle = [way for way in to_records if way.method != "DELETE"]
    from_below = sorted((way for way in to_records if way.method == "DELETE"), key=lambda way: way.path, reverse=True)
    found = []
    async with beside.as_(WHO) as client:
        for way in (*gentle, *from_below):
            answer = await call(client, way, neighbour.ids)
            if answer.status_code in {401, 403, 404, 405, 422, 500}:
                found.append(f"{way}: {answer.status_code} {answer.text[:200]}")
    none_of(found)


FILTERS = {
    "campaign_id": "campaign",
    "creative_id": "creative",
    "folder_id": "folder",
    "user_id": "user",
    "actor_id": "user",
    "subject_id": "campaign",
    "person_id": "person",
    "source": "source",
    "tenant_id": "tenant",
    "text": "marker",
    "q": "marker",
    "tag": "marker",
}
"""What lists are narrowed by, and what of the neighbour's is asked for."""


async def test_no_list_tells_of_a_neighbour_whatever_is_looked_for(beside: Api, neighbour: Neighbour, application):
    ids, found = neighbour.ids | {"marker": "Quetzal"}, []
    async with beside.as_("ours.admin") as client:
        for path, operations in application.openapi()["paths"].items():
            given = {
                one["name"]: one for one in operations.get("get", {}).get("parameters", []) if one["in"] == "query"
            }
            if path in OPEN_PATHS or "{" in path or not given.keys() & FILTERS.keys():
                continue
            needed = {name: NEEDED.get(name, "1") for name, one in given.items() if one.get("required")}
            for name in given.keys() & FILTERS.keys():
                answer = await client.get(path, params=needed | {name: ids[FILTERS[name]]})
                told = leaked(answer, {key: value for key, value in ids.items() if key != FILTERS[name]})
                if answer.status_code == 500 or told:
                    found.append(f"{path} by {name}: {answer.text[:200]}")
    none_of(found)


NEEDED = {"from": "2027-01-01T00:00:00Z", "to": "2027-02-01T00:00:00Z", "channel": "email", "kind": "email"}

REFERRING: dict[str, Callable[[dict[str, str]], dict[str, Any]]] = {
    "POST /api/v1/management/creatives": lambda ids: CREATIVE | {"campaign_id": ids["campaign"]},
    "POST /api/v1/platform/tokens": lambda ids: {"user_id": ids["user"], "name": "stolen"},
    "POST /api/v1/brand/assets": lambda ids: {"name": "A", "type": "document", "file": ids["file"]},
    "POST /api/v1/brand/assets/folders": lambda ids: {"name": "F", "parent_id": ids["folder"]},
    "POST /api/v1/brand/validations": lambda ids: {"kit_id": ids["kit"], "html": "<p>a</p>"},
    "POST /api/v1/brand/placements/check": lambda ids: {"creative_id": ids["creative"]},
    "POST /api/v1/brand/exports": lambda ids: {"asset_ids": [ids["asset"]], "placements": ["iab.display.300x250"]},
    "POST /v1/dsp/audiences": lambda ids: {"account_id": ids["platform_account"], "segment": 3, "name": "A"},
    "POST /v1/channels/activate": lambda ids: {"person_id": ids["person"], "kind": "upsell"},
    "POST /api/v1/outbox/webhooks/replay": lambda ids: {"message_ids": [ids["letter"]]},
}
"""What names another record in its body, and has to know it."""


async def test_what_is_made_of_a_neighbours_records_is_not_made(beside: Api, neighbour: Neighbour):
    found = []
    before = await rows(beside, "theirs")
    async with beside.as_("ours.admin") as client:
        for way, body in REFERRING.items():
            method, path = way.split()
            answer = await client.request(method, path, json=body(neighbour.ids))
            if answer.status_code not in {404, 409, 422} or leaked(answer, neighbour.ids):
                found.append(f"{way}: {answer.status_code} {answer.text[:200]}")
    none_of(found)
    assert await rows(beside, "theirs") == before


async def test_somebody_who_signed_in_ends_no_session_of_a_neighbour(beside: Api, neighbour: Neighbour):
    ana = await invited(beside)
    async with beside.anonymous() as client:
        path = f"/api/v1/sessions/{neighbour.ids['session']}"
        assert (await client.delete(path, headers=bearing(ana["access_token"]))).status_code == 404


async def test_nothing_that_opens_a_door_is_kept_in_plain_text(beside: Api, neighbour: Neighbour):
    found = []
    for database in (beside.state.main, beside.state.money, beside.state.journeys):
        async with database.platform_reading() as session:
            for table in tables_of(database.store):
                kept = repr((await session.exec(table.select())).all())
                found += [f"{name} in {table.name}" for name, secret in neighbour.secrets.items() if secret in kept]
    none_of(found)
    assert len(neighbour.secrets) >= 10
