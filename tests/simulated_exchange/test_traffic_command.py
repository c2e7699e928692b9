"""``campaign-express traffic`` as it is run: a process of its own, against a bidder in this one."""

import asyncio
import json
import os
import sys

import nats
import pytest

from bidding.simulated_exchange.requests import RequestGenerator
from bidding.simulated_exchange.world import World
from tests.simulated_exchange.bidder import serving
from workers.settings import Settings
from workers.traffic.drive import addresses_of

RUN = "import typer; from workers.traffic.command import traffic; typer.run(traffic)"


@pytest.fixture
async def connection(empty_nats_url):
    client = await nats.connect(empty_nats_url)
    yield client
    await client.close()


async def traffic(*options):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        RUN,
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"COLUMNS": "120"},
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


async def test_all_entries_are_driven_and_a_table_says_what_happened(connection, empty_nats_url):
    async with serving(World(people=10_000), campaigns=range(30), connection=connection) as bidder:
        status, output = await traffic(
            *("--url", bidder.http_url, "--grpc", bidder.grpc_address, "--nats", empty_nats_url),
            *("--target", "all", "--rate", "100", "--duration", "0.6", "--seed", "4"),
        )
    assert status == 0, output
    assert "60 requests in" in output
    for entry in ("rest", "grpc", "nats"):
        assert f"│ {entry}" in output
    assert "bill notices answered 204" in output


async def test_a_replayed_file_ends_the_run_with_its_last_line(connection, tmp_path):
    file = tmp_path / "requests.jsonl"
    generator = RequestGenerator(World(people=10), seed=1)
    file.write_bytes(b"\n".join(generator.make(index).body for index in range(12)))
    async with serving(World(people=10), campaigns=range(30), connection=connection) as bidder:
        status, output = await traffic("--url", bidder.http_url, "--requests", str(file))
    assert status == 0, output
    assert "12 requests in" in output


async def test_nobody_listening_is_a_failure_that_says_so():
    status, output = await traffic("--url", "http://127.0.0.1:9", "--rate", "20", "--duration", "0.2")
    assert status == 1
    assert "no answer from http://127.0.0.1:9/v1/bid" in output


async def test_being_turned_away_is_a_failure_that_says_so(connection):
    async with serving(World(people=10), campaigns=range(3), connection=connection) as bidder:
        status, output = await traffic(
            *("--url", bidder.http_url, "--exchange", "nobody", "--rate", "20", "--duration", "0.2")
        )
    assert status == 1, output
    assert "answered 401: not an exchange they know, or not its secret" in output


def test_a_running_stack_is_found_by_its_state_directory(tmp_path):
    settings = Settings(state_dir=tmp_path)
    assert addresses_of(settings).http_url == f"http://127.0.0.1:{settings.bidder.http_port}"
    written = {"bidders": "http://127.0.0.1:18081", "gRPC": "127.0.0.1:19090", "NATS": "nats://127.0.0.1:14222"}
    (tmp_path / "addresses.json").write_text(json.dumps(written))
    found = addresses_of(settings)
    assert (found.http_url, found.grpc_address, found.nats_url) == tuple(written.values())
