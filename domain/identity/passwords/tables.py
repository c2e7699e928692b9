"""Rows of passwords, and of attempts at them."""

from sqlalchemy import Index
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class PasswordRow(TenantOwned, table=True):
    """Somebody's password, as argon2id made it unrecognisable."""

    __tablename__ = "passwords"
    __table_args__ = (store(MAIN_STORE),)

    user_id: str = Field(primary_key=True, foreign_key="users.id", max_length=40)
    argon2id: str = Field(max_length=200)
    set_at_ms: int = Big()


class SignInAttemptsRow(TenantOwned, table=True):
    """Attempts at one account from one device since the last that succeeded; ``device`` is a digest, or says who else it was.

    An account is a digest of tenant and address, so that those which do not exist are counted alike.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_forget", "forget_at_ms"), store(MAIN_STORE))

    account: str = Field(primary_key=True, max_length=64)
    device: str = Field(primary_key=True, max_length=64)
    attempts: int = 0
    locked_until_ms: int = Big(default=0)
    forget_at_ms: int = Big()
