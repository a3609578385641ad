"""The user pool's triggers: one challenge, the code that `sessions` sent, judged here.

Nothing is sent from here. Whoever starts the challenge without the password finds no code to
answer with, so the password cannot be skipped.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.domain.account import Purpose
from shared.domain.errors import Problem
from shared.entry.logs import logger
from shared.store import accounts, table

Trigger = dict[str, Any]


def _define(event: Trigger) -> None:
    answered = event["request"].get("session") or []
    right = bool(answered) and answered[-1].get("challengeResult") is True
    event["response"].update(issueTokens=right, failAuthentication=bool(answered) and not right)
    if not answered:
        event["response"]["challengeName"] = "CUSTOM_CHALLENGE"


def _create(event: Trigger) -> None:
    event["response"].update(publicChallengeParameters={"factor": "sms"}, privateChallengeParameters={})


def _verify(event: Trigger) -> None:
    event["response"]["answerCorrect"] = _spent(
        event["userName"], event["request"].get("challengeAnswer") or ""
    )


def _spent(account: str, answer: str) -> bool:
    """Use the code up; of two answers at once only one is right."""
    try:
        table.transact(accounts.spend(account, Purpose.SIGN_IN, answer, datetime.now(UTC)))
    except Problem:
        return False
    return True


_TRIGGERS: dict[str, Callable[[Trigger], None]] = {
    "DefineAuthChallenge_Authentication": _define,
    "CreateAuthChallenge_Authentication": _create,
    "VerifyAuthChallengeResponse_Authentication": _verify,
}


@logger.inject_lambda_context
def handler(event: Trigger, context: LambdaContext) -> Trigger:  # noqa: ARG001 - Lambda's signature
    """Answer one of the pool's triggers."""
    _TRIGGERS[event["triggerSource"]](event)
    logger.info(event["triggerSource"])
    return event
