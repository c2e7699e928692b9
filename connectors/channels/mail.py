"""What every e-mail of ours carries, whoever sends it."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, formataddr
from typing import Final

from connectors.channels.protocol import OutboundMessage, RefusalClass, Refused
from domain.senders.rules import email_domain, is_email

RESERVED: Final = frozenset(
    {
        "x-sg-id",
        "x-sg-eid",
        "received",
        "dkim-signature",
        "content-type",
        "content-transfer-encoding",
        "to",
        "from",
        "subject",
        "reply-to",
        "cc",
        "bcc",
        "message-id",
        "date",
        "mime-version",
        "sender",
        "return-path",
    }
)
"""Headers that a message cannot set by itself: they are set from its other fields, or are the vendor's."""
_HEADER_NAME: Final = re.compile(r"[!-9;-~]{1,76}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_FOLDED: Final = SMTP.clone(cte_type="7bit")
"""Every server takes seven bits; 8BITMIME would have to be asked for with each message."""
_ON_ONE_LINE: Final = _FOLDED.clone(max_line_length=998)


class _Written(EmailPolicy):
    """Folds at 78 characters, but never what is ASCII into encoded words.

    The standard library writes a word that fits no line as ``=?utf-8?q?...?=``, and nobody reads an address for
    unsubscribing in that. RFC 5322 section 2.1.1 allows lines of 998.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        folded = _FOLDED.fold_binary(name, value)
        return _ON_ONE_LINE.fold_binary(name, value) if value.isascii() and b"=?" in folded else folded


_POLICY: Final = _Written(linesep=_FOLDED.linesep, cte_type=_FOLDED.cte_type)


def faults(message: OutboundMessage) -> Refused | None:
    """Why no server in the world could take this message."""
    if not is_email(message.address):
        return _refused(message, RefusalClass.BAD_ADDRESS, "that is no e-mail address")
    if not is_email(message.sender.address):
        return _refused(message, RefusalClass.CONTENT, "there is no sender with an e-mail address")
    if not message.subject.strip():
        return _refused(message, RefusalClass.CONTENT, "there is no subject")
    if not (message.html or message.text):
        return _refused(message, RefusalClass.CONTENT, "there is neither HTML nor text")
    if _CONTROL.search(message.subject):
        return _refused(message, RefusalClass.CONTENT, "the subject has a line break or a control character")
    for name, value in message.headers.items():
        if name.lower() in RESERVED:
            return _refused(message, RefusalClass.CONTENT, f"the header {name} is not a message's to set")
        if not _HEADER_NAME.fullmatch(name) or _CONTROL.search(value):
            return _refused(message, RefusalClass.CONTENT, f"the header {name[:40]!r} is malformed")
    return None


def message_id(message: OutboundMessage) -> str:
    """The same for every handover, so that receivers who see it twice may notice."""
    return f"<{message.message_id}@{email_domain(message.sender.address)}>"


def as_mime(message: OutboundMessage, *, now_ms: int) -> EmailMessage:
    """RFC 5322 with both parts. Raises ``ValueError`` for what cannot be written in a header."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = formataddr((message.sender.name, message.sender.address))
    mail["To"] = message.address
    mail["Subject"] = message.subject
    mail["Message-ID"] = message_id(message)
    mail["Date"] = format_datetime(datetime.fromtimestamp(now_ms / 1_000, UTC))
    if message.sender.reply_to:
        mail["Reply-To"] = message.sender.reply_to
    for name, value in message.headers.items():
        mail[name] = value
    if message.text:
        mail.set_content(message.text)
        if message.html:
            mail.add_alternative(message.html, subtype="html")
    else:
        mail.set_content(message.html, subtype="html")
    return mail


def _refused(message: OutboundMessage, why: RefusalClass, reason: str) -> Refused:
    return Refused(message_id=message.message_id, why=why, reason=reason)
