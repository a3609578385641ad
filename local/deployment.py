"""The translated template on the emulator, with what its CloudFormation ignores applied after it."""

import copy
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from local import translation
from local.emulator import REGION
from local.translation import Template

STACK = "emk"

_DEPLOY_BUCKET = "emk-deploy"
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class DeploymentFailed(Exception):
    """The emulator refused the template."""


@dataclass(frozen=True)
class Stack:
    """A deployed stack: its outputs, and the physical ids of its resources by logical id."""

    outputs: dict[str, str]
    resources: dict[str, str]

    def function_environment(self, logical_id: str) -> dict[str, str]:
        """Read the variables that a deployed function runs with."""
        found = _client("lambda").get_function_configuration(FunctionName=self.resources[logical_id])
        variables: dict[str, str] = found["Environment"]["Variables"]
        return variables


def _client(service: str) -> Any:
    """Talk to the emulator; the answers are plain data, as the template is."""
    return boto3.client(service)  # type: ignore[call-overload]


def deploy(address: str, state: Path) -> Stack:
    """Bring the stack to the present template and code; unchanged, it is left as it is."""
    code = translation.archive(translation.lay_out(state / "code"))
    version = translation.digest(code, parameters(address))
    former = _described()
    if former is None or _tag(former) != version:
        _put_stack(address, code, version, update=former is not None)
    stack = _read()
    apply_ignored(stack)
    return stack


def apply_ignored(stack: Stack) -> None:
    """Apply the properties that the emulator accepts and then ignores."""
    for name, each in translation.template()["Resources"].items():
        match each["Type"]:
            case "AWS::DynamoDB::Table":
                _apply_table(stack, stack.resources[name], each["Properties"])
            case "AWS::S3::Bucket":
                _apply_bucket(stack, stack.resources[name], each["Properties"])


def _apply_table(stack: Stack, table: str, declared: Template) -> None:
    client = _client("dynamodb")
    encryption = {**declared["SSESpecification"], "KMSMasterKeyId": stack.outputs["DataKey"]}
    encryption["Enabled"] = encryption.pop("SSEEnabled")
    client.update_table(TableName=table, SSESpecification=encryption)
    live = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if live["TimeToLiveStatus"] == "DISABLED":
        client.update_time_to_live(
            TableName=table, TimeToLiveSpecification=declared["TimeToLiveSpecification"]
        )
    client.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification=declared["PointInTimeRecoverySpecification"]
    )


def _apply_bucket(stack: Stack, bucket: str, declared: Template) -> None:
    client = _client("s3")
    rules = copy.deepcopy(declared["BucketEncryption"]["ServerSideEncryptionConfiguration"])
    for rule in rules:
        default = rule.pop("ServerSideEncryptionByDefault")
        if "KMSMasterKeyID" in default:
            default["KMSMasterKeyID"] = stack.outputs["DataKey"]
        rule["ApplyServerSideEncryptionByDefault"] = default
    client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})
    if "LifecycleConfiguration" in declared:
        lifecycle = [lifecycle_rule(rule) for rule in declared["LifecycleConfiguration"]["Rules"]]
        client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": lifecycle})
    if "ObjectLockConfiguration" in declared:
        client.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=object_lock(declared))


def lifecycle_rule(declared: Template) -> dict[str, Any]:
    """Say a rule of the template in the words of the S3 API."""
    rule = {
        name: value for name, value in declared.items() if name not in ("Id", "Prefix", "ExpirationInDays")
    }
    rule["ID"], rule["Filter"] = declared["Id"], {"Prefix": declared.get("Prefix", "")}
    if "ExpirationInDays" in declared:
        rule["Expiration"] = {"Days": declared["ExpirationInDays"]}
    return rule


def object_lock(declared: Template) -> dict[str, Any]:
    """Say a bucket's lock of the template in the words of the S3 API."""
    lock = copy.deepcopy(declared["ObjectLockConfiguration"])
    lock["Rule"]["DefaultRetention"]["Years"] = translation.template()["Parameters"]["AuditYears"]["Default"]
    return dict(lock)


def parameters(address: str) -> dict[str, str]:
    """Point the template's parameters at this machine."""
    return {
        "Stage": "local",
        "PortalUrl": address,
        "RegistriesUrl": f"{address}/outside/registries",
        "SmsUrl": f"{address}/outside/sms",
        "SecondSmsUrl": f"{address}/outside/second-sms",
        "CallUrl": f"{address}/outside/calls",
        "IdentityUrl": f"{address}/outside/identity",
        "TimestampUrl": f"{address}/outside/timestamps",
        "EmailUrl": f"{address}/outside/emails",
        "PaymentsUrl": f"{address}/outside/payments",
        "OpenidUrl": f"{address}/outside/openid",
    }


def _put_stack(address: str, code: bytes, version: str, *, update: bool) -> None:
    s3, key = _client("s3"), f"{version}.zip"
    if _DEPLOY_BUCKET not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=_DEPLOY_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=_DEPLOY_BUCKET, Key=key, Body=code)
    plain = translation.translated(f"s3://{_DEPLOY_BUCKET}/{key}", parameters(address))
    s3.put_object(Bucket=_DEPLOY_BUCKET, Key=f"{version}.json", Body=json.dumps(plain).encode())
    cloudformation = _client("cloudformation")
    put = cloudformation.update_stack if update else cloudformation.create_stack
    put(
        StackName=STACK,
        TemplateURL=f"{address}/{_DEPLOY_BUCKET}/{version}.json",
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters(address).items()
        ],
        Capabilities=_CAPABILITIES,
        Tags=[{"Key": "version", "Value": version}],
    )
    _wait()


def _wait() -> None:
    while (stack := _described()) and stack["StackStatus"].endswith("IN_PROGRESS"):
        time.sleep(0.05)
    if stack is None or stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        events = _client("cloudformation").describe_stack_events(StackName=STACK)["StackEvents"]
        causes = [
            event.get("ResourceStatusReason") for event in events if "FAILED" in event["ResourceStatus"]
        ]
        raise DeploymentFailed("; ".join(filter(None, causes)) or "the stack did not come up")


def _described() -> dict[str, Any] | None:
    stacks = _client("cloudformation").list_stacks()["StackSummaries"]
    if not any(each["StackName"] == STACK and "DELETE" not in each["StackStatus"] for each in stacks):
        return None
    return dict(_client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0])


def _tag(stack: dict[str, Any]) -> str | None:
    return next((tag["Value"] for tag in stack.get("Tags", []) if tag["Key"] == "version"), None)


def _read() -> Stack:
    described = _described() or {}
    pages = _client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
    return Stack(
        {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]},
        {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for page in pages
            for each in page["StackResourceSummaries"]
        },
    )
