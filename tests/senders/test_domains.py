"""A sender's domain as receivers of its mail see it."""

import pytest

from connectors.channels.domain_records import check_domain
from domain.senders.values import Finding

NOW_MS = 1_795_219_200_000
GOOD = {
    "shop.example": ["google-site-verification=1", "v=spf1 include:mail.example -all"],
    "s1._domainkey.shop.example": ["v=DKIM1; k=rsa; p=MIGfMA0G"],
    "_dmarc.shop.example": ["v=DMARC1; p=reject; rua=mailto:d@shop.example"],
}


def zone(records, away=()):
    async def texts(name: str) -> list[str] | None:
        return None if name in away else records.get(name, [])

    return texts


async def findings(records, *, domain="shop.example", selectors=("s1",), away=()) -> dict[str, Finding]:
    check = await check_domain(domain, selectors, now_ms=NOW_MS, texts=zone(records, away))
    return {record.record: record.finding for record in check.records} | {"all": check.finding}


async def test_a_domain_in_order_is_good():
    found = await findings(GOOD)
    assert set(found.values()) == {Finding.GOOD}


@pytest.mark.parametrize(
    ("record", "name", "texts", "finding"),
    [
        ("spf", "shop.example", [], Finding.MISSING),
        ("spf", "shop.example", ["v=spf10 -all"], Finding.MISSING),
        ("spf", "shop.example", ["v=spf1 include:mail.example"], Finding.WEAK),
        ("spf", "shop.example", ["v=spf1 ?all"], Finding.WEAK),
        ("spf", "shop.example", ["v=spf1 -all", "v=spf1 ~all"], Finding.WEAK),
        ("spf", "shop.example", ["v=spf1 redirect=_spf.mail.example"], Finding.GOOD),
        ("dkim", "s1._domainkey.shop.example", [], Finding.MISSING),
        ("dkim", "s1._domainkey.shop.example", ["v=DKIM1; p="], Finding.WEAK),
        ("dkim", "s1._domainkey.shop.example", ["k=rsa; p=MIG"], Finding.GOOD),
        ("dmarc", "_dmarc.shop.example", [], Finding.MISSING),
        ("dmarc", "_dmarc.shop.example", ["v=DMARC1; p=none"], Finding.WEAK),
        ("dmarc", "_dmarc.shop.example", ["v=DMARC1; p=reject", "v=DMARC1; p=none"], Finding.MISSING),
    ],
)
async def test_each_record_is_judged_by_itself_with_what_to_do(record, name, texts, finding):
    check = await check_domain("shop.example", ["s1"], now_ms=NOW_MS, texts=zone(GOOD | {name: texts}))
    [judged] = [one for one in check.records if one.record == record]
    assert judged.finding is finding
    assert bool(judged.remedy) is (finding is not Finding.GOOD)
    assert check.finding is finding


async def test_what_nobody_answered_is_not_checked_and_never_good():
    found = await findings(GOOD, away={"_dmarc.shop.example"})
    assert found["dmarc"] is Finding.NOT_CHECKED
    assert found["all"] is Finding.NOT_CHECKED


async def test_without_a_selector_keys_are_not_checked():
    found = await findings(GOOD, selectors=())
    assert found["dkim"] is Finding.NOT_CHECKED


async def test_a_subdomain_has_the_policy_of_the_domain_above():
    above = GOOD | {"news.shop.example": GOOD["shop.example"], "s1._domainkey.news.shop.example": ["p=MIG"]}
    assert (await findings(above, domain="news.shop.example"))["all"] is Finding.GOOD
