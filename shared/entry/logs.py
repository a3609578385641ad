"""Structured logs: one line per outcome, identifiers only."""

import traceback

from aws_lambda_powertools import Logger, Metrics

logger = Logger(log_uncaught_exceptions=False)
metrics = Metrics(namespace="EMK")


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
