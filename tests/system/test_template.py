"""The template is under test: routes, settings, queues, logs, roles."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from openapi_spec_validator import validate

from local import documents
from shared.domain.access import Permission
from shared.domain.texts import text
from shared.settings import Settings
from tests.conftest import ROOT, TEMPLATE

RESOURCES: dict[str, dict[str, Any]] = TEMPLATE["Resources"]
FUNCTIONS = {
    name: each["Properties"]
    for name, each in RESOURCES.items()
    if each["Type"] == "AWS::Serverless::Function"
}
CONTRACT: dict[str, Any] = json.loads(documents.CONTRACT.read_text(encoding="utf-8"))


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: each for name, each in RESOURCES.items() if each["Type"] == kind}


def routes() -> Iterator[tuple[str, str, bool]]:
    for function in FUNCTIONS.values():
        for event in function["Events"].values():
            if event["Type"] == "Api":
                at = event["Properties"]
                yield at["Method"].upper(), at["Path"], at.get("Auth") == {"Authorizer": "NONE"}


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, function in FUNCTIONS.items():
        for policy in function.get("Policies", ()):
            yield from ((name, statement) for statement in policy["Statement"])


@pytest.mark.parametrize(
    ("path", "wanted"), list(documents.generated()), ids=lambda value: getattr(value, "name", "")
)
def test_what_is_generated_is_up_to_date(path: Any, wanted: str) -> None:
    assert path.read_text(encoding="utf-8") == wanted, "run `make docs`"


def test_the_contract_is_valid_openapi() -> None:
    validate(CONTRACT)


@pytest.mark.req("sec-05")
def test_template_and_contract_have_the_same_routes_with_the_same_guards() -> None:
    declared = {
        (method.upper(), path, operation["security"] == [])
        for path, methods in CONTRACT["paths"].items()
        for method, operation in methods.items()
    }
    assert set(routes()) == declared
    assert len(list(routes())) == len(declared)


@pytest.mark.req("sec-05")
def test_every_operation_names_a_permission_an_answer_and_its_problems() -> None:
    for methods in CONTRACT["paths"].values():
        for operation in methods.values():
            public = operation["description"] == "Public."
            assert public or operation["description"].startswith("Permission: ")
            assert public is (operation["security"] == [])
            assert {"500"} < set(operation["responses"])
    assert Permission.PUBLIC


def test_every_problem_code_of_the_contract_has_its_texts() -> None:
    for methods in CONTRACT["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert text("titles", status)
                    blanks: dict[str, Any] = {"limit": 1, "actual": 1, "formats": "PDF"}
                    assert all(
                        text("problems", code, **blanks) for code in response["description"].split(", ")
                    )


def test_the_environment_is_what_the_settings_read() -> None:
    common = set(TEMPLATE["Globals"]["Function"]["Environment"]["Variables"])
    own = {
        name
        for function in FUNCTIONS.values()
        for name in function.get("Environment", {}).get("Variables", {})
    }
    known = {field.name.upper() for field in fields(Settings)}
    assert {name for name in common | own if not name.startswith("POWERTOOLS")} == known


@pytest.mark.req("sec-03")
def test_every_queue_has_dead_letters_with_an_alarm_and_the_right_patience() -> None:
    queues = of_type("AWS::SQS::Queue")
    watched = set(alarms("ApproximateNumberOfMessagesVisible"))
    dead = {name for name in queues if name.endswith("DeadLetters")}
    assert watched == dead
    for name, queue in queues.items():
        assert queue["Properties"]["KmsMasterKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
        if name not in dead:
            assert queue["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] in dead
    for function in FUNCTIONS.values():
        for event in function["Events"].values():
            if event["Type"] == "SQS":
                (queue, _) = event["Properties"]["Queue"]["Fn::GetAtt"]
                patience = queues[queue]["Properties"]["VisibilityTimeout"]
                assert patience >= 6 * function.get("Timeout", TEMPLATE["Globals"]["Function"]["Timeout"])
                assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.req("iss-01")
def test_an_alarm_sounds_two_minutes_before_a_book_is_late() -> None:
    alarm = alarms("ApproximateAgeOfOldestMessage")["IssueQueue"]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (8 * 60, "GreaterThanOrEqualToThreshold")


def alarms(metric: str) -> dict[str, Any]:
    """Find the alarms on a metric of queues, by the queue."""
    every = [one["Properties"] for one in of_type("AWS::CloudWatch::Alarm").values()]
    assert all(alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in every)
    return {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]: alarm
        for alarm in every
        if alarm["MetricName"] == metric
    }


def test_every_function_has_a_log_group_that_forgets_and_is_encrypted() -> None:
    groups = of_type("AWS::Logs::LogGroup")
    for name, function in FUNCTIONS.items():
        assert function["LoggingConfig"]["LogGroup"] == {"Ref": f"{name}Logs"}
        assert groups[f"{name}Logs"]["Properties"]["RetentionInDays"]
        assert groups[f"{name}Logs"]["Properties"]["KmsKeyId"]


@pytest.mark.req("act-10")
def test_no_role_has_a_wildcard_action_or_resource() -> None:
    for name, statement in statements():
        actions, resources = statement["Action"], statement["Resource"]
        assert all("*" not in action for action in actions), name
        for resource in resources if isinstance(resources, list) else [resources]:
            assert resource != "*", name
            if isinstance(resource, dict) and "Fn::Sub" in resource:
                assert "*" not in resource["Fn::Sub"].removesuffix("/*"), name


@pytest.mark.req("act-10", "iss-08")
def test_only_the_issuer_signs_books_and_only_the_audit_its_roots() -> None:
    signers = {
        name: statement["Resource"] for name, statement in statements() if "kms:Sign" in statement["Action"]
    }
    keys = {
        **dict.fromkeys(("Issue", "Register", "RegisterHourly"), "SigningKey"),
        "AuditRoots": "AuditKey",
    }
    assert signers == {name: {"Fn::GetAtt": [key, "Arn"]} for name, key in keys.items()}


@pytest.mark.req("sec-03", "rel-01")
def test_table_and_buckets_are_encrypted_versioned_and_private() -> None:
    table = RESOURCES["Table"]["Properties"]
    assert table["SSESpecification"]["SSEType"] == "KMS"
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    for name, bucket in of_type("AWS::S3::Bucket").items():
        declared = bucket["Properties"]
        (rule,) = declared["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        public = name == "Public"  # its objects are for everybody, and an edge cannot use our key
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == ("AES256" if public else "aws:kms")
        assert declared["VersioningConfiguration"] == {"Status": "Enabled"}
        blocked = declared["PublicAccessBlockConfiguration"]
        on_aws = blocked["Fn::If"][1] if public else blocked
        assert set(on_aws.values()) == {True}


@pytest.mark.req("reg-02")
def test_the_pool_leaves_only_the_alphabet_of_a_password_to_us() -> None:
    policy = RESOURCES["UserPool"]["Properties"]["Policies"]["PasswordPolicy"]
    assert policy == {
        "MinimumLength": 8,
        "RequireLowercase": False,
        "RequireUppercase": False,
        "RequireNumbers": True,
        "RequireSymbols": False,
    }


@pytest.mark.req("sec-01")
def test_certificate_checks_are_never_switched_off() -> None:
    forbidden = (
        "CERT_" + "NONE",
        "verify=" + "False",
        "assert_hostname=" + "False",
        "InsecureRequest" + "Warning",
    )
    for folder in ("functions", "shared", "local", "web", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not [word for word in forbidden if word in path.read_text(encoding="utf-8")], path


@pytest.mark.req("pay-06", "act-10")
def test_only_who_asks_the_payment_provider_knows_its_password() -> None:
    secret = {"Fn::GetAtt": ["PaymentsSecret", "Id"]}
    readers = {
        name
        for name, statement in statements()
        if statement["Action"] == ["secretsmanager:GetSecretValue"]
        and secret
        in [
            statement["Resource"],
            *(statement["Resource"] if isinstance(statement["Resource"], list) else []),
        ]
    }
    told = {name for name, each in FUNCTIONS.items() if secret in each["Environment"]["Variables"].values()}
    assert readers == told == {"Payment", "Balance", "Journal"}
