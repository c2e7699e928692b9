"""People, imported by the thousand and read one by one."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.auth import Caller, acting_tenant, requires
from api.state import AppState, State
from api.wire import View
from domain.contacts.sale import service as sale
from domain.errors import InvalidInput, Unavailable
from domain.identity.values import PLATFORM_TENANT, Permission
from domain.profiles import service
from domain.profiles.rules import MAX_LINES
from domain.profiles.values import ImportOutcome, Profile

router = APIRouter(prefix="/api/v1/profiles", tags=["profiles"])

PersonIdPath = Annotated[str, Path(pattern=r"^[!-~]{1,128}$")]
TenantQuery = Annotated[str | None, Query(max_length=40, description="For the platform's people: whose part")]
_IMPORT_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string", "description": f"One JSON object a line, {MAX_LINES:,} lines at most"},
                "example": '{"person_id": "u-1", "tier": "gold", "segments": [3, 17], "stars_balance": 240}\n'
                '{"person_id": "u-2", "personalised_ads": false}',
            }
        },
    }
}


class RefusedLineView(View):
    line: int
    """Counted from 1."""
    field: str
    message: str


class ImportView(View):
    """Every line either counts as imported or is named here."""

    imported: int
    refused: list[RefusedLineView]


class ProfileView(View):
    """What you know of a person, and what is known of them without you."""

    person_id: str
    interests: list[float]
    recency: float
    segments: list[int]
    tier: str
    stars_balance: int
    qualifying_stars: int
    lifetime_stars: int
    days_since_redeem: int
    """-1: never redeemed."""
    birthday_month: int
    preferred_channel: str
    personalised_ads: bool


@router.post("/import", openapi_extra=_IMPORT_BODY)
async def import_profiles(
    request: Request,
    state: State,
    caller: Annotated[Caller, requires(Permission.PROFILE_WRITE)],
    tenant_id: TenantQuery = None,
) -> ImportView:
    """Take in up to 5,000 people, one JSON object a line, and let bidders see them at once.

    A line is the whole of what you know of one person and replaces what you told us before, so an import may be
    repeated. Lines that are wrong are refused by number while the others are kept; only when every line is wrong is the
    import refused as such. Who has opted out of the sale and sharing of their data stays so, whatever a line says. The platform's own people import `interests` and `recency`, which belong to no tenant,
    unless they name one.
    """
    body = await request.body()
    tenant = acting_tenant(caller, tenant_id)
    async with state.main.tenant(tenant) as session:
        if tenant == PLATFORM_TENANT:
            outcome = await service.import_neutral_profiles(session, body, now_ms=state.clock_ms())
        else:
            async with state.journeys.reading(tenant) as people:
                listed = partial(sale.keys_held, people)
                outcome = await service.import_profiles(session, body, opted_out=listed, now_ms=state.clock_ms())
    _refuse_if_all_are(outcome)
    await _write_through(state, outcome)
    return ImportView(
        imported=len(outcome.person_ids),
        refused=[RefusedLineView(line=each.line, field=each.field, message=each.message) for each in outcome.refused],
    )


@router.get("/{person_id:path}")
async def get_profile(
    person_id: PersonIdPath,
    state: State,
    caller: Annotated[Caller, requires(Permission.PROFILE_READ)],
    tenant_id: TenantQuery = None,
) -> ProfileView:
    """One person as your campaigns see them."""
    tenant = acting_tenant(caller, tenant_id)
    async with state.main.reading(tenant) as session:
        profile = await service.get_profile(session, person_id)
    return _view(profile, tenant)


def _refuse_if_all_are(outcome: ImportOutcome) -> None:
    if not outcome.person_ids:
        first = outcome.refused[0]
        raise InvalidInput(
            f"none of the {len(outcome.refused):,} lines could be taken; line {first.line}: {first.message}",
            field=first.field or "body",
            remedy="Correct the lines and send the import again.",
        )


async def _write_through(state: AppState, outcome: ImportOutcome) -> None:
    async with state.main.platform_reading() as session:
        profiles = await service.load_for_serving(session, outcome.person_ids)
    try:
        await state.need_profiles().put_many(profiles.values())
        await state.need_profiles().put_identities(outcome.identities)
    except Unavailable as error:
        raise Unavailable(
            "the people are stored, but bidders could not be told of them",
            remedy="Repeat the import, or wait: bidders learn of them within the hour.",
        ) from error


def _view(profile: Profile, tenant_id: str) -> ProfileView:
    known = profile.tenants[tenant_id]
    return ProfileView(
        person_id=profile.person_id,
        interests=list(profile.interests),
        recency=profile.recency,
        segments=list(known.segments),
        tier=known.tier,
        stars_balance=known.stars_balance,
        qualifying_stars=known.qualifying_stars,
        lifetime_stars=known.lifetime_stars,
        days_since_redeem=known.days_since_redeem,
        birthday_month=known.birthday_month,
        preferred_channel=known.preferred_channel,
        personalised_ads=known.personalised_ads,
    )
