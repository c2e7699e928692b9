"""User syncs: a browser comes by, and an exchange and we learn each other's ids of its person.

``GET /v1/sync/{exchange}`` gives the browser our id in a cookie, unless it has one, and sends it on to the exchange's
``sync_url`` with that id for ``${USER_ID}``: the exchange then keeps the match, and its requests carry our id as
``buyeruid``. With ``uid``, the exchange's own id, we keep the match, for requests of exchanges whose ``match_users`` is
set. Where the person may not be identified, nothing is read, set, kept or sent on.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from re import compile as pattern
from secrets import token_hex
from typing import Final, Protocol
from urllib.parse import parse_qsl, quote

import structlog
from msgspec import Struct

from bidding.openrtb.request import Codes, Regs
from bidding.people.aliases import Aliases
from bidding.privacy import Privacy
from bidding.privacy.identity import namespaced
from domain.errors import Unavailable
from domain.exchanges.values import Exchange

COOKIE: Final = "ce_uid"
COOKIE_LIFE_S: Final = 180 * 86_400
_MOST_PARAMETERS: Final = 32
_OURS: Final = pattern(rf"(?:^|;)\s*{COOKIE}=(per_[0-9a-f]{{32}})\s*(?:;|$)")
_SIGNALS: Final = ("gdpr", "gdpr_consent", "us_privacy", "gpp", "gpp_sid")

_log = structlog.get_logger(__name__)


class MatchTable(Protocol):
    """Keeps whose ids are, by key. Raises ``Unavailable``."""

    async def put_many(self, people: Mapping[str, str]) -> None: ...


class SyncOutcome(Struct, frozen=True):
    """Where to send the browser, nowhere when empty, and the cookie to set, none when empty."""

    location: str = ""
    cookie: str = ""


_NOTHING: Final = SyncOutcome()


class UserSyncs:
    """Answers syncs, and counts them in ``counts``. A match that cannot be kept is logged, and missed."""

    def __init__(self, privacy: Privacy, table: MatchTable, aliases: Aliases, *, clock_ms: Callable[[], int]) -> None:
        self._privacy = privacy
        self._table = table
        self._aliases = aliases
        self._clock_ms = clock_ms
        self.counts: Counter[tuple[str, str]] = Counter()
        """By exchange and outcome: ``synced``, ``refused`` (the person may not be identified), ``unkept``."""

    async def sync(self, exchange: Exchange, query: str, browser: Mapping[bytes, bytes]) -> SyncOutcome:
        """Take one sync. ``browser`` holds its ``cookie`` and ``sec-gpc`` headers; never raises for what they say."""
        said = _parameters(query)
        if not self._permitted(said, browser):
            self.counts[exchange.exchange_id, "refused"] += 1
            return _NOTHING
        person_id = _ours(browser.get(b"cookie", b"")) or f"per_{token_hex(16)}"
        theirs = namespaced(exchange.exchange_id, said.get("uid"))
        kept = not theirs or await self._keep(theirs, person_id)
        self.counts[exchange.exchange_id, "synced" if kept else "unkept"] += 1
        return SyncOutcome(_onward(exchange.sync_url, person_id, said), _cookie(person_id))

    def _permitted(self, said: Mapping[str, str], browser: Mapping[bytes, bytes]) -> bool:
        if browser.get(b"sec-gpc", b"").strip() == b"1":
            return False
        gdpr = said.get("gdpr", "")
        regs = Regs(
            gdpr=int(gdpr) if gdpr in {"0", "1"} else None,
            us_privacy=said.get("us_privacy") or None,
            gpp=said.get("gpp") or None,
            gpp_sid=_sections(said.get("gpp_sid", "")),
        )
        return self._privacy.permits(regs, said.get("gdpr_consent", "")).may_identify

    async def _keep(self, theirs: str, person_id: str) -> bool:
        try:
            await self._table.put_many({theirs: person_id})
        except Unavailable as error:
            _log.warning("a match was not kept", error=error.message)
            return False
        self._aliases.tell(theirs, person_id, self._clock_ms())
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
    return tuple(int(part) if part.lstrip("-").isdecimal() and len(part) < 6 else 99 for part in parts)


def _ours(header: bytes) -> str:
    """Our id in a browser's cookies; empty when there is none, or none that we could have set."""
    found = _OURS.search(header.decode("latin-1"))
    return found[1] if found else ""


def _cookie(person_id: str) -> str:
    """For this browser's frames on any site, each site's with a jar of its own where browsers insist on that."""
    return f"{COOKIE}={person_id}; Path=/v1/sync; Max-Age={COOKIE_LIFE_S}; Secure; HttpOnly; SameSite=None; Partitioned"


def _onward(template: str, person_id: str, said: Mapping[str, str]) -> str:
    """The exchange's address with our id, and what the browser said of consent, in place of its macros."""
    location = template.replace("${USER_ID}", quote(person_id, safe=""))
    for signal in _SIGNALS:
        location = location.replace(f"${{{signal.upper()}}}", quote(said.get(signal, ""), safe=""))
    return location
