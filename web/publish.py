"""`python -m web.publish --bucket …`: bring the page to the public bucket, as far as it has changed.

The worker goes last, and names the digest of every other file: browsers keep a whole edition or none.
"""

import argparse
import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

FOLDER = Path(__file__).with_name("verifier")
_PREFIX = "v/"
_WORKER = "worker.js"
_UNFILLED = 'const EDITION = { name: "", files: {} };'
_CACHED = "public, no-cache, stale-if-error=86400"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class File:
    """A file of the page, as it is published."""

    name: str
    data: bytes

    @property
    def media_type(self) -> str:
        """What it is."""
        return _MEDIA_TYPES[Path(self.name).suffix]

    @property
    def digest(self) -> str:
        """Its SHA-256, as browsers write it (Subresource Integrity)."""
        return "sha256-" + base64.b64encode(hashlib.sha256(self.data).digest()).decode()


def files(folder: Path = FOLDER) -> Iterator[File]:
    """Give the page's files, the worker last."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in _MEDIA_TYPES)
    others = [File(path.name, path.read_bytes()) for path in paths if path.name != _WORKER]
    yield from others
    yield _worker((folder / _WORKER).read_text(encoding="utf-8"), others)


def publish(bucket: str) -> list[str]:
    """Upload what differs from what is there; give the names."""
    s3 = boto3.client("s3")
    changed = []
    for file in files():
        if _published(bucket, file) == file.digest:
            continue
        s3.put_object(
            Bucket=bucket,
            Key=_PREFIX + file.name,
            Body=file.data,
            ContentType=file.media_type,
            CacheControl=_CACHED,
            Metadata={"digest": file.digest},
        )
        changed.append(file.name)
    return changed


def _worker(source: str, others: list[File]) -> File:
    digests = {file.name: file.digest for file in others}
    name = hashlib.sha256(json.dumps([digests, source]).encode()).hexdigest()[:12]
    edition = f"const EDITION = {json.dumps({'name': name, 'files': digests})};"
    return File(_WORKER, source.replace(_UNFILLED, edition).encode())


def _published(bucket: str, file: File) -> str | None:
    try:
        answer = boto3.client("s3").head_object(Bucket=bucket, Key=_PREFIX + file.name)
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return None
        raise
    return answer["Metadata"].get("digest")


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m web.publish", description=__doc__)
    parser.add_argument("--bucket", required=True, help="the stack's output PublicBucket")
    changed = publish(parser.parse_args().bucket)
    print(f"published: {', '.join(changed)}" if changed else "nothing has changed")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
