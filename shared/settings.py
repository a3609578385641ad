"""The environment, typed and frozen: read once, and a missing variable fails at start by name."""

import os
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Settings:
    """What `template.yaml` tells every function; each field is the variable of the same name.

    Those with a default are known only to the functions that sign people in, sign documents, take payments or
    keep the audit log.
    """

    table: str
    inbox_bucket: str
    vault_bucket: str
    public_bucket: str
    data_key: str
    signing_key: str
    digest_key: str
    verify_queue: str
    issue_queue: str
    notify_queue: str
    archive_queue: str
    register_queue: str
    payment_queue: str
    audit_queue: str
    registries_url: str
    registries_seconds: float
    registries_secret: str
    sms_url: str
    second_sms_url: str
    call_url: str
    email_url: str
    messages_secret: str
    email_sender: str
    certificate: str
    portal_url: str
    support_phone: str
    user_pool: str = ""
    user_pool_client: str = ""
    openid_url: str = ""
    openid_client: str = ""
    openid_secret: str = ""
    audit_bucket: str = ""
    audit_key: str = ""
    identity_url: str = ""
    identity_secret: str = ""
    timestamp_url: str = ""
    payments_url: str = ""
    payments_shop: str = ""
    payments_secret: str = ""
    edition_since: str = ""


def _read() -> Settings:
    required = [field.name for field in fields(Settings) if field.default != ""]
    absent = [name.upper() for name in required if name.upper() not in os.environ]
    if absent:
        raise SystemExit(f"the environment lacks {', '.join(absent)}; see Globals in template.yaml")
    found = {
        field.name: os.environ[field.name.upper()]
        for field in fields(Settings)
        if field.name.upper() in os.environ
    }
    return Settings(**{**found, "registries_seconds": float(found["registries_seconds"])})  # type: ignore[arg-type]


settings = _read()
