"""What people said, and how that can be shown, as it comes in and as it is told."""

from typing import Annotated, Final

from fastapi import Request
from pydantic import Field, StrictStr

from api.wire import Body, ShownInstant, View
from domain.contacts.rules import is_bare, known_ip, may_be_asked_again_ms, refuses_sale
from domain.contacts.tables import ConsentRecord
from domain.contacts.values import LONGEST_SOURCE, LONGEST_TEXT_VERSION, SALE, Contact, Evidence, How
from domain.delivery.values import ConsentState

LONGEST_USER_AGENT: Final = 500
_BARE: Final = "nothing shows who said so where, or to what they agreed"


class ShownBy(Body):
    """How it can be shown that somebody said something."""

    how: How = How.API
    source: Annotated[StrictStr, Field(max_length=LONGEST_SOURCE)] = ""
    """The form, document or call: an address, a name, a number."""
    text_version: Annotated[StrictStr, Field(max_length=LONGEST_TEXT_VERSION)] = ""
    """Of what they read and agreed to."""
    ip: Annotated[StrictStr, Field(max_length=45)] = ""
    """Theirs, where it is known."""
    user_agent: Annotated[StrictStr, Field(max_length=LONGEST_USER_AGENT)] = ""
    proof: Annotated[StrictStr, Field(max_length=LONGEST_SOURCE)] = ""
    """Whatever else shows it, in words."""

    def evidence(self, by: str) -> Evidence:
        """Raises ``InvalidInput`` for an address that is none."""
        return Evidence(
            how=self.how,
            source=self.source,
            text_version=self.text_version,
            ip=known_ip(self.ip),
            user_agent=self.user_agent,
            by=by,
        )


class SaidView(View):
    channel: str
    """`any` where it is about no channel in particular."""
    purpose: str
    state: ConsentState
    at: ShownInstant
    how: How
    source: str
    text_version: str
    ip: str
    user_agent: str
    proof: str
    without_proof: str
    """What is missing, where a file or another system said so and nothing more; empty otherwise."""
    recorded_by: str
    recorded_at: ShownInstant


class SaleView(View):
    """Whether their data may be sold, or shared for advertising across contexts."""

    state: ConsentState
    """`denied` once they opted out, `granted` once they opted in again themselves."""
    since: ShownInstant | None
    ask_again_from: ShownInstant | None
    """Before that, nobody who opted out may be asked to opt in."""


def said_view(row: ConsentRecord) -> SaidView:
    bare = is_bare(evidence_of(row), row.proof)
    return SaidView(
        channel=row.channel,
        purpose=row.purpose,
        state=ConsentState(row.state),
        at=row.at_ms,
        how=How(row.how),
        source=row.source,
        text_version=row.text_version,
        ip=row.ip,
        user_agent=row.user_agent,
        proof=row.proof,
        without_proof=_BARE if bare else "",
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at_ms,
    )


def sale_view(contact: Contact) -> SaleView:
    return SaleView(
        state=contact.consents.get(SALE, ConsentState.UNKNOWN),
        since=contact.consented_at_ms.get(SALE),
        ask_again_from=may_be_asked_again_ms(contact) if refuses_sale(contact) else None,
    )


def evidence_of(row: ConsentRecord) -> Evidence:
    return Evidence(
        how=How(row.how),
        source=row.source,
        text_version=row.text_version,
        ip=row.ip,
        user_agent=row.user_agent,
        by=row.recorded_by,
    )


def said_here(request: Request, how: How, *, source: str, by: str) -> Evidence:
    """By a person's own browser, as we see it."""
    return Evidence(
        how=how,
        source=source[:LONGEST_SOURCE],
        ip=request.client.host if request.client is not None else "",
        user_agent=request.headers.get("user-agent", "")[:LONGEST_USER_AGENT],
        by=by,
    )
