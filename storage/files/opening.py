"""Which store of files an address means."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from domain.errors import InvalidInput
from storage.files.local import LocalFiles
from storage.files.protocol import FileStore


@dataclass(frozen=True, kw_only=True)
class BucketAccess:
    """How a bucket is reached; all of it may be empty on a machine that is let in by what it is."""

    endpoint: str = ""
    region: str = ""
    access_key_id: str = field(default="", repr=False)
    secret_access_key: str = field(default="", repr=False)


def open_files(url: str, access: BucketAccess) -> FileStore:
    """``file:///var/lib/files`` or ``s3://bucket/prefix``. Raises ``InvalidInput`` for any other address."""
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and len(parts.path) > 1:
        return LocalFiles(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        from storage.files.bucket import BucketFiles

        return BucketFiles(
            parts.netloc,
            prefix=parts.path.strip("/"),
            endpoint=access.endpoint,
            region=access.region,
            access_key_id=access.access_key_id,
            secret_access_key=access.secret_access_key,
        )
    raise InvalidInput(
        f"'{url}' is no address of a store of files",
        field="files.url",
        remedy="Send file:///an/absolute/directory or s3://bucket/prefix.",
    )
