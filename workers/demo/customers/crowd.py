"""Who is in the file: seventy-two people, and one row with a mistake in it."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from workers.demo.rest import Json

_FIRST: Final = [
    "Ana",
    "Bruno",
    "Clara",
    "Diego",
    "Elena",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kira",
    "Luca",
    "Mina",
    "Nils",
    "Olga",
    "Pablo",
    "Quinn",
    "Rosa",
    "Samir",
    "Tessa",
    "Umar",
    "Vera",
    "Willem",
    "Yara",
]
_LAST: Final = ("Costa", "Meyer", "Okoye")
PEOPLE: Final = len(_FIRST) * len(_LAST)
REFUSED_BY_SUBJECT: Final = range(51, 57)
"""Numbers of those who said no to e-mail."""
ASLEEP: Final = range(57, 63)
"""Those who live where it is night."""
WITHOUT_ADDRESS: Final = range(63, 66)
COMPLAINED: Final = range(66, 72)
"""Those who complained about an earlier message, and are on the suppression list."""
DAY_HOUR: Final = 13
NIGHT_HOUR: Final = 2
_ZONES: Final = (
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Europe/Madrid",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Honolulu",
)
_LOCALES: Final = ("en-GB", "es-MX", "fr-FR")

MAPPING: Final[Json] = {
    "columns": {
        "Customer": {"to": "identity", "kind": "external_id"},
        "First name": {"to": "attribute", "name": "first_name"},
        "Last name": {"to": "attribute", "name": "last_name"},
        "E-mail": {"to": "identity", "kind": "email"},
        "Language": {"to": "locale"},
        "Time zone": {"to": "time_zone"},
        "Newsletter": {"to": "consent", "channel": "email"},
        "Met at": {"to": "attribute", "name": "met_at"},
    },
    "proof": "Stand at the coffee fair, form 3",
}


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of one telling; ``run`` makes them others than those before."""

    run: int
    now: datetime

    @property
    def met_at(self) -> str:
        return f"Coffee fair {self.run}"

    @property
    def day_zone(self) -> str:
        return self._where_it_is(DAY_HOUR)

    @property
    def night_zone(self) -> str:
        return self._where_it_is(NIGHT_HOUR)

    def external_id(self, number: int) -> str:
        return f"fair-{self.run}-{number:02}"

    def email(self, number: int) -> str:
        first, last = _name(number)
        return f"{first}.{last}.{self.run}@customers.example".lower()

    def as_csv(self) -> bytes:
        """Everybody, and a last row whose address is none."""
        page = io.StringIO(newline="")
        sheet = csv.writer(page)
        sheet.writerow(MAPPING["columns"])
        for number in range(PEOPLE):
            sheet.writerow(self._row(number))
        sheet.writerow((f"fair-{self.run}-xx", "Zoe", "Lind", "zoe at customers", "en-GB", "", "yes", self.met_at))
        return page.getvalue().encode()

    def _row(self, number: int) -> tuple[str, ...]:
        return (
            self.external_id(number),
            *_name(number),
            "" if number in WITHOUT_ADDRESS else self.email(number),
            _LOCALES[number % len(_LOCALES)],
            self.night_zone if number in ASLEEP else self.day_zone,
            "no" if number in REFUSED_BY_SUBJECT else "yes",
            self.met_at,
        )

    def _where_it_is(self, hour: int) -> str:
        def away(zone: str) -> float:
            there = self.now.astimezone(ZoneInfo(zone))
            hours = abs(there.hour + there.minute / 60 - hour)
            return min(hours, 24 - hours)

        return min(_ZONES, key=away)


def _name(number: int) -> tuple[str, str]:
    return _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST)]
