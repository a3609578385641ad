"""Passkeys as a third factor, required for nothing yet: register, list, remove, and prove (aut-10, fut-01).

WebAuthn's library is loaded by the first call that needs it, not at a cold start.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from shared.domain import base64url
from shared.domain.errors import Invalid
from shared.domain.model import Model, Moment
from shared.domain.passkeys import CHALLENGE_LIFETIME, Ceremony, Challenge, Name, Passkey
from shared.entry.caller import Caller
from shared.settings import settings
from shared.store import accounts, sessions, table
from shared.store import passkeys as store

_HOST = str(urlsplit(settings.portal_url).hostname)
_ISSUER = "ЭМК"


class Options(Model):
    """What the browser's `navigator.credentials` wants, as JSON (WebAuthn, section 5.1)."""

    options: dict[str, Any]


class NewPasskey(Model):
    """What the authenticator made, as `credential.toJSON()` gives it, and a name to tell it by."""

    name: Name
    credential: dict[str, Any]


class Proof(Model):
    """What the authenticator signed, as `credential.toJSON()` gives it."""

    credential: dict[str, Any]


class PasskeyView(Model):
    """A passkey as its owner sees it."""

    id: str
    name: str
    created_at: Moment
    used_at: Moment | None

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyView":
        """Show a passkey."""
        return cls.model_validate(passkey.model_dump(include=set(cls.model_fields)))


class PasskeyList(Model):
    """The own passkeys, oldest first."""

    items: list[PasskeyView]


def offer(caller: Caller) -> Options:
    """Ask an authenticator for a new credential; those that are known need not make another one."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers import structs  # noqa: PLC0415

    profile = accounts.get(caller.account)
    options = webauthn.generate_registration_options(
        rp_id=_HOST,
        rp_name=_ISSUER,
        user_id=caller.account.encode(),
        user_name=profile.phone,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            user_verification=structs.UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(caller.account),
    )
    return _asked(caller, Ceremony.REGISTRATION, options)


def add(caller: Caller, given: NewPasskey) -> PasskeyView:
    """Keep a new passkey."""
    import webauthn  # noqa: PLC0415 - see above

    challenge = store.answered(caller.account, caller.session, Ceremony.REGISTRATION, caller.now)
    with _refused():
        made = webauthn.verify_registration_response(
            credential=given.credential,
            expected_challenge=base64url.decode(challenge),
            expected_rp_id=_HOST,
            expected_origin=settings.portal_url,
            require_user_verification=True,
        )
    passkey = Passkey(
        id=caller.new_id("passkey_id"),
        name=given.name,
        credential=base64url.encode(made.credential_id),
        public_key=base64url.encode(made.credential_public_key),
        counter=made.sign_count,
        created_at=caller.now,
    )
    store.add(caller.account, passkey)
    return PasskeyView.of(passkey)


def listed(caller: Caller) -> PasskeyList:
    """Show the own passkeys."""
    return PasskeyList(items=[PasskeyView.of(passkey) for passkey in store.of(caller.account)])


def remove(caller: Caller, passkey_id: str) -> None:
    """Forget one of the own passkeys."""
    store.remove(caller.account, passkey_id)


def challenge(caller: Caller) -> Options:
    """Ask one of the own authenticators for a signature."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers import structs  # noqa: PLC0415

    options = webauthn.generate_authentication_options(
        rp_id=_HOST,
        allow_credentials=_descriptors(caller.account),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return _asked(caller, Ceremony.AUTHENTICATION, options)


def prove(caller: Caller, given: Proof) -> None:
    """Check the signature, and note in the session when its owner was there in person."""
    import webauthn  # noqa: PLC0415 - see above

    expected = store.answered(caller.account, caller.session, Ceremony.AUTHENTICATION, caller.now)
    known = {passkey.credential: passkey for passkey in store.of(caller.account)}
    passkey = known.get(str(given.credential.get("id")))
    if passkey is None:
        raise Invalid("PASSKEY_REFUSED")
    with _refused():
        seen = webauthn.verify_authentication_response(
            credential=given.credential,
            expected_challenge=base64url.decode(expected),
            expected_rp_id=_HOST,
            expected_origin=settings.portal_url,
            credential_public_key=base64url.decode(passkey.public_key),
            credential_current_sign_count=passkey.counter,
            require_user_verification=True,
        )
    later = passkey.model_copy(update={"counter": seen.new_sign_count, "used_at": caller.now})
    table.transact(
        store.used(caller.account, passkey, later),
        sessions.proved(caller.account, caller.session, caller.now),
    )


def _asked(caller: Caller, ceremony: Ceremony, options: Any) -> Options:
    from webauthn.helpers import options_to_json_dict  # noqa: PLC0415 - see above

    until = caller.now + CHALLENGE_LIFETIME
    kept = Challenge(value=base64url.encode(options.challenge), expires_at=until)
    store.ask(caller.account, caller.session, ceremony, kept)
    return Options(options=options_to_json_dict(options))


def _descriptors(account: str) -> list[Any]:
    from webauthn.helpers import structs  # noqa: PLC0415 - see above

    return [
        structs.PublicKeyCredentialDescriptor(id=base64url.decode(passkey.credential))
        for passkey in store.of(account)
    ]


@contextmanager
def _refused() -> Iterator[None]:
    """Whatever is wrong with what an authenticator sent, it is refused in one word."""
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - see above

    try:
        yield
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        raise Invalid("PASSKEY_REFUSED") from None
