"""What runs has the properties that the template declares, those too that an emulator might ignore."""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError

from local import translation
from local.deployment import STACK, lifecycle_rule, parameters
from local.emulator import ACCOUNT, REGION
from tests.journeys.running import Running

Properties = dict[str, Any]

_CORS_NAMES = {"ExposeHeaders": "ExposedHeaders", "MaxAgeSeconds": "MaxAge"}
UNREADABLE = {"Tags", "Code"}


class Deployed:
    """The deployed stack, read in the template's own words."""

    def __init__(self, system: Running) -> None:
        self.aws = system.aws
        self.physical = system.resources()
        declared_parameters = translation.template()["Parameters"]
        defaults = {name: each["Default"] for name, each in declared_parameters.items() if "Default" in each}
        pseudo = {"StackName": STACK, "AccountId": ACCOUNT, "Region": REGION, "Partition": "aws"}
        self.given = {**defaults, **parameters(system.address)}
        self.given |= {f"AWS::{name}": value for name, value in pseudo.items()}
        self.conditions = translation.template()["Conditions"]

    def queue(self, url: str) -> Properties:
        found = self.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        numbers = {name: int(found[name]) for name in ("VisibilityTimeout", "MessageRetentionPeriod")}
        redrive, fifo = json.loads(found.get("RedrivePolicy", "{}")), found.get("FifoQueue") == "true"
        known = {"KmsMasterKeyId": found["KmsMasterKeyId"], "RedrivePolicy": redrive, "FifoQueue": fifo}
        return {**numbers, **known}

    def bucket(self, name: str) -> Properties:
        s3, here = self.aws("s3"), {"Bucket": name}
        (encryption,) = s3.get_bucket_encryption(**here)["ServerSideEncryptionConfiguration"]["Rules"]
        told = s3.get_bucket_notification_configuration(**here).get("QueueConfigurations", [])
        lock = self.optional(s3.get_object_lock_configuration, here).get("ObjectLockConfiguration")
        return {
            "BucketName": name,
            "VersioningConfiguration": {"Status": s3.get_bucket_versioning(**here)["Status"]},
            "OwnershipControls": s3.get_bucket_ownership_controls(**here)["OwnershipControls"],
            "PublicAccessBlockConfiguration": s3.get_public_access_block(**here)[
                "PublicAccessBlockConfiguration"
            ],
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {
                        "BucketKeyEnabled": encryption["BucketKeyEnabled"],
                        "ServerSideEncryptionByDefault": encryption["ApplyServerSideEncryptionByDefault"],
                    }
                ]
            },
            "LifecycleConfiguration": {
                "Rules": self.optional(s3.get_bucket_lifecycle_configuration, here).get("Rules")
            },
            "NotificationConfiguration": {
                "QueueConfigurations": [
                    {"Event": event, "Queue": each["QueueArn"]} for each in told for event in each["Events"]
                ]
            },
            "CorsConfiguration": {
                "CorsRules": [
                    {_CORS_NAMES.get(name, name): value for name, value in rule.items()}
                    for rule in self.optional(s3.get_bucket_cors, here).get("CORSRules", ())
                ]
            },
            "ObjectLockEnabled": bool(lock),
            "ObjectLockConfiguration": lock,
        }

    def optional(self, read: Callable[..., Properties], here: Properties) -> Properties:
        """Read a configuration that a bucket may lack."""
        try:
            return read(**here)
        except ClientError:
            return {}

    def table(self, name: str) -> Properties:
        client = self.aws("dynamodb")
        found = client.describe_table(TableName=name)["Table"]
        live = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
        return {
            "BillingMode": found["BillingModeSummary"]["BillingMode"],
            "KeySchema": found["KeySchema"],
            "AttributeDefinitions": found["AttributeDefinitions"],
            "GlobalSecondaryIndexes": [
                {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
                for index in found["GlobalSecondaryIndexes"]
            ],
            "StreamSpecification": {"StreamViewType": found["StreamSpecification"]["StreamViewType"]},
            "TimeToLiveSpecification": {
                "AttributeName": live["AttributeName"],
                "Enabled": live["TimeToLiveStatus"] == "ENABLED",
            },
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": recovery == "ENABLED"},
            "SSESpecification": {
                "SSEEnabled": found["SSEDescription"]["Status"] == "ENABLED",
                "SSEType": found["SSEDescription"]["SSEType"],
                "KMSMasterKeyId": found["SSEDescription"]["KMSMasterKeyArn"],
            },
        }

    def key(self, name: str) -> Properties:
        kms = self.aws("kms")
        found = kms.describe_key(KeyId=name)["KeyMetadata"]
        rotated = found["KeySpec"] == "SYMMETRIC_DEFAULT" and kms.get_key_rotation_status(KeyId=name)
        return {
            **{wanted: found[wanted] for wanted in ("KeySpec", "KeyUsage", "Description")},
            "EnableKeyRotation": bool(rotated and rotated["KeyRotationEnabled"]),
            "KeyPolicy": json.loads(kms.get_key_policy(KeyId=name)["Policy"]),
        }

    def pool(self, name: str) -> Properties:
        found = self.aws("cognito-idp").describe_user_pool(UserPoolId=name)["UserPool"]
        factors = self.aws("cognito-idp").get_user_pool_mfa_config(UserPoolId=name)
        totp = factors.get("SoftwareTokenMfaConfiguration", {}).get("Enabled")
        return {**found, "UserPoolName": found["Name"], "EnabledMfas": ["SOFTWARE_TOKEN_MFA"] * bool(totp)}

    def client(self, name: str) -> Properties:
        found = self.aws("cognito-idp").describe_user_pool_client(
            UserPoolId=self.physical["UserPool"], ClientId=name
        )
        return dict(found["UserPoolClient"])

    def group(self, name: str) -> Properties:
        found = self.aws("cognito-idp").get_group(UserPoolId=self.physical["UserPool"], GroupName=name)
        return dict(found["Group"])

    def log_group(self, name: str) -> Properties:
        groups = self.aws("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        (found,) = (group for group in groups if group["logGroupName"] == name)
        return {
            "LogGroupName": found["logGroupName"],
            "RetentionInDays": found["retentionInDays"],
            "KmsKeyId": found.get("kmsKeyId"),
        }

    def alarm(self, name: str) -> Properties:
        (found,) = self.aws("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
        return dict(found)

    def function(self, name: str) -> Properties:
        found = self.aws("lambda").get_function_configuration(FunctionName=name)
        return {**found, "TracingConfig": found.get("TracingConfig")}

    def mapping(self, name: str) -> Properties:
        found = self.aws("lambda").get_event_source_mapping(UUID=name)
        return {**found, "FunctionName": found["FunctionArn"].rsplit(":", 1)[-1]}

    def role(self, name: str) -> Properties:
        iam = self.aws("iam")
        policies = [
            {
                "PolicyName": policy,
                "PolicyDocument": iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"],
            }
            for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
        ]
        attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        return {
            "Policies": policies,
            "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
            "AssumeRolePolicyDocument": iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"],
        }

    READERS: ClassVar[dict[str, Callable[["Deployed", str], Properties]]] = {
        "AWS::SQS::Queue": queue,
        "AWS::S3::Bucket": bucket,
        "AWS::DynamoDB::Table": table,
        "AWS::KMS::Key": key,
        "AWS::Cognito::UserPool": pool,
        "AWS::Cognito::UserPoolClient": client,
        "AWS::Cognito::UserPoolGroup": group,
        "AWS::Logs::LogGroup": log_group,
        "AWS::CloudWatch::Alarm": alarm,
        "AWS::Lambda::Function": function,
        "AWS::Lambda::EventSourceMapping": mapping,
        "AWS::IAM::Role": role,
    }

    def agrees(self, declared: Any, live: Any) -> bool:
        """Compare, where a reference stands for whatever names the same thing."""
        match declared:
            case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), _]}:
                return re.search(self.named(name) + "(?![A-Za-z0-9_])", str(live)) is not None
            case {"Fn::Sub": str(text)}:
                parts = re.split(r"\$\{([^}.]+)[^}]*\}", text)
                pattern = [self.named(part) if odd % 2 else re.escape(part) for odd, part in enumerate(parts)]
                return re.fullmatch("".join(pattern), str(live)) is not None
            case dict():
                return all(name in live and self.agrees(each, live[name]) for name, each in declared.items())
            case list():
                return len(declared) == len(live) and all(map(self.agrees, declared, live))
            case int():
                return bool(declared == live)
            case _:
                return str(declared) == str(live)

    def chosen(self, declared: Any) -> Any:
        """Take the branch of a choice that holds here."""
        match declared:
            case {"Fn::If": [str(name), yes, no]}:
                return yes if self.holds(self.conditions[name]) else no
            case _:
                return declared

    def holds(self, condition: Any) -> bool:
        """Judge a condition of the template."""
        match condition:
            case {"Fn::Not": [other]}:
                return not self.holds(other)
            case {"Fn::Equals": [{"Ref": str(name)}, value]}:
                return bool(self.given[name] == value)
            case _:
                pytest.fail(f"a condition that this test cannot judge: {condition}")

    def named(self, name: str) -> str:
        """Give the pattern of a parameter's value, or of an ARN or address of a resource."""
        if name in self.given:
            return re.escape(str(self.given[name]))
        return ".*" + re.escape(self.physical[name].rsplit("/", 1)[-1])


@cache
def resources(address: str) -> dict[str, Properties]:
    """Give all resources of the template whose kind can be read back."""
    plain = translation.translated("s3://code/code.zip", parameters(address))["Resources"]
    readable = {name: each for name, each in plain.items() if each["Type"] in Deployed.READERS}
    for each in readable.values():
        lifecycle = each["Properties"].get("LifecycleConfiguration", {"Rules": []})
        lifecycle["Rules"] = [lifecycle_rule(rule) for rule in lifecycle["Rules"]]
    return readable


@pytest.fixture(scope="module")
def deployed(system: Running) -> Deployed:
    return Deployed(system)


@pytest.mark.req("sec-03")
@pytest.mark.parametrize("name", sorted(resources("http://portal.test")))
def test_a_resource_is_deployed_as_declared(system: Running, deployed: Deployed, name: str) -> None:
    declared = resources(system.address)[name]
    live = deployed.READERS[declared["Type"]](deployed, deployed.physical[name])
    wanted = {name: value for name, value in declared["Properties"].items() if name not in UNREADABLE}
    assert wanted.keys() <= live.keys()
    for attribute, value in wanted.items():
        assert deployed.agrees(deployed.chosen(value), live[attribute]), (attribute, value, live[attribute])
