"""Rows of mappings: what the columns of a tenant's files are, saved under a name so that a file can be sent again."""

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from domain.contacts.files.values import ImportState
from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class ContactMapping(TenantOwned, table=True):
    """``document`` is a ``Mapping`` as JSON."""

    __tablename__ = "contact_mappings"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=200)
    document: str = Field(sa_type=Text)
    updated_at_ms: int = Big()


class ContactImport(TenantOwned, table=True):
    """One file that was taken in, and which of its rows were not."""

    __tablename__ = "contact_imports"
    __table_args__ = (UniqueConstraint("tenant_id", "creation_key"), store(JOURNEYS_STORE))

    tenant_id: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=40)
    mapping: str = Field(max_length=200)
    file_name: str = Field(default="", max_length=200)
    digest: str = Field(index=True, max_length=64)
    creation_key: str | None = Field(default=None, max_length=200)
    state: str = Field(default=ImportState.DONE, max_length=16)
    rows: int
    handled: int = 0
    """Of these, those that were looked at: what there is to tell while it goes on."""
    heard_at_ms: int = Big(default=0)
    """When that was last noted."""
    made: int | None = None
    """People who were new; of imports before this was counted, nothing is known."""
    changed: int | None = None
    """People who were known and are another now."""
    taken: int
    refused: int
    consents: int = 0
    consents_without_proof: int = 0
    """Said by the file alone: nothing in it shows who said so where, or to what they agreed."""
    errors: str = Field(default="", sa_type=Text)
    """CSV: what was wrong, and the row as it was sent."""
    actor_id: str = Field(max_length=64)
    at_ms: int = Big()
