"""User syncs: a browser comes by, and an exchange and we learn each other's ids of its person.

``GET /v1/sync/{exchange}`` gives the browser our id in a cookie, unless it has one, and sends it on to the exchange's
``sync_url`` with that id for ``${USER_ID}``: the exchange then keeps the match, and its requests carry our id as
``buyeruid``. With ``uid``, an id of its own that the exchange has signed, we keep the match, for requests of exchanges whose
``match_users`` is set; what an import says of that id stands above it. Where the person may not be identified, nothing is
read, set, kept or sent on.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from re import compile as pattern
from secrets import token_hex
from typing import Final, Protocol
from urllib.parse import parse_qsl, quote

import structlog
from msgspec import Struct

from bidding.agents.sync_seals import CookieSeal, is_signed
from bidding.openrtb.request import Codes, Regs
from bidding.people.aliases import Aliases
from bidding.privacy import Privacy
from bidding.privacy.identity import namespaced
from domain.errors import Unavailable
from domain.exchanges.values import Exchange

COOKIE: Final = "ce_uid"
COOKIE_LIFE_S: Final = 180 * 86_400
MOST_MATCHES_A_SECOND: Final = 500
"""Kept for one exchange by one bidder; nobody waits for more."""
_MOST_PARAMETERS: Final = 32
_OURS: Final = pattern(rf"(?:^|;)\s*{COOKIE}=([0-9a-z_.]+)\s*(?:;|$)")
_SECTION: Final = pattern(r"-?[0-9]{1,5}").fullmatch
_SIGNALS: Final = ("gdpr", "gdpr_consent", "us_privacy", "gpp", "gpp_sid")

_log = structlog.get_logger(__name__)


class MatchTable(Protocol):
    """Keeps whose ids are, by key, below what imports say. Raises ``Unavailable``."""

    async def keep_synced(self, people: Mapping[str, str]) -> None: ...


class SyncOutcome(Struct, frozen=True):
    """Where to send the browser, nowhere when empty, and the cookie to set, none when empty."""

    location: str = ""
    cookie: str = ""


_NOTHING: Final = SyncOutcome()


class UserSyncs:
    """Answers syncs, and counts them in ``counts``. A match that cannot be kept is logged, and missed.

    ``ask`` has whatever was imported of an id found again, should the table have lost it.
    """

    def __init__(
        self,
        privacy: Privacy,
        table: MatchTable,
        aliases: Aliases,
        seal: CookieSeal,
        *,
        ask: Callable[[str], None],
        clock_ms: Callable[[], int],
    ) -> None:
        self._privacy = privacy
        self._table = table
        self._aliases = aliases
        self._seal = seal
        self._ask = ask
        self._clock_ms = clock_ms
        self._second = 0
        self._matches: Counter[str] = Counter()
        self.counts: Counter[tuple[str, ...]] = Counter()
        """By exchange and outcome.

        ``synced``, ``refused`` (the person may not be identified), ``unsigned`` (an id came that its exchange did not sign),
        ``limited`` (too many came at once) and ``unkept`` (the table was away); for the last three there is no match, and the
        browser goes on.
        """

    async def sync(self, exchange: Exchange, query: str, browser: Mapping[bytes, bytes]) -> SyncOutcome:
        """Take one sync. ``browser`` holds its ``cookie`` and ``sec-gpc`` headers; never raises for what they say."""
        said = _parameters(query)
        if not self._permitted(said, browser):
            self.counts[exchange.exchange_id, "refused"] += 1
            return _NOTHING
        person_id = self._ours(browser.get(b"cookie", b"")) or f"per_{token_hex(16)}"
        self.counts[exchange.exchange_id, await self._matched(exchange, said, person_id)] += 1
        return SyncOutcome(_onward(exchange.sync_url, person_id, said), _cookie(self._seal.sealed(person_id)))

    def _ours(self, header: bytes) -> str:
        """Our id in a browser's cookies; empty when there is none, or none that we have set."""
        found = _OURS.search(header.decode("latin-1"))
        return self._seal.opened(found[1]) if found else ""

    async def _matched(self, exchange: Exchange, said: Mapping[str, str], person_id: str) -> str:
        uid = said.get("uid", "")
        theirs = namespaced(exchange.exchange_id, uid) if exchange.match_users else ""
        if not theirs:
            return "synced"
        now_ms = self._clock_ms()
        if not is_signed(exchange, uid, said.get("ts", ""), said.get("sig", ""), now_ms=now_ms):
            return "unsigned"
        if now_ms // 1_000 != self._second:
            self._second = now_ms // 1_000
            self._matches.clear()
        self._matches[exchange.exchange_id] += 1
        if self._matches[exchange.exchange_id] > MOST_MATCHES_A_SECOND:
            return "limited"
        return "synced" if await self._keep(theirs, person_id) else "unkept"

    def _permitted(self, said: Mapping[str, str], browser: Mapping[bytes, bytes]) -> bool:
        if browser.get(b"sec-gpc", b"").strip() == b"1":
            return False
        gdpr = said.get("gdpr", "")
        regs = Regs(
            gdpr=int(gdpr != "0") if gdpr else None,
            us_privacy=said.get("us_privacy") or None,
            gpp=said.get("gpp") or None,
            gpp_sid=_sections(said.get("gpp_sid", "")),
        )
        return self._privacy.permits(regs, said.get("gdpr_consent", "")).may_identify

    async def _keep(self, theirs: str, person_id: str) -> bool:
        try:
            await self._table.keep_synced({theirs: person_id})
        except Unavailable as error:
            _log.warning("a match was not kept", error=error.message)
            return False
        self._aliases.forget(theirs)
        self._ask(theirs)
        return True


def _parameters(query: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(query, max_num_fields=_MOST_PARAMETERS))
    except ValueError:
        return {"gdpr": "1"}


def _sections(text: str) -> Codes:
    """Section ids with commas or underscores between them; one that is none stands for a section nobody knows."""
    if not text:
        return None
    parts = text.replace("_", ",").split(",")
    return tuple(int(part) if _SECTION(part) else 99 for part in parts)


def _cookie(sealed: str) -> str:
    """For this browser's frames on any site, each site's with a jar of its own where browsers insist on that."""
    return f"{COOKIE}={sealed}; Path=/v1/sync; Max-Age={COOKIE_LIFE_S}; Secure; HttpOnly; SameSite=None; Partitioned"


def _onward(template: str, person_id: str, said: Mapping[str, str]) -> str:
    """The exchange's address with our id, and what the browser said of consent, in place of its macros."""
    location = template.replace("${USER_ID}", quote(person_id, safe=""))
    for signal in _SIGNALS:
        location = location.replace(f"${{{signal.upper()}}}", quote(said.get(signal, ""), safe=""))
    return location
