"""Findings as they come together: one for each thing that is wrong, with all of its places."""

from domain.brand.values import MAX_PLACES, Finding, Place, Rule, Severity


class Findings:
    """Findings as they are made: one for each thing that is wrong, however often it is."""

    def __init__(self) -> None:
        self._found: dict[tuple[Rule, str], tuple[Finding, list[Place]]] = {}

    def add(
        self, rule: Rule, severity: Severity, place: Place, *, subject: str, message: str, why: str, remedy: str
    ) -> None:
        """``subject`` is what is wrong: another place of the same subject is the same finding."""
        new = Finding(rule=rule, severity=severity, message=message, why=why, remedy=remedy)
        _, places = self._found.setdefault((rule, subject), (new, []))
        places.append(place)

    def worst_first(self) -> tuple[Finding, ...]:
        told = [
            finding.model_copy(update={"times": len(places), "places": tuple(places[:MAX_PLACES])})
            for finding, places in self._found.values()
        ]
        return tuple(sorted(told, key=lambda one: list(Severity).index(one.severity)))
