"""The public bucket: plain objects that stay readable when everything else is down (ver-05)."""

from collections.abc import Callable

from botocore.exceptions import ClientError

from shared.cloud import clients
from shared.settings import settings

KEYS, STATUS_LIST = "v/keys.json", "v/status.cwt"

_ABSENT = {"NoSuchKey", "404"}
_CHANGED = {"PreconditionFailed", "412", "ConditionalRequestConflict"}


def read(key: str) -> bytes | None:
    """Read an object, if it is there."""
    return _read(key)[0]


def change(key: str, media_type: str, act: Callable[[bytes | None], bytes | None], max_age: int) -> bool:
    """Replace an object by what `act` makes of it; of two who change it at once the second begins anew.

    `act` returns None when there is nothing to change; caches may keep the object for `max_age` seconds.
    """
    before, tag = _read(key)
    after = act(before)
    if after is None:
        return False
    condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
    cached = f"public, max-age={max_age}"
    try:
        clients.s3().put_object(
            Bucket=settings.public_bucket,
            Key=key,
            Body=after,
            ContentType=media_type,
            CacheControl=cached,
            **condition,  # type: ignore[arg-type]
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in _CHANGED:
            return change(key, media_type, act, max_age)
        raise
    return True


def _read(key: str) -> tuple[bytes | None, str | None]:
    try:
        answer = clients.s3().get_object(Bucket=settings.public_bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None, None
        raise
    return answer["Body"].read(), answer["ETag"]
