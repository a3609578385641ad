"""`python -m functions.audit verify` says whether anybody has touched the audit log."""

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from functions.audit.chain import Broken
from functions.audit.verify import Untrusted, verify
from shared.cloud import clients

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectVersionTypeDef


class Overwritten(Exception):
    """Somebody has written or deleted over a locked object; its first version is still there."""


def main() -> None:
    """Say what was found, and exit with 1 if the log is not what was written."""
    arguments = _parser().parse_args()
    public = clients.kms().get_public_key(KeyId=arguments.key)["PublicKey"]
    key = cast("EllipticCurvePublicKey", load_der_public_key(public))
    try:
        whole = verify(_objects(arguments.bucket, "records/"), _objects(arguments.bucket, "roots/"), key)
    except (Broken, Untrusted, Overwritten) as fault:
        sys.exit(str(fault))
    sys.stdout.write(
        f"{whole.records} records in order, {whole.signed} of them under {whole.roots} signed roots\n"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.audit", description=__doc__)
    parser.add_argument("command", choices=["verify"])
    parser.add_argument("--bucket", required=True, help="the stack's output AuditBucket")
    parser.add_argument("--key", required=True, help="the stack's output AuditKey")
    return parser


def _objects(bucket: str, prefix: str) -> Iterator[bytes]:
    """Read all objects in their order; raises `Overwritten` at one that has more than its first version."""
    found: dict[str, ObjectVersionTypeDef] = {}
    for page in clients.s3().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        hidden = [marker["Key"] for marker in page.get("DeleteMarkers", ())]
        for version in page.get("Versions", ()):
            if version["Key"] in found:
                hidden.append(version["Key"])
            found[version["Key"]] = version
        if hidden:
            raise Overwritten(f"{min(hidden)} was overwritten or deleted; its first version is the true one")
    for name in sorted(found):
        yield (
            clients.s3()
            .get_object(Bucket=bucket, Key=name, VersionId=found[name]["VersionId"])["Body"]
            .read()
        )


if __name__ == "__main__":
    main()
