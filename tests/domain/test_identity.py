"""Roles, grants and what they amount to."""

from itertools import pairwise
from pathlib import Path

import pytest

from domain.identity.rules import PERMISSIONS_OF, PLATFORM_ONLY, permission_table, permissions_of
from domain.identity.values import PLATFORM_TENANT, ApproverGrant, Permission, Role

README = Path(__file__).resolve().parents[2] / "domain/identity/README.md"


def test_the_readme_shows_the_matrix_the_code_follows():
    assert permission_table() in README.read_text()


def test_every_role_holds_what_the_one_below_it_holds():
    ladder = [Role.VIEWER, Role.ANALYST, Role.OPERATOR, Role.MANAGER, Role.ADMIN]
    for lower, higher in pairwise(ladder):
        assert PERMISSIONS_OF[lower] < PERMISSIONS_OF[higher]
    assert PERMISSIONS_OF[Role.ADMIN] == set(Permission)


@pytest.mark.parametrize("role", Role)
def test_no_role_of_a_customer_reaches_across_tenants(role):
    assert not permissions_of([role], list(ApproverGrant), tenant_id="ours") & PLATFORM_ONLY
    assert permissions_of([role], [], tenant_id=PLATFORM_TENANT) == PERMISSIONS_OF[role]


@pytest.mark.parametrize("grant", ApproverGrant)
def test_a_grant_lets_even_a_viewer_decide_but_not_write(grant):
    held = permissions_of([Role.VIEWER], [grant], tenant_id="ours")
    assert Permission.CAMPAIGN_APPROVE in held
    assert Permission.CAMPAIGN_WRITE not in held
    assert Permission.CAMPAIGN_APPROVE not in permissions_of([Role.VIEWER], [], tenant_id="ours")


def test_there_are_more_than_twenty_permissions_each_a_resource_and_a_verb():
    assert len(Permission) > 20
    assert all(permission.count(":") == 1 for permission in Permission)
