"""Imports of profiles: what is right is kept, what is wrong is named, and nobody writes another's part."""

import json

import pytest
from sqlalchemy import text

from domain.errors import InvalidInput, NotFound
from domain.profiles.rules import MAX_LINES, parse_import
from domain.profiles.service import (
    get_profile,
    import_neutral_profiles,
    import_profiles,
    known_by,
    load_for_serving,
)
from domain.profiles.values import NeutralProfileLine, Profile, TenantProfile, TenantProfileLine

NOW_MS = 1_790_000_000_000


def ndjson(*lines: dict) -> bytes:
    return b"\n".join(json.dumps(line).encode() for line in lines)


async def imported(database, tenant_id, *lines):
    async with database.tenant(tenant_id) as session:
        return await import_profiles(session, ndjson(*lines), now_ms=NOW_MS)


async def served(database, *person_ids):
    async with database.platform_reading() as session:
        return await load_for_serving(session, person_ids)


async def test_an_imported_person_is_served_with_every_part(database):
    interests = tuple(n / 64 for n in range(64))
    async with database.platform() as session:
        await import_neutral_profiles(
            session, ndjson({"person_id": "ana", "interests": interests, "recency": 0.25}), now_ms=NOW_MS
        )
    await imported(database, "ten_a", {"person_id": "ana", "segments": [3, 70], "tier": "gold", "stars_balance": 12})
    await imported(database, "ten_b", {"person_id": "ana", "personalised_ads": False, "preferred_channel": "push"})
    assert await served(database, "ana", "nobody") == {
        "ana": Profile(
            person_id="ana",
            interests=interests,
            recency=0.25,
            tenants={
                "ten_a": TenantProfile(segments=(3, 70), tier="gold", stars_balance=12),
                "ten_b": TenantProfile(personalised_ads=False, preferred_channel="push"),
            },
        )
    }


async def test_importing_again_replaces_the_whole_part_and_only_ones_own(database):
    await imported(database, "ten_a", {"person_id": "ana", "tier": "gold", "segments": [1]})
    await imported(database, "ten_b", {"person_id": "ana", "tier": "reserve"})
    await imported(database, "ten_a", {"person_id": "ana", "stars_balance": 5})
    assert (await served(database, "ana"))["ana"].tenants == {
        "ten_a": TenantProfile(stars_balance=5),
        "ten_b": TenantProfile(tier="reserve"),
    }


async def test_a_tenant_sees_its_own_part_alone(database):
    await imported(database, "ten_a", {"person_id": "ana", "tier": "gold"})
    await imported(database, "ten_b", {"person_id": "ana"}, {"person_id": "ben"})
    async with database.reading("ten_a") as session:
        assert list((await get_profile(session, "ana")).tenants) == ["ten_a"]
        with pytest.raises(NotFound):
            await get_profile(session, "ben")


async def test_five_thousand_lines_are_taken_at_once(database):
    outcome = await imported(database, "ten_a", *({"person_id": f"p{n}", "segments": [n]} for n in range(MAX_LINES)))
    assert (len(outcome.person_ids), outcome.refused) == (MAX_LINES, ())
    assert len(await served(database, *outcome.person_ids)) == MAX_LINES


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        (b"{", "", "truncated"),
        (b"[]", "", "Expected `object`"),
        (b'{"tier": "gold"}', "person_id", "missing"),
        (b'{"person_id": ""}', "person_id", "regex"),
        (b'{"person_id": "an a"}', "person_id", "regex"),
        (b'{"person_id": "x", "segments": [1, -2]}', "segments[1]", ">= 0"),
        (b'{"person_id": "x", "segments": "1"}', "segments", "Expected `array`"),
        (b'{"person_id": "x", "birthday_month": 13}', "birthday_month", "<= 12"),
        (b'{"person_id": "x", "preferred_channel": "pigeon"}', "preferred_channel", "pigeon"),
        (b'{"person_id": "x", "stars_balance": 1.5}', "stars_balance", "Expected `int`"),
        (b'{"person_id": "x", "interests": []}', "interests", "unknown field"),
        (b'{"person_id": "x", "tier": "' + b"g" * 20_000 + b'"}', "", "longer"),
    ],
)
def test_a_wrong_line_is_refused_by_number_and_field_and_its_neighbours_are_kept(line, field, says):
    lines, refused = parse_import(b'{"person_id": "a"}\n' + line + b'\n\n{"person_id": "b"}\n', TenantProfileLine)
    assert list(lines) == ["a", "b"]
    assert [(each.line, each.field) for each in refused] == [(2, field)]
    assert says in refused[0].message


def test_a_person_may_come_once_in_an_import():
    lines, refused = parse_import(b'{"person_id": "a", "tier": "gold"}\n{"person_id": "a"}', TenantProfileLine)
    assert lines["a"].tier == "gold"
    assert [(each.line, each.field) for each in refused] == [(2, "person_id")]


def test_interests_come_complete_or_not_at_all():
    lines, refused = parse_import(
        b'{"person_id": "a", "interests": [0.5]}\n{"person_id": "b", "interests": []}', NeutralProfileLine
    )
    assert list(lines) == ["b"]
    assert refused[0].field == "interests"


@pytest.mark.parametrize("body", [b"", b"\n \n", b'{"person_id": "a"}\n' * (MAX_LINES + 1)])
def test_an_import_of_nothing_or_of_too_much_is_refused_whole(body):
    with pytest.raises(InvalidInput):
        parse_import(body, TenantProfileLine)


async def test_who_is_known_by_a_match_key_is_found_by_index_and_only_while_they_have_it(database):
    ana, bo = "ab" * 32, "cd" * 32
    await imported(database, "ten_a", {"person_id": "ana", "match_keys": {"email_sha256": ana.upper()}})
    await imported(database, "ten_b", {"person_id": "bo", "match_keys": {"email_sha256": ana, "phone_sha256": bo}})

    async def known(tenant_id, *keys):
        async with database.reading(tenant_id) as session:
            return await known_by(session, keys)

    assert await known("ten_a", ("email_sha256", ana), ("phone_sha256", bo), ("exchange_id", "x")) == {"ana", "x"}
    assert await known("ten_b", ("phone_sha256", bo)) == {"bo"}
    await imported(database, "ten_a", {"person_id": "ana", "match_keys": {"phone_sha256": bo}})
    assert await known("ten_a", ("email_sha256", ana)) == set()
    assert await known("ten_a", ("phone_sha256", bo)) == {"ana"}
    async with database.reading("ten_a") as session:
        if session.get_bind().dialect.name == "sqlite":
            asked = text(
                "EXPLAIN QUERY PLAN SELECT 1 FROM tenant_people WHERE tenant_id = 'a' AND email_sha256 IN ('b')"
            )
            [(*_, plan)] = await (await session.connection()).execute(asked)
            assert "ix_tenant_people_email" in plan
