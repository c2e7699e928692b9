"""Pure rules of channels: what an account needs, who may be written as, text messages in segments and what they cost."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from msgspec import Struct

from domain.campaigns.values import Channel
from domain.errors import InvalidInput
from domain.money import NANOS
from domain.senders.values import Capabilities, Finding, RecordCheck

# Text messages (3GPP TS 23.038: the default alphabet and its extension)

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
_GSM_ALONE, _GSM_JOINED = 160, 153
_UCS2_ALONE, _UCS2_JOINED = 70, 67


class Segments(Struct, frozen=True, kw_only=True):
    """A text message as networks carry it. ``units`` are septets, or UTF-16 code units."""

    encoding: str
    """``gsm-7`` or ``ucs-2``."""
    units: int
    count: int
    left: int
    """Units that fit into the last segment."""
    not_gsm: str = ""
    """The characters that cost the whole message its short alphabet, each once."""


def segments(text: str) -> Segments:
    """How many segments ``text`` is sent as; an empty text is one."""
    foreign = "".join(dict.fromkeys(one for one in text if one not in _GSM and one not in _GSM_EXTENDED))
    if foreign:
        sizes = [2 if ord(one) > 0xFFFF else 1 for one in text]
        return _cut(sizes, _UCS2_ALONE, _UCS2_JOINED, "ucs-2", foreign)
    return _cut([2 if one in _GSM_EXTENDED else 1 for one in text], _GSM_ALONE, _GSM_JOINED, "gsm-7", "")


def _cut(sizes: list[int], alone: int, joined: int, encoding: str, foreign: str) -> Segments:
    """A character of two units, an escaped one or a surrogate pair, is never cut in half."""
    units = sum(sizes)
    if units <= alone:
        return Segments(encoding=encoding, units=units, count=1, left=alone - units, not_gsm=foreign)
    count, used = 1, 0
    for size in sizes:
        if used + size > joined:
            count += 1
            used = 0
        used += size
    return Segments(encoding=encoding, units=units, count=count, left=joined - used, not_gsm=foreign)


class Prices(Struct, frozen=True, kw_only=True):
    """What a segment costs, by the beginning of the receiver's number; the longest that fits decides."""

    currency: str
    nanos: Mapping[str, int]

    def of(self, number: str) -> int:
        """Nanos for one segment to ``number``; 0 where nothing is said."""
        fitting = [prefix for prefix in self.nanos if prefix != "*" and number.startswith(prefix)]
        return self.nanos[max(fitting, key=len)] if fitting else self.nanos.get("*", 0)


_PRICE: Final = re.compile(r"(\*|\+[0-9]{1,8})=([0-9]{1,4}(?:\.[0-9]{1,9})?)")


def read_prices(text: str) -> Prices:
    """``USD +1=0.0083 +49=0.085 *=0.1``: a currency, then prices by number prefix. Raises ``InvalidInput``."""
    currency, *entries = text.split() or [""]
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise _unreadable_prices(text)
    nanos: dict[str, int] = {}
    for entry in entries:
        found = _PRICE.fullmatch(entry)
        if found is None:
            raise _unreadable_prices(text)
        try:
            nanos[found[1]] = int(Decimal(found[2]) * NANOS)
        except InvalidOperation as error:
            raise _unreadable_prices(text) from error
    return Prices(currency=currency, nanos=nanos)


def _unreadable_prices(text: str) -> InvalidInput:
    return InvalidInput(
        f"'{text[:80]}' is no list of prices",
        field="parameters.prices",
        remedy="Write a currency and prices by prefix, like 'USD +1=0.0083 +49=0.085 *=0.1'.",
    )


def expected_cost(
    channel: Channel, text: str, address: str, parameters: Mapping[str, str], assumed: str
) -> tuple[int, int, str]:
    """(segments, nanos, currency) that a message would cost by its account's ``prices``, else by those ``assumed``."""
    count = segments(text).count if channel is Channel.SMS else 1
    written = parameters.get("prices") or assumed
    if not written:
        return (count if channel is Channel.SMS else 0), 0, ""
    prices = read_prices(written)
    return (count if channel is Channel.SMS else 0), count * prices.of(address), prices.currency


# Accounts and senders


def check_needs(
    vendor: Capabilities, parameters: Mapping[str, str] | None, credentials: Mapping[str, str] | None
) -> None:
    """Raises ``InvalidInput`` naming what the vendor needs and is not there, or is there and it does not know."""
    for field, given, needed, allowed in (
        ("parameters", parameters, vendor.parameters, vendor.optional_parameters),
        ("credentials", credentials, vendor.credentials, vendor.optional_credentials),
    ):
        if given is None:
            continue
        if missing := [name for name in needed if not given.get(name)]:
            raise InvalidInput(
                f"{vendor.label} needs {', '.join(missing)}",
                field=f"{field}.{missing[0]}",
                remedy=f"Send {field} with {', '.join(needed)}.",
            )
        if unknown := sorted(set(given) - set(needed) - set(allowed)):
            raise InvalidInput(
                f"{vendor.label} knows no {unknown[0]}",
                field=f"{field}.{unknown[0]}",
                remedy=f"Send {', '.join((*needed, *allowed)) or 'nothing'}.",
            )
    for name, value in (parameters or {}).items():
        if (pattern := vendor.patterns.get(name)) and not re.fullmatch(pattern, value):
            raise InvalidInput(
                f"'{value[:80]}' is no {name} of {vendor.label}",
                field=f"parameters.{name}",
                remedy=f"Send something that matches {pattern}.",
            )
    if parameters and parameters.get("prices"):
        read_prices(parameters["prices"])


def check_destination(vendor: Capabilities, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Raises ``InvalidInput`` where sealed credentials would go somewhere that whoever entered them did not mean."""
    moved = [name for name in vendor.destination if before.get(name) != after.get(name)]
    if moved:
        raise InvalidInput(
            f"credentials were entered for another {moved[0]}",
            field="credentials",
            remedy=f"Send credentials along with a changed {moved[0]}.",
        )


_EMAIL: Final = re.compile(
    r"[^@\s\x00-\x1f<>,;\"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT_CODE: Final = re.compile(r"[0-9]{3,8}")
_SHOWN_NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +&_.-]{1,11}")


def is_email(address: str) -> bool:
    return len(address) <= 254 and _EMAIL.fullmatch(address) is not None


def is_e164(number: str) -> bool:
    return _E164.fullmatch(number) is not None


def email_domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def check_sender(channel: Channel, address: str, postal_address: str) -> None:
    """Raises ``InvalidInput`` for an address that ``channel`` cannot send from."""
    match channel:
        case Channel.EMAIL:
            if not is_email(address):
                raise InvalidInput(f"'{address}' is no e-mail address", field="address")
            if not postal_address.strip():
                raise InvalidInput(
                    "a sender of e-mail has a postal address",
                    field="postal_address",
                    remedy="Give the address that marketing must show, such as 'Shop Ltd, 1 High Street, London'.",
                )
        case Channel.SMS:
            if not (is_e164(address) or _SHORT_CODE.fullmatch(address) or _SHOWN_NAME.fullmatch(address)):
                raise InvalidInput(
                    f"'{address}' is nothing a text message can come from",
                    field="address",
                    remedy="Give a number like +15551234567, a short code, or a name of at most eleven letters and digits.",
                )
        case Channel.WHATSAPP:
            if not is_e164(address):
                raise InvalidInput(f"'{address}' is no number like +15551234567", field="address")
        case _:
            return


# What receivers look for in a domain


def judge_spf(domain: str, texts: list[str]) -> RecordCheck:
    """RFC 7208: one record that begins ``v=spf1`` and ends by refusing, or half refusing, everybody else."""
    found = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        remedy = f"Publish a TXT record at {domain} that names your vendor's servers, like 'v=spf1 include:... -all'."
        return RecordCheck(record="spf", name=domain, finding=Finding.MISSING, remedy=remedy)
    if len(found) > 1:
        remedy = "Keep one record that begins v=spf1: with two, receivers treat it as an error."
        return RecordCheck(record="spf", name=domain, finding=Finding.WEAK, found=" | ".join(found), remedy=remedy)
    words = found[0].lower().split()
    if words[-1] not in {"-all", "~all"} and not any(word.startswith("redirect=") for word in words):
        remedy = "End it with -all or ~all, so that others cannot write in your name."
        return RecordCheck(record="spf", name=domain, finding=Finding.WEAK, found=found[0], remedy=remedy)
    return RecordCheck(record="spf", name=domain, finding=Finding.GOOD, found=found[0])


def judge_dkim(name: str, texts: list[str]) -> RecordCheck:
    """RFC 6376: a key at the selector; an empty ``p`` is one that was withdrawn."""
    keys = [tags(text) for text in texts]
    keys = [key for key in keys if "p" in key and key.get("v", "DKIM1") == "DKIM1"]
    if not keys:
        remedy = f"Publish the key your vendor gave you at {name}."
        return RecordCheck(record="dkim", name=name, finding=Finding.MISSING, remedy=remedy)
    if not keys[0]["p"]:
        remedy = "The key is withdrawn: publish the one your vendor signs with."
        return RecordCheck(record="dkim", name=name, finding=Finding.WEAK, found="p=", remedy=remedy)
    return RecordCheck(record="dkim", name=name, finding=Finding.GOOD, found=f"p={keys[0]['p'][:24]}...")


def judge_dmarc(name: str, texts: list[str]) -> RecordCheck:
    """RFC 7489: one policy; ``p=none`` only watches."""
    found = [text for text in texts if text.replace(" ", "").lower().startswith("v=dmarc1;")]
    if len(found) != 1:
        remedy = f"Publish one TXT record at {name}, like 'v=DMARC1; p=quarantine; rua=mailto:...'."
        return RecordCheck(record="dmarc", name=name, finding=Finding.MISSING, found=" | ".join(found), remedy=remedy)
    policy = tags(found[0]).get("p", "").lower()
    if policy not in {"quarantine", "reject"}:
        remedy = "p=none only watches: move to p=quarantine once your reports are clean."
        return RecordCheck(record="dmarc", name=name, finding=Finding.WEAK, found=found[0], remedy=remedy)
    return RecordCheck(record="dmarc", name=name, finding=Finding.GOOD, found=found[0])


def tags(record: str) -> dict[str, str]:
    """``v=DKIM1; k=rsa; p=...`` as a mapping."""
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
