"""A setting that breaks a rule is refused in words, before anything starts."""

import os
import subprocess
import sys

import pytest

from tests.patience import PATIENCE_S
from workers.cli import console


def refused(process: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What ``campaign-express <process>`` says, of which status 2 is expected."""
    monkeypatch.setattr(sys, "argv", ["campaign-express", process])
    with pytest.raises(SystemExit) as ended:
        console()
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("CAMPAIGN_EXPRESS__NPU__PROVIDER", "abacus", "should be 'cpu'"),
        ("CAMPAIGN_EXPRESS__API__HTTP_PORT", "eighty", "valid integer"),
        ("CAMPAIGN_EXPRESS__BIDDER__COUNT", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_the_way_out(variable, value, remedy, monkeypatch, capsys):
    monkeypatch.setenv(variable, value)
    said = refused("bidder", monkeypatch, capsys)
    assert f"{variable} is '{value}'" in said
    assert remedy in said


@pytest.mark.parametrize("process", ["api", "bidder", "banker", "ingest", "worker", "prepare"])
def test_a_process_started_alone_says_which_addresses_it_misses(process: str, monkeypatch, capsys):
    for name in [name for name in os.environ if name.startswith("CAMPAIGN_EXPRESS__")]:
        monkeypatch.delenv(name)
    said = refused(process, monkeypatch, capsys)
    assert "CAMPAIGN_EXPRESS__NATS__URL" in said
    assert ("CAMPAIGN_EXPRESS__SQL__URL" in said) == (process not in {"bidder", "banker"})
    assert "campaign-express up" in said


def test_help_waits_for_no_library_that_a_command_needs_only_when_it_runs():
    heavy = "{'sqlalchemy', 'temporalio', 'fastapi', 'numpy', 'nats', 'grpc', 'pydantic'}"
    code = f"import sys, workers.cli; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "[]"), run.stderr
