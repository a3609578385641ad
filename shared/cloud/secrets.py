"""Tokens for the outside world, cached for five minutes."""

from aws_lambda_powertools.utilities import parameters

_MAX_AGE_SECONDS = 300


def secret(name: str) -> str:
    """Read a secret by its ARN."""
    return str(parameters.get_secret(name, max_age=_MAX_AGE_SECONDS))


def certificate(name: str) -> bytes:
    """Read the issuer's certificate chain (PEM, leaf first) from the parameter of that name."""
    return str(parameters.get_parameter(name, max_age=_MAX_AGE_SECONDS)).encode()
