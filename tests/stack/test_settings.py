"""A setting that breaks a rule is refused in words, before anything starts."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("CAMPAIGN_EXPRESS__NPU__PROVIDER", "abacus", "should be 'cpu'"),
        ("CAMPAIGN_EXPRESS__API__HTTP_PORT", "eighty", "valid integer"),
        ("CAMPAIGN_EXPRESS__BIDDER__COUNT", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_the_way_out(variable: str, value: str, remedy: str):
    run = subprocess.run(
        [sys.executable, "-m", "workers.cli", "bidder"],
        env=os.environ | {variable: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 2
    assert f"{variable} is '{value}'" in run.stderr
    assert remedy in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("process", ["api", "bidder", "banker", "ingest", "worker", "prepare"])
def test_a_process_started_alone_says_which_addresses_it_misses(process: str):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_EXPRESS__")}
    run = subprocess.run(
        [sys.executable, "-m", "workers.cli", process],
        env=ours,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 2
    assert "CAMPAIGN_EXPRESS__NATS__URL" in run.stderr
    assert ("CAMPAIGN_EXPRESS__SQL__URL" in run.stderr) == (process not in {"bidder", "banker"})
    assert "campaign-express up" in run.stderr
    assert "Traceback" not in run.stderr
