"""The whole matrix: every role at every operation, and every object in another person's hands."""

import importlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from local import documents
from shared.domain import message as letters
from shared.domain.access import POLICY, Permission, Role
from shared.domain.decision import Decision
from shared.domain.fields import Address
from shared.domain.identity import Attempt, Confirmations, Method
from shared.domain.insurance import PolicyRequest, RequestState
from shared.domain.passkeys import Passkey
from shared.domain.payments import Method as PaymentMethod
from shared.domain.sessions import Session
from shared.domain.shares import Profile as ShareProfile
from shared.domain.shares import Share
from shared.domain.staff import Post
from shared.store import (
    accounts,
    applications,
    decisions,
    files,
    identity,
    insurance,
    messages,
    passkeys,
    payments,
    sessions,
    shares,
    staff,
    table,
)
from tests.builders import HOLDER, NOW, payment_attempt, profile
from tests.gateway import Gateway
from tests.stored import stored_issue, stored_ticket

CONTRACT: dict[str, Any] = documents.contract()
STRANGER = "stranger"


def operations() -> Iterator[tuple[str, str, Permission, str]]:
    """Walk the OpenAPI document: method, path, permission, function."""
    for path, methods in CONTRACT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, Permission(operation["x-permission"]), operation["tags"][0]


EVERY = list(operations())
GUARDED = [one for one in EVERY if one[2] is not Permission.PUBLIC]
MARKED = {"/v1/payments/callback"}
"""What is open to whoever bears our mark in the body: without it 401, which is not about an account."""
NAMED = [one for one in GUARDED if "{" in one[1] and POLICY[one[2]].relation == "own"]


def ask(operation: tuple[str, str, Permission, str], **caller: Any) -> int:
    """Call an operation with names that mean nothing, and give the status."""
    method, path, _, function = operation
    app = importlib.import_module(f"functions.{function}.app").app
    headers = {"if_match": '"1-x"', "idempotency_key": "k"}
    return Gateway(app, **caller)(method, re.sub(r"{\w+}", "x", path), {}, **headers).status


@pytest.mark.usefixtures("aws")
@pytest.mark.req("act-02", "sec-05", "sec-06")
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_policy_says_and_nothing_else(role: Role) -> None:
    staff.appoint(Post(account=HOLDER, organisation="Клиника", clinic_code="77-001"))
    refused = {operation for operation in GUARDED if ask(operation, roles=role) == 403}
    assert refused == {operation for operation in GUARDED if role not in POLICY[operation[2]].roles}


@pytest.mark.usefixtures("aws")
@pytest.mark.req("sec-05")
def test_without_an_account_a_role_or_a_running_session_nothing_but_the_public_is_open() -> None:
    for operation in GUARDED:
        assert ask(operation, account=None) == 401
        assert ask(operation, roles="") == 403
        assert ask(operation, roles="king,root") == 403
        permitted = min(POLICY[operation[2]].roles)
        assert ask(operation, roles=permitted, session="ended") == 401
    for operation in EVERY:
        if operation not in GUARDED and operation[1] not in MARKED:
            assert ask(operation, account=None) not in (401, 403)


@pytest.mark.req("sec-06")
def test_only_staff_reaches_what_is_not_their_own_and_anybody_may_rate_a_clinic() -> None:
    reached = {permission for _, _, permission, _ in GUARDED if POLICY[permission].relation == "any"}
    assert {permission: set(POLICY[permission].roles) for permission in reached} == {
        Permission.CLINIC_RECORDS: {Role.CLINIC},
        Permission.INSURANCE_VIEW: {Role.INSURER},
        Permission.INSPECTION: {Role.AUTHORITY},
        Permission.REVIEW: {Role.REVIEWER},
        Permission.APPEALS: {Role.APPEAL_OFFICER},
        Permission.REGISTERING_APPEALS: {Role.OPERATOR, Role.SUPPORT},
        Permission.SERVING_TICKETS: {Role.SUPPORT},
        Permission.TAKING_CALLS: {Role.OPERATOR},
        Permission.RATING_CLINICS: {Role.APPLICANT},
    }


BODIES: dict[str, Any] = {
    "PUT /v1/books/{number}/clinic": {"clinic_code": "77-001"},
    "POST /v1/books/{number}/shares": {"profile": "employer", "expires_at": "2999-01-01T00:00:00Z"},
    "POST /v1/applications/{application_id}/tickets": {"reason": "overdue_review"},
    "POST /v1/tickets/{ticket_id}/replies": {"text": "Добавлю."},
    "POST /v1/applications/{application_id}/appeals": {
        "refused_on": "2026-11-23",
        "arguments": "a" * 50,
        "evidence": ["f1"],
    },
    "POST /v1/applications/{application_id}/payments": {"method": "card"},
    "POST /v1/me/identity/{attempt_id}/answer": {"code": "123456"},
    "PATCH /v1/applications/{application_id}": {"fields": {}},
    "POST /v1/applications/{application_id}/submit": {
        "consents": {"terms": True, "personal_data": True},
        "signature": {"code": "123456"},
    },
    "POST /v1/applications/{application_id}/uploads": {
        "kind": "snils",
        "file_name": "a.jpg",
        "content_type": "image/jpeg",
        "size": 1,
    },
}


@pytest.fixture
def named(aws: None) -> dict[str, str]:  # noqa: ARG001 - the table
    """Give somebody one of everything, and a stranger an account; returns the path names of all that."""
    application, version = stored_issue()
    paying = payment_attempt(application_id=application.id)
    decided = application.model_copy(
        update={
            "decision_number": "JQNQ-XHXK-M4W1",
            "decided_at": NOW,
            "submitted_at": NOW,
            "receipt_number": "JQNQ-XHXK-M4W1",
            "paid_by": paying.id,
        }
    )
    table.transact(*payments.begin(paying))
    table.transact(decisions.record(Decision.refusal(decided)))
    applications.save(application, decided)
    share = Share(
        id="s1",
        book_number=version.book_number,
        holder=HOLDER,
        profile=ShareProfile.EMPLOYER,
        token="t1",
        created_at=NOW,
        expires_at=NOW,
    )
    shares.add(share)
    accounts.add(profile(account=STRANGER, snils="08765430300", phone="+79000000001", inn=None))
    message = messages.deliver(letters.about(application, applications.history(application.id)[-1]))
    session = Session(id="s9", account=HOLDER, device="", started_at=NOW, seen_at=NOW)
    table.transact(sessions.add(session))
    passkeys.add(
        HOLDER, Passkey(id="p1", name="a", credential="c", public_key="k", counter=0, created_at=NOW)
    )
    attempt = Attempt(
        id="i1",
        method=Method.SMS_CODE,
        subject="",
        started_at=NOW,
        expires_at=datetime.max.replace(tzinfo=UTC),
    )
    none = Confirmations(account=HOLDER)
    table.transact(identity.save(none, none.started(attempt)))
    insured = PolicyRequest(
        id="p1",
        residence=Address(),
        insurer="СМО",
        method=PaymentMethod.CARD,
        reference="r1",
        confirm_url="",
        begun_at=NOW,
        state=RequestState.ISSUED,
    )
    insurance.begin(HOLDER, insured)
    return {
        "application_id": application.id,
        "file_id": files.of(application.id)[0].id,
        "number": version.book_number,
        "decision_number": "JQNQ-XHXK-M4W1",
        "version": "1",
        "share_id": share.id,
        "message_id": message.id,
        "session_id": session.id,
        "passkey_id": "p1",
        "attempt_id": attempt.id,
        "ticket_id": stored_ticket().id,
        "payment_id": paying.id,
        "request_id": insured.id,
    }


@pytest.mark.req("act-01")
@pytest.mark.parametrize("operation", NAMED, ids=lambda operation: f"{operation[0]} {operation[1]}")
def test_to_a_stranger_nothing_of_anybody_else_exists(
    operation: tuple[str, str, Permission, str], named: dict[str, str]
) -> None:
    method, path, _, function = operation
    app = importlib.import_module(f"functions.{function}.app").app
    body = BODIES.get(f"{method} {path}")
    headers = {"if_match": '"1-x"', "idempotency_key": "k"}

    def ask_as(account: str) -> int:
        return Gateway(app, account)(method, path.format(**named), body, **headers).status

    assert ask_as(STRANGER) == 404
    assert ask_as(HOLDER) != 404
