"""Signing in: access tokens for a few minutes, refresh tokens good once each, and the sessions behind them."""

from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, BackgroundTasks, Request, Response
from pydantic import Field

from api import kept_session
from api.auth import Caller, knows_session, requires_session
from api.sign_in import Tokens
from api.state import AppState, State
from api.wire import Body, Id, ShownInstant, View
from domain.errors import Unavailable
from domain.identity import service as identity
from domain.identity.passwords import service as passwords
from domain.identity.passwords.values import Password
from domain.identity.second_factors import service as second_factors
from domain.identity.sessions import service as sessions
from domain.identity.sessions.tables import SessionRow
from domain.identity.sessions.values import ACCESS_LIFE_MS, Ending
from domain.identity.sign_on import service as sign_on
from domain.identity.tables import User
from domain.identity.values import EmailAddress, Scopes, TenantId
from domain.identity.vouchers import service as vouchers
from domain.identity.vouchers.rules import letter
from domain.identity.vouchers.values import Purpose

_log = structlog.get_logger("api.session")
router = APIRouter(prefix="/api/v1", tags=["sessions"])
for_verifiers = APIRouter(tags=["sessions"])

Drawn = Annotated[str, Field(min_length=1, max_length=200)]
"""A secret of ours, as it was told."""
InCookie = Annotated[
    bool, Field(description="For pages: the refresh token goes into a cookie that no script reads, not into the answer")
]


class SignIn(Body):
    tenant_id: TenantId
    email: EmailAddress
    password: Password
    code: Annotated[str, Field(max_length=40)] = ""
    """Of your authenticator, or a recovery code; asked for with ``code_needed`` once you have a second factor."""
    device: Annotated[str, Field(max_length=200)] = ""
    """From the last time this device signed in: attempts of strangers then cannot keep it out."""
    scopes: Scopes | None = None
    """Left out, everything you may do."""
    in_cookie: InCookie = False


class Refresh(Body):
    refresh_token: Drawn | None = None
    """Left out, the one in the browser's cookie."""


class PasswordChange(Body):
    current: Password
    new: Password


class Forgotten(Body):
    tenant_id: TenantId
    email: EmailAddress


class ChosenPassword(Body):
    voucher: Drawn
    """From an invitation, or from a mail to somebody who forgot their password."""
    password: Password
    in_cookie: InCookie = False


class TokensView(View):
    session_id: str
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 -- RFC 6749's word
    expires_in: int = ACCESS_LIFE_MS // 1_000
    """Seconds the access token is good."""
    refresh_token: str | None
    """Good once: every refresh gives another one. Null when it is in the browser's cookie."""
    device: str | None = None
    """Keep it, and send it when this device signs in again."""

    @classmethod
    def of(cls, tokens: Tokens) -> "TokensView":
        return cls(
            session_id=tokens.session_id,
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            device=tokens.device,
        )

    @classmethod
    def kept(cls, tokens: Tokens, response: Response, state: AppState) -> "TokensView":
        """With the refresh token in the browser's cookie."""
        kept_session.keep(response, state, tokens.refresh_token)
        return cls.of(tokens).model_copy(update={"refresh_token": None})


class ChosenView(View):
    device: str
    """Keep it, and send it when this device signs in again."""
    tokens: TokensView | None
    """Null with a second factor: sign in with it."""


class SecondFactorSetUp(Body):
    password: Password


class Code(Body):
    code: Annotated[str, Field(min_length=1, max_length=40)]


class SecondFactorRemoval(Code):
    password: Password


class SecondFactorView(View):
    secret: str
    uri: str
    """For a QR code."""


class RecoveryCodesView(View):
    recovery_codes: list[str]
    """Each is good once, in place of a code."""


class WayInView(View):
    """How somebody comes in."""

    has_password: bool
    """False for whoever has chosen none yet, and for whoever comes by an identity provider alone."""
    has_second_factor: bool
    only_by: str | None
    """The name of the identity provider that is their only way in."""


class SessionView(View):
    id: str
    user_agent: str
    scopes: list[str] | None
    current: bool
    """Whether this very call was made in it."""
    provider_id: str | None
    """The identity provider it came by; null for a password."""
    created_at: ShownInstant
    refreshed_at: ShownInstant
    ends_at: ShownInstant
    """However busy it is; sooner when nobody refreshes it for a week."""

    @classmethod
    def of(cls, row: SessionRow, *, current: str) -> "SessionView":
        return cls(
            id=row.id,
            user_agent=row.user_agent,
            scopes=row.scopes,
            current=row.id == current,
            provider_id=row.provider_id or None,
            created_at=row.created_at_ms,
            refreshed_at=row.refreshed_at_ms,
            ends_at=row.ends_at_ms,
        )


@router.post("/session/sign-in")
async def sign_in(body: SignIn, request: Request, response: Response, state: State) -> TokensView:
    """Exchange a password for tokens. Whatever is wrong, the answer is the same."""
    tokens = await state.need_sign_in().sign_in(
        body.tenant_id,
        body.email,
        body.password,
        code=body.code,
        device=body.device,
        scopes=body.scopes,
        user_agent=user_agent(request),
    )
    return TokensView.kept(tokens, response, state) if body.in_cookie else TokensView.of(tokens)


@router.post("/session/refresh")
async def refresh(body: Refresh, request: Request, response: Response, state: State) -> TokensView:
    """New tokens in place of these. A refresh token that comes again later ends its session: somebody has stolen it.

    Within ten seconds it is answered as before, since the answer may have been lost.

    One that came in a cookie is answered in a cookie.
    """
    if body.refresh_token is not None:
        return TokensView.of(await state.need_sign_in().refresh(body.refresh_token))
    with kept_session.dropped_when_refused(request, state):
        tokens = await state.need_sign_in().refresh(kept_session.kept(request, state))
    return TokensView.kept(tokens, response, state)


@for_verifiers.get("/.well-known/jwks.json")
async def verifying_keys(state: State, response: Response) -> dict[str, list[dict[str, Any]]]:
    """Public keys that access tokens are verified with (RFC 7517): for services beside this one that are shown them."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return {"keys": await state.need_sign_in().public_keys()}


@router.delete("/session", status_code=204)
async def sign_out(
    request: Request, response: Response, state: State, caller: Annotated[Caller | None, knows_session()]
) -> None:
    """End the session this call was made in; without a bearer token the one whose cookie the browser sends.

    No page of another site or host ends it: browsers send neither the cookie nor this method for them.
    """
    kept_session.drop(response, state)
    if caller is None:
        kept_session.refuse_others(request)
        await state.need_sign_in().sign_out(kept_session.need(request, state))
        state.forget_callers()
        return
    async with state.main.tenant(caller.tenant_id) as session:
        await sessions.end_one(
            session, caller.user_id, caller.session_id, why=Ending.SIGNED_OUT, now_ms=state.clock_ms()
        )
    state.forget_callers()


@router.post("/session/password", status_code=204)
async def change_password(body: PasswordChange, state: State, caller: Annotated[Caller, requires_session()]) -> None:
    """Another password for yourself; your other sessions end."""
    await state.need_sign_in().change_password(caller, body.current, body.new)
    state.forget_callers()


@router.post("/session/password/forgotten", status_code=202)
async def forget_password(body: Forgotten, state: State, background: BackgroundTasks) -> None:
    """Have a voucher mailed to somebody who forgot their password; the answer says nothing of whether there is anybody.

    Nobody who comes by an identity provider alone is sent one.
    """
    state.need_mail()
    background.add_task(_mail_reset, state, body.tenant_id, body.email)


async def _mail_reset(state: AppState, tenant_id: str, email: str) -> None:
    """After the answer, so that it comes as fast for nobody. Once a minute for each person."""
    now_ms = state.clock_ms()
    try:
        async with state.main.platform() as session:
            user = await identity.find_user(session, tenant_id, email)
            if user is None or user.disabled_at_ms is not None:
                return
            if await sign_on.only_way_in_of(session, user.id) is not None:
                return
            await identity.get_user(session, user.id, to_change=True)
            if await vouchers.was_asked_lately(session, user.id, now_ms=now_ms):
                return
            secret, _ = await vouchers.issue(session, user, Purpose.RESET, now_ms=now_ms)
        await mail_voucher(state, user, Purpose.RESET, secret)
    except Unavailable as error:
        _log.warning("a voucher was not mailed", reason=error.message)


async def mail_voucher(state: AppState, user: User, purpose: Purpose, secret: str) -> None:
    """Raises ``Unavailable``."""
    subject, text = letter(purpose, secret, name=user.name, tenant_id=user.tenant_id, public_url=state.public_url)
    await state.need_mail().send(user.id, user.email, subject, text)


@router.post("/session/password/chosen")
async def choose_password(body: ChosenPassword, request: Request, response: Response, state: State) -> ChosenView:
    """Choose a password with a voucher; your earlier sessions end, and without a second factor you are signed in."""
    chosen = await state.need_sign_in().choose_password(body.voucher, body.password, user_agent=user_agent(request))
    state.forget_callers()
    if chosen.tokens is None:
        return ChosenView(device=chosen.device, tokens=None)
    tokens = TokensView.kept(chosen.tokens, response, state) if body.in_cookie else TokensView.of(chosen.tokens)
    return ChosenView(device=chosen.device, tokens=tokens)


@router.post("/session/second-factor", status_code=201)
async def set_up_second_factor(
    body: SecondFactorSetUp, state: State, caller: Annotated[Caller, requires_session()]
) -> SecondFactorView:
    """What your authenticator needs, shown this once. It counts from the first code you confirm."""
    made = await state.need_sign_in().set_up_second_factor(caller, body.password)
    return SecondFactorView(secret=made.secret, uri=made.uri)


@router.post("/session/second-factor/confirmation")
async def confirm_second_factor(
    body: Code, state: State, caller: Annotated[Caller, requires_session()]
) -> RecoveryCodesView:
    """From now on signing in takes a code as well. The recovery codes are shown this once."""
    codes = await state.need_sign_in().confirm_second_factor(caller, body.code)
    return RecoveryCodesView(recovery_codes=list(codes))


@router.post("/session/second-factor/removal", status_code=204)
async def remove_second_factor(
    body: SecondFactorRemoval, state: State, caller: Annotated[Caller, requires_session()]
) -> None:
    """Your password alone lets you in again."""
    await state.need_sign_in().remove_second_factor(caller, body.password, body.code)


@router.get("/session/way-in")
async def read_way_in(state: State, caller: Annotated[Caller, requires_session()]) -> WayInView:
    """How you come in yourself."""
    async with state.main.reading(caller.tenant_id) as session:
        provider = await sign_on.only_way_in_of(session, caller.user_id)
        password = await passwords.kept(session, caller.user_id)
        return WayInView(
            has_password=password is not None and provider is None,
            has_second_factor=await second_factors.is_on(session, caller.user_id),
            only_by=provider.name if provider else None,
        )


@router.get("/sessions")
async def list_sessions(state: State, caller: Annotated[Caller, requires_session()]) -> list[SessionView]:
    """Where you are signed in, newest first."""
    async with state.main.reading(caller.tenant_id) as session:
        rows = await sessions.open_ones(session, caller.user_id, now_ms=state.clock_ms())
    return [SessionView.of(row, current=caller.session_id) for row in rows]


@router.delete("/sessions", status_code=204)
async def end_sessions(response: Response, state: State, caller: Annotated[Caller, requires_session()]) -> None:
    """Sign out everywhere, here as well."""
    kept_session.drop(response, state)
    async with state.main.tenant(caller.tenant_id) as session:
        await sessions.end_all(session, caller.user_id, why=Ending.REVOKED, now_ms=state.clock_ms())
    state.forget_callers()


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(session_id: Id, state: State, caller: Annotated[Caller, requires_session()]) -> None:
    """Sign out somewhere. Another process of the API may take a second to notice."""
    async with state.main.tenant(caller.tenant_id) as session:
        await sessions.end_one(session, caller.user_id, session_id, why=Ending.REVOKED, now_ms=state.clock_ms())
    state.forget_callers()


def user_agent(request: Request) -> str:
    """What a browser calls itself, as far as it can be shown."""
    return "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())
