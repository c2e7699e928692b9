"""The gate, decided purely: everything that is asked of a revision, and what of the answers keeps it from going live."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from domain.approvals.rules import covers
from domain.approvals.values import REGULATED_CATEGORIES, REGULATED_CHANNELS
from domain.brand.values import Finding as BrandFinding
from domain.brand.values import Severity as BrandSeverity
from domain.campaigns.sections.values import Section
from domain.campaigns.values import Channel
from domain.golive.preflight.rules import look
from domain.golive.values import (
    NEVER_OVERRIDDEN,
    NEVER_RELAXED,
    NOT_ASKED,
    SECTION_OF,
    WARNED_OF,
    Check,
    Enforcement,
    Finding,
    Found,
    GateRule,
    Looked,
    Override,
    Report,
    Severity,
    Subject,
)

_STRICTNESS: Final = (Enforcement.OFF, Enforcement.WARN, Enforcement.BLOCK)


def examine(
    subject: Subject, brand: Sequence[Looked], *, rules: Sequence[GateRule], overrides: Sequence[Override]
) -> Report:
    """Ask everything and weigh the answers. This is the gate: nothing else says whether a campaign may go live."""
    in_force = [
        one for one in overrides if one.revision_hash == subject.revision_hash and subject.now_ms < one.expires_at_ms
    ]
    weighed = (
        _weighed(found, subject, rules, in_force)
        for found in (*subject.approval, *look(subject), *_brand(subject, brand), *_policy(subject), *_tasks(subject))
    )
    findings = [one for one in weighed if one is not None]
    findings.sort(key=lambda one: (not one.blocks, one.severity is Severity.WARNING))
    return Report(
        campaign_id=subject.campaign_id,
        revision=subject.revision,
        revision_hash=subject.revision_hash,
        findings=tuple(findings),
    )


def enforcement_of(
    check: Check, rules: Iterable[GateRule], *, channel: Channel, budget_usd_micros: int | None
) -> Enforcement:
    """What a tenant's rules make of a check. A budget of unknown worth reaches every threshold."""
    applying = [
        rule
        for rule in rules
        if rule.check in (check.value, _family(check))
        and (not rule.channels or channel in rule.channels)
        and (
            rule.budget_from_micros is None or budget_usd_micros is None or budget_usd_micros >= rule.budget_from_micros
        )
    ]
    if not applying:
        return _shipped(check)
    closest = max(
        applying,
        key=lambda rule: (
            rule.check == check.value,
            bool(rule.channels),
            -1 if rule.budget_from_micros is None else rule.budget_from_micros,
            _STRICTNESS.index(rule.enforcement),
        ),
    )
    return Enforcement.BLOCK if check in NEVER_RELAXED else closest.enforcement


def refusal(report: Report) -> str:
    """Every reason in one sentence."""
    reasons = "; ".join(one.what for one in report.blockers)
    return f"{len(report.blockers)} things keep it from going live: {reasons}" if len(report.blockers) > 1 else reasons


def _weighed(
    found: Found, subject: Subject, rules: Sequence[GateRule], overrides: Sequence[Override]
) -> Finding | None:
    section = found.section or SECTION_OF.get(_family(found.check))
    if section is not None and section not in subject.sections:
        return None
    if found.check is Check.TASK_OPEN and not subject.is_whole:
        return None
    enforced = enforcement_of(
        found.check, rules, channel=subject.content.channel, budget_usd_micros=subject.budget_usd_micros
    )
    if enforced is Enforcement.OFF:
        return None
    finding = Finding(
        code=found.check,
        section=section,
        severity=Severity.BLOCKER if enforced is Enforcement.BLOCK else Severity.WARNING,
        what=found.what,
        where=found.where,
        remedy=found.remedy,
        digest=hashlib.sha256((found.details or found.what).encode()).hexdigest()[:12],
    )
    if not finding.blocks or found.check in NEVER_OVERRIDDEN:
        return finding
    granted = next((one.id for one in overrides if finding.name in one.findings), None)
    return finding.model_copy(update={"override_id": granted})


def _shipped(check: Check) -> Enforcement:
    if check in NOT_ASKED:
        return Enforcement.OFF
    return Enforcement.WARN if check in WARNED_OF else Enforcement.BLOCK


def _family(check: Check) -> str:
    return check.value.partition(".")[0]


def _brand(subject: Subject, brand: Sequence[Looked]) -> Iterator[Found]:
    by_creative: Mapping[str, Looked] = {one.creative_id: one for one in brand}
    for piece in subject.pieces:
        looked = by_creative.get(piece.creative_id)
        where = f"creatives.{piece.creative_id}"
        if looked is None:
            yield Found(
                Check.NOT_JUDGED, f"nobody has held '{piece.content.name}' against the brand", where, "Try again."
            )
            continue
        against = [one for one in looked.findings if one.severity is BrandSeverity.ERROR]
        unseen = [one for one in looked.findings if one.severity is BrandSeverity.WARNING]
        if against:
            yield Found(
                Check.OFF_BRAND,
                f"'{piece.content.name}' is against the brand: {_said(against[:5])}",
                where,
                against[0].remedy,
                details=_said(against),
            )
        if unseen:
            yield Found(
                Check.BRAND_UNSEEN,
                f"'{piece.content.name}' is not wholly judged: {_said(unseen[:5])}",
                where,
                unseen[0].remedy,
                details=_said(unseen),
            )


def _said(findings: Iterable[BrandFinding]) -> str:
    return "; ".join(one.message for one in findings)


def _policy(subject: Subject) -> Iterator[Found]:
    content = subject.content
    yield Found(
        Check.CHANNEL,
        f"your rules keep campaigns from {content.channel}",
        "brief.channel",
        "Use another channel, or ask whoever keeps the rules.",
        Section.BRIEF,
    )
    regulated = [
        one
        for one in subject.categories
        if any(covers(listed.casefold(), one.casefold()) for listed in REGULATED_CATEGORIES)
    ]
    if regulated or content.channel in REGULATED_CHANNELS:
        named = ", ".join(regulated) or content.channel.value
        yield Found(
            Check.REGULATED,
            f"{named} is regulated",
            "brief.categories",
            "See that it says what the law asks for.",
            Section.BRIEF,
        )
    caps = content.caps
    if content.channel is Channel.PAID_MEDIA and not any(caps.model_dump().values()):
        yield Found(
            Check.NO_CAP,
            "nothing limits how often one person sees it",
            "audience.caps",
            "Say how often one person sees it at most, such as 5 times a day (per_day).",
            Section.AUDIENCE,
        )


def _tasks(subject: Subject) -> Iterator[Found]:
    for task in subject.tasks:
        whose = f", which is {task.assignee_id}'s," if task.assignee_id else ""
        yield Found(
            Check.TASK_OPEN, f"the task '{task.title}'{whose} is not done", f"tasks.{task.id}", "Do it, and say so."
        )
