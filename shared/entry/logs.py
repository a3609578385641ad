"""Structured logs: one line per outcome, identifiers only."""

import traceback

from aws_lambda_powertools import Logger, Metrics, single_metric
from aws_lambda_powertools.metrics import MetricUnit

_NAMESPACE = "EMK"

logger = Logger(log_uncaught_exceptions=False)
metrics = Metrics(namespace=_NAMESPACE)


def count(name: str, number: int = 1) -> None:
    """Count something that an alarm watches, at once, whatever becomes of the rest."""
    with single_metric(name, MetricUnit.Count, number, namespace=_NAMESPACE):
        return


def failure(error: BaseException, **identifiers: str | int | None) -> None:
    """Log where an unexpected error came from, but not its message: that may quote a person's data."""
    frames = traceback.extract_tb(error.__traceback__)
    cause = error.__cause__ or error.__context__
    logger.error(
        "failed",
        extra={
            **identifiers,
            "error": type(error).__name__,
            "cause": type(cause).__name__ if cause else None,
            "at": [
                f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-6:]
            ],
        },
    )
