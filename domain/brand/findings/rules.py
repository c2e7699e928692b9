"""Findings as they come together: one for each thing that is wrong, with all of its places."""

from collections import Counter
from typing import Final

from domain.brand.values import MAX_PLACES, Finding, Place, Rule, Severity

_SEVERITIES: Final = list(Severity)
_RULES: Final = list(Rule)


class Findings:
    """Findings as they are made: one for each thing that is wrong, however often it is."""

    def __init__(self) -> None:
        self._found: dict[tuple[Rule, str], tuple[Finding, list[Place]]] = {}
        self._times: Counter[tuple[Rule, str]] = Counter()

    def add_again(self, rule: Rule, subject: str) -> bool:
        """Count what was found once more, if that has all the places it names; then nobody need look for another."""
        _, places = self._found.get((rule, subject), (None, []))
        if len(places) < MAX_PLACES:
            return False
        self._times[rule, subject] += 1
        return True

    def add(
        self, rule: Rule, severity: Severity, place: Place, *, subject: str, message: str, why: str, remedy: str
    ) -> None:
        """``subject`` is what is wrong: another place of the same subject is the same finding."""
        new = Finding(rule=rule, severity=severity, message=message, why=why, remedy=remedy)
        _, places = self._found.setdefault((rule, subject), (new, []))
        self._times[rule, subject] += 1
        if len(places) < MAX_PLACES:
            places.append(place)

    def worst_first(self) -> tuple[Finding, ...]:
        """And among equals as the kit's parts are ordered, whatever was looked at first."""
        told = [
            finding.model_copy(update={"times": self._times[key], "places": tuple(places)})
            for key, (finding, places) in self._found.items()
        ]
        return tuple(sorted(told, key=lambda one: (_SEVERITIES.index(one.severity), _RULES.index(one.rule))))
