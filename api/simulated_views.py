"""A simulation as it is shown: moments in order, gates with their verdicts, messages as their readers see them."""

from pydantic import JsonValue

from api.wire import ShownInstant, View, show_instant
from domain.journeys.rehearsals.values import Simulated, Simulation
from domain.journeys.walks.values import Moment, Posted


class VerdictView(View):
    gate: str
    ruling: str
    reason: str
    inputs: dict[str, JsonValue]
    until: str | None


class MessageView(View):
    key: str
    channel: str
    template_id: str
    template_version: int
    """0 where nothing was rendered."""
    purpose: str
    status: str
    """``sent``, ``refused`` or ``deferred``."""
    reason: str
    note: str
    verdicts: list[VerdictView]
    """Each gate's, up to the one that decided."""
    address: str
    sender: dict[str, str]
    vendor: str
    locale: str
    subject: str
    html: str
    text: str
    title: str
    body: str
    data: dict[str, JsonValue]
    media_urls: list[str]
    missing: list[str]
    """What the template shows and nobody had a value for."""
    segments: int
    cost_nanos: int
    currency: str


class MomentView(View):
    at: ShownInstant
    what: str
    step: str
    visit: int
    kind: str
    outcome: str
    until: str | None
    details: dict[str, JsonValue]
    message: MessageView | None


class SimulatedProblemView(View):
    step: str
    kind: str
    problem: str
    remedy: str


class SimulatedView(View):
    version: int
    starts_at: ShownInstant
    until: ShownInstant
    status: str
    """Where the person stands then; empty for whoever never came in."""
    step: str
    run_id: str
    """What their run is called if they come in at the same instant."""
    moments: list[MomentView]
    problems: list[SimulatedProblemView]
    """What is wrong whoever comes."""


def shown(simulated: Simulated, asked: Simulation) -> SimulatedView:
    return SimulatedView(
        version=asked.version,
        starts_at=asked.starts_at_ms,
        until=asked.until_ms,
        status=simulated.status,
        step=simulated.step,
        run_id=simulated.run_id,
        moments=[_moment(one) for one in simulated.moments],
        problems=[
            SimulatedProblemView(step=one.step, kind=one.kind, problem=one.problem, remedy=one.remedy)
            for one in simulated.problems
        ],
    )


def _moment(one: Moment) -> MomentView:
    return MomentView(
        at=one.at_ms,
        what=one.what.value,
        step=one.step,
        visit=one.visit,
        kind=one.kind,
        outcome=one.outcome,
        until=show_instant(one.until_ms) if one.until_ms else None,
        details=one.details,
        message=_message(one.posted, one.outcome) if one.posted is not None else None,
    )


def _message(posted: Posted, status: str) -> MessageView:
    message, look, rendered, sender = (
        posted.looked.message,
        posted.looked.look,
        posted.rendered,
        posted.sender,
    )
    return MessageView(
        key=message.key,
        channel=message.channel.value,
        template_id=message.template_id,
        template_version=posted.template_version,
        purpose=message.purpose.value,
        status=status,
        reason=posted.looked.reason,
        note=look.note,
        verdicts=[
            VerdictView(
                gate=each.gate.value,
                ruling=each.ruling.value,
                reason=each.reason,
                inputs=dict(each.inputs),
                until=show_instant(each.until_ms) if each.until_ms else None,
            )
            for each in look.verdicts
        ],
        address=posted.address,
        sender={"name": sender.name, "address": sender.address} if sender is not None else {},
        vendor=posted.vendor,
        locale=rendered.locale if rendered else "",
        subject=rendered.subject if rendered else "",
        html=rendered.html if rendered else "",
        text=rendered.text if rendered else "",
        title=rendered.title if rendered else "",
        body=rendered.body if rendered else "",
        data=rendered.data if rendered else {},
        media_urls=list(rendered.media_urls) if rendered else [],
        missing=list(rendered.missing) if rendered else [],
        segments=posted.segments,
        cost_nanos=posted.cost_nanos,
        currency=posted.currency,
    )
