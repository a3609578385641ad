"""Large objects, written to the vault while they are being made."""

import hashlib
from collections.abc import Callable
from typing import BinaryIO

from smart_open import s3

from shared.cloud import clients
from shared.settings import settings
from shared.store.objects import Kept


class Stream:
    """An object that is being written: whatever is written to it is hashed and counted on its way."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._sha256, self.size = target, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """Write on."""
        self._sha256.update(data)
        self.size += len(data)
        return self._target.write(data)

    def flush(self) -> None:
        """Say that there is nothing to flush: parts go out when they are full."""

    @property
    def sha256(self) -> str:
        """The hash of all that was written, in hex."""
        return self._sha256.hexdigest()


def write(key: str, content_type: str, produce: Callable[[Stream], None]) -> Kept:
    """Write a large object to the vault part by part; nothing is left if `produce` fails."""
    made = {
        "ContentType": content_type,
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": settings.data_key,
    }
    options = {"S3.Client.create_multipart_upload": made, "S3.Client.put_object": made}
    with s3.open(settings.vault_bucket, key, "wb", client=clients.s3(), client_kwargs=options) as target:
        stream = Stream(target)
        produce(stream)
    version = clients.s3().head_object(Bucket=settings.vault_bucket, Key=key)["VersionId"]
    return Kept(key, version, stream.sha256, stream.size)
