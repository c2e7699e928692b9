"""What a letter with a voucher says."""

from typing import NamedTuple

from domain.identity.vouchers.values import Purpose

_HOW = (
    "Choose a password here, or send both to {url}/api/v1/session/password/chosen:\n\n{url}/choose-password#{secret}\n\n"
    "It is good once, for {life}."
)
"""Behind ``#`` the link's voucher stays in the browser: no server and no log on the way sees it."""


class Written(NamedTuple):
    subject: str
    text: str


def letter(purpose: Purpose, secret: str, *, name: str, tenant_id: str, public_url: str) -> Written:
    """An invitation, or the way back in for whoever forgot their password."""
    how = _HOW.format(
        url=public_url.rstrip("/"), secret=secret, life="a week" if purpose is Purpose.INVITATION else "an hour"
    )
    if purpose is Purpose.INVITATION:
        first = f"Hello {name},\n\nyou are invited to {tenant_id} at Campaign Express. Your voucher:"
        return Written("Your invitation to Campaign Express", f"{first}\n\n{secret}\n\n{how}\n")
    first = f"Hello {name},\n\nsomebody asked for a new password for you at {tenant_id}. Your voucher:"
    last = "If it was not you, do nothing: your password stays as it is."
    return Written("A new password for Campaign Express", f"{first}\n\n{secret}\n\n{how}\n{last}\n")
