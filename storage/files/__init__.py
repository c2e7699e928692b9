"""Files that tenants bring, kept by their content: a directory of this machine, or an S3-compatible bucket."""

from storage.files.local import LocalFiles
from storage.files.opening import BucketAccess, open_files
from storage.files.protocol import FileStore, Stored

__all__ = ["BucketAccess", "FileStore", "LocalFiles", "Stored", "open_files"]
