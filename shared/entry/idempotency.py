"""`Idempotency-Key`: the same request again gets the same answer (app-05), by Powertools.

Answers are remembered sealed for their owner, and of a request there is only a hash keyed with
its `Idempotency-Key`, which is stored nowhere: a short body must not be found by guessing (sec-09).
"""

import copy
import hashlib
import hmac
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyValidationError,
)
from aws_lambda_powertools.utilities.idempotency.serialization.custom_dict import CustomDictSerializer

from shared.cloud import clients, sealing
from shared.domain.errors import Conflict, Invalid
from shared.settings import settings

Answer = dict[str, Any]

_REMEMBERED_SECONDS = 24 * 60 * 60
_RETRY_SECONDS = 2
_NOBODY = "nobody"


def once(
    owner: str, operation: str, key: str, body: bytes, context: Any, act: Callable[[], Answer]
) -> Answer:
    """Act once per owner, operation and key, and give every repetition the first answer.

    Raises `Invalid` when the key comes with another body, `Conflict` while the first request
    is still running; an act that raises leaves no trace, so that it can be repeated.
    """
    config = IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="body",
        expires_after_seconds=_REMEMBERED_SECONDS,
        hash_function="sha256",
        lambda_context=context,
    )

    def perform(*, request: Answer) -> Answer:  # noqa: ARG001 - Powertools reads it
        return act()

    guarded: Callable[..., Answer] = idempotent_function(
        perform,
        data_keyword_argument="request",
        persistence_store=_memory(owner),
        config=config,
        output_serializer=_sealed(owner or _NOBODY, f"{operation} {key}"),
    )
    keyed = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    try:
        return guarded(request={"key": f"{operation} {key}", "body": keyed})
    except IdempotencyValidationError:
        raise Invalid("IDEMPOTENCY_KEY_REUSED") from None
    except (IdempotencyAlreadyInProgressError, IdempotencyInconsistentStateError):
        raise Conflict("REQUEST_IN_PROGRESS", retry_after=_RETRY_SECONDS) from None


def _sealed(owner: str, request: str) -> CustomDictSerializer:
    place = json.dumps(["REQUESTS", owner, request])
    return CustomDictSerializer(
        to_dict=lambda answer: {"sealed": sealing.seal(owner, json.dumps(answer).encode(), place)},
        from_dict=lambda stored: json.loads(sealing.unseal(owner, stored["sealed"], place)),
    )


def _memory(owner: str) -> DynamoDBPersistenceLayer:
    memory = copy.copy(_shared_memory())
    memory.static_pk_value = f"REQUESTS#{owner}"
    return memory


@cache
def _shared_memory() -> DynamoDBPersistenceLayer:
    """Make the memory once: each new one would add itself to the header of all that the client ever sends."""
    return DynamoDBPersistenceLayer(
        table_name=settings.table,
        key_attr="PK",
        sort_key_attr="SK",
        expiry_attr="expires_at",
        boto3_client=clients.dynamodb(),
    )
