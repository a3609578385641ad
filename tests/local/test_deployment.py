"""What can be known of the deployment without an emulator: its parameters and its lifecycle rules."""

from typing import Any

import boto3
import pytest
from botocore.validate import validate_parameters

from local.deployment import lifecycle_rule, parameters
from tests.conftest import TEMPLATE

ADDRESS = "http://127.0.0.1:9000"
RULES = [
    rule
    for each in TEMPLATE["Resources"].values()
    if each["Type"] == "AWS::S3::Bucket"
    for rule in each["Properties"].get("LifecycleConfiguration", {}).get("Rules", ())
]


def test_every_parameter_that_has_no_default_is_given_and_no_other_name_is_made_up() -> None:
    declared = TEMPLATE["Parameters"]
    needed = {name for name, each in declared.items() if "Default" not in each}
    assert needed <= parameters(ADDRESS).keys() <= declared.keys()


def test_the_outside_world_is_looked_for_on_this_machine() -> None:
    given = parameters(ADDRESS)
    assert given["Stage"] == "local"
    assert all(value.startswith(ADDRESS) for name, value in given.items() if name.endswith("Url"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["Id"])
def test_a_lifecycle_rule_is_said_in_the_words_of_the_storage_api(rule: dict[str, Any]) -> None:
    client = boto3.client("s3", region_name="eu-central-1")
    model = client.meta.service_model.operation_model("PutBucketLifecycleConfiguration").input_shape
    assert model is not None
    configuration = {"Rules": [lifecycle_rule(rule)]}
    validate_parameters({"Bucket": "b", "LifecycleConfiguration": configuration}, model)


def test_a_rule_for_a_folder_stays_in_its_folder_and_one_without_is_for_all() -> None:
    said = {rule["ID"]: rule for rule in map(lifecycle_rule, RULES)}
    assert said["replaced-versions-expire"]["Filter"] == {"Prefix": "files/"}
    assert "Expiration" not in said["replaced-versions-expire"]
    assert said["uploads-expire"]["Filter"] == {"Prefix": ""}
    assert said["uploads-expire"]["Expiration"] == {"Days": 2}
