"""What stands in a calendar: flights that meet, days kept free, and a launch that is no campaign yet."""

from typing import Final

from tests.api.conftest import Api, new_campaign

_FLIGHTS: Final[tuple[tuple[str, str, str, dict[str, list[str]]], ...]] = (
    ("Easter, early birds", "2027-03-04T00:00:00+01:00", "2027-03-19T00:00:00+01:00", {"deals": ["spring-homepage"]}),
    ("Easter, everybody", "2027-03-15T00:00:00+01:00", "2027-03-30T00:00:00+02:00", {"deals": ["spring-homepage"]}),
    ("Rainy days", "2027-03-08T00:00:00+01:00", "2027-03-13T00:00:00+01:00", {}),
)
_FREE: Final = (
    {"name": "Easter holidays", "first_day": "2027-03-26", "last_day": "2027-03-29", "time_zone": "Europe/Berlin"},
    {
        "name": "Trade fair",
        "first_day": "2027-03-10",
        "last_day": "2027-03-10",
        "time_zone": "Europe/Berlin",
        "channels": ["email", "sms"],
    },
)


async def put_dates(api: Api) -> dict[str, str]:
    async with api.as_("ours.manager") as manager:
        made = [
            await new_campaign(
                manager, name=name, starts_at=starts_at, ends_at=ends_at, targeting=aims, time_zone="Europe/Berlin"
            )
            for name, starts_at, ends_at, aims in _FLIGHTS
        ]
        for free in _FREE:
            (await manager.post("/api/v1/workspace/blackouts", json=free)).raise_for_status()
        launch = {
            "brief": {"name": "Picnic season"},
            "schedule": {"starts_at": "2027-03-22T00:00:00+01:00", "ends_at": "2027-03-28T00:00:00+01:00"},
        }
        (await manager.post("/api/v1/workspace/launches", json=launch)).raise_for_status()
    return {"campaign_in_the_rain": made[-1]["id"]}
