"""What a stack remembers of its seeding, and who may read it."""

import stat
from pathlib import Path

from workers.demo.cast import CAST, Seed


def test_a_second_run_goes_on_from_what_the_first_one_seeded(tmp_path: Path) -> None:
    seed = Seed.load(tmp_path)
    seed.tenant_ready = True
    seed.users["mara"] = "usr_1"
    seed.campaigns[7] = "cmp_1"
    seed.profiles = 4_000
    seed.save()

    again = Seed.load(tmp_path)
    assert again == seed
    assert again.campaigns == {7: "cmp_1"}


def test_the_demo_tokens_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    seed = Seed.load(tmp_path)
    seed.tokens["mara"] = "ce_secret"
    seed.save()
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600
    assert "ce_secret" not in repr(seed)


def test_the_cast_has_every_role_and_two_of_each_kind_of_approver() -> None:
    assert {role for part in CAST for role in part.roles} == {"admin", "manager", "operator", "analyst", "viewer"}
    for grant in ("director", "compliance"):
        assert sum(grant in part.grants for part in CAST) == 2
