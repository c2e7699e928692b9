"""What receivers of mail look up in a sender's domain: SPF, DKIM and DMARC, asked of the domain name system."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import dns.asyncresolver
import dns.exception
import dns.resolver

from domain.senders.rules import judge_dkim, judge_dmarc, judge_spf
from domain.senders.values import DomainCheck, Finding, RecordCheck

ASK_S: Final = 4.0
_NOBODY_ANSWERED: Final = "The domain name system did not answer. Nothing is known: check again later."
Texts = Callable[[str], Awaitable[list[str] | None]]
"""TXT records of a name: none where there are none, None when nobody answered."""


async def look_up_texts(name: str) -> list[str] | None:
    """TXT records of ``name``, each with its parts joined (RFC 7208 section 3.3)."""
    resolver = dns.asyncresolver.Resolver()
    resolver.lifetime = ASK_S
    try:
        answer = await resolver.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel):
        return []
    except (dns.exception.DNSException, OSError):
        return None
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


async def check_domain(
    domain: str, selectors: Sequence[str], *, now_ms: int, texts: Texts = look_up_texts
) -> DomainCheck:
    """Ask for all of them at once. Never raises: what was not answered is ``not_checked``."""
    asked = [
        _checked("spf", domain, texts, lambda found: judge_spf(domain, found)),
        *(_dkim(f"{selector}._domainkey.{domain}", texts) for selector in selectors),
        _dmarc(domain, texts),
    ]
    records = await asyncio.gather(*asked)
    if not selectors:
        remedy = "Say under which selectors your vendor signs, and check again."
        unknown = RecordCheck(record="dkim", name=domain, finding=Finding.NOT_CHECKED, remedy=remedy)
        records = [records[0], unknown, *records[1:]]
    return DomainCheck(domain=domain, checked_at_ms=now_ms, records=tuple(records))


async def _dkim(name: str, texts: Texts) -> RecordCheck:
    return await _checked("dkim", name, texts, lambda found: judge_dkim(name, found))


async def _dmarc(domain: str, texts: Texts) -> RecordCheck:
    """A subdomain without a policy of its own has that of the domain above it (RFC 7489 section 6.6.3)."""
    own = await _checked("dmarc", f"_dmarc.{domain}", texts, lambda found: judge_dmarc(f"_dmarc.{domain}", found))
    above = domain.partition(".")[2]
    if own.finding is not Finding.MISSING or "." not in above:
        return own
    higher = await _checked("dmarc", f"_dmarc.{above}", texts, lambda found: judge_dmarc(f"_dmarc.{above}", found))
    return own if higher.finding is Finding.MISSING else higher


async def _checked(record: str, name: str, texts: Texts, judge: Callable[[list[str]], RecordCheck]) -> RecordCheck:
    found = await texts(name)
    if found is None:
        return RecordCheck(record=record, name=name, finding=Finding.NOT_CHECKED, remedy=_NOBODY_ANSWERED)
    return judge(found)
