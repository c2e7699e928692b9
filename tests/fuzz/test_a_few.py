"""A few thousand inputs of ``make fuzz``, so that the suite notices what two hundred thousand would."""

from tests.fuzz.campaign import fuzz
from tests.fuzz.stage import victim


async def test_whatever_comes_in_a_bidder_answers_and_goes_on():
    async with victim() as bidder:
        findings = await fuzz(
            2_000,
            seed=3,
            pool=200,
            pid=bidder.pid,
            http_port=bidder.http_port,
            grpc_port=bidder.grpc_port,
            connection=bidder.connection,
            good=bidder.good,
        )
    assert findings.wrong() == []
    assert all(statuses["200"] and statuses["204"] and statuses["400"] for statuses in findings.answers.values())
