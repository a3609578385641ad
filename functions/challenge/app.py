"""The user pool's triggers: one challenge, and its one right answer is a grant that `sessions` gave.

Whoever starts the challenge on their own has no grant, so neither the password nor the second
factor can be skipped (docs/decisions/0002).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.entry.logs import logger
from shared.store import sessions

Trigger = dict[str, Any]


def _define(event: Trigger) -> None:
    answered = event["request"].get("session") or []
    right = bool(answered) and answered[-1].get("challengeResult") is True
    event["response"].update(issueTokens=right, failAuthentication=bool(answered) and not right)
    if not answered:
        event["response"]["challengeName"] = "CUSTOM_CHALLENGE"


def _create(event: Trigger) -> None:
    event["response"].update(publicChallengeParameters={}, privateChallengeParameters={})


def _verify(event: Trigger) -> None:
    answer = event["request"].get("challengeAnswer") or ""
    event["response"]["answerCorrect"] = sessions.redeem(event["userName"], answer, datetime.now(UTC))


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
