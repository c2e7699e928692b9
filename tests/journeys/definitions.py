"""Journeys as tests write them."""

from typing import Any

from domain.journeys.values import JourneyDefinition

TEMPLATE = "tpl_01m7yk62bx94ypcbmjpekz075r"
CAMPAIGN = "cmp_01m7yk62bx94ypcbmjpekz075r"
SEGMENT = "seg_01m7yk62bx94ypcbmjpekz075r"


def journey(steps: dict[str, dict[str, Any]], **more: Any) -> JourneyDefinition:
    """A journey that starts at the first of ``steps``; ``end`` is there already."""
    return JourneyDefinition.model_validate(
        {
            "name": "Welcome",
            "trigger": {"kind": "api"},
            "start": next(iter(steps)),
            "steps": {**steps, "end": {"kind": "exit"}},
        }
        | more
    )


def email(onward: str = "end") -> dict[str, Any]:
    return {"kind": "send_email", "template": TEMPLATE, "next": onward}


def wait(minutes: int, onward: str = "end") -> dict[str, Any]:
    return {"kind": "wait", "minutes": minutes, "next": onward}


def wait_for(event: str, minutes: int, onward: str, on_timeout: str = "end") -> dict[str, Any]:
    return {
        "kind": "wait_for_event",
        "event": {"event": event},
        "timeout_minutes": minutes,
        "next": onward,
        "on_timeout": on_timeout,
    }


def decision(attribute: str, value: Any, then: str, otherwise: str = "end") -> dict[str, Any]:
    when = {"kind": "attribute", "attribute": attribute, "is": "is", "value": value}
    return {
        "kind": "decision",
        "branches": [{"name": f"{attribute} is {value}", "when": when, "next": then}],
        "otherwise": otherwise,
    }


def split(*arms: tuple[str, int, str]) -> dict[str, Any]:
    return {
        "kind": "split",
        "arms": [{"name": name, "weight": weight, "next": onward} for name, weight, onward in arms],
    }
