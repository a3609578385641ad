"""The only place that builds boto3 clients: once per process, and only those that are used."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

_PATIENCE = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "max_attempts": 3})


@cache
def dynamodb() -> "DynamoDBClient":
    """Talk to the table."""
    return boto3.client("dynamodb", config=_PATIENCE)


@cache
def s3() -> "S3Client":
    """Talk to object storage; links are signed with version 4, the only one that KMS objects accept."""
    return boto3.client("s3", config=_PATIENCE.merge(Config(signature_version="s3v4")))


@cache
def kms() -> "KMSClient":
    """Talk to the keys."""
    return boto3.client("kms", config=_PATIENCE)


@cache
def sqs() -> "SQSClient":
    """Talk to the queues."""
    return boto3.client("sqs", config=_PATIENCE)


@cache
def cloudwatch() -> "CloudWatchClient":
    """Talk to the alarms."""
    return boto3.client("cloudwatch", config=_PATIENCE)


@cache
def cognito() -> "CognitoIdentityProviderClient":
    """Talk to the user pool."""
    return boto3.client("cognito-idp", config=_PATIENCE)


@cache
def functions() -> "LambdaClient":
    """Talk to the service that runs the functions."""
    return boto3.client("lambda", config=_PATIENCE)
