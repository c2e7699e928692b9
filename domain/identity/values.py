"""Who may do what: tenants, people, roles, approver grants and permissions."""

from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    OPERATOR = "operator"
    ANALYST = "analyst"
    VIEWER = "viewer"


class ApproverGrant(StrEnum):
    """Granted on top of a role: whose decision an approval rule may ask for besides a manager's."""

    DIRECTOR = "director"
    COMPLIANCE = "compliance"
