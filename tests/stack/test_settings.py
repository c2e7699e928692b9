"""A setting that breaks a rule is refused in words, before anything starts."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("CAMPAIGN_EXPRESS__NPU__PROVIDER", "groq", "should be 'cpu'"),
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
