"""What the emulator is given to deploy: all that the template says, and the code that runs it."""

import ast
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local import translation
from local.deployment import parameters
from local.translation import archive, digest, lay_out, template, translated

CODE = "s3://bucket/code.zip"
ADDRESS = "http://127.0.0.1:8000"
Resources = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def source() -> dict[str, Any]:
    return template()


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    return translated(CODE, parameters(ADDRESS))


@pytest.fixture
def repository(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path_factory.mktemp("repository")
    for name in ("functions/issue/app.py", "shared/words.json", "shared/__pycache__/a.pyc", "local/demo.py"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", encoding="utf-8")
    (root / "template.yaml").write_text("Resources: {}", encoding="utf-8")
    monkeypatch.setattr(translation, "ROOT", root)
    return root


def of_type(within: dict[str, Any], kind: str) -> Resources:
    resources: Resources = within["Resources"]
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


def events(source: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    functions = of_type(source, "AWS::Serverless::Function").values()
    found = (event for function in functions for event in function["Events"].values())
    return [event["Properties"] for event in found if event["Type"] == kind]


def test_nothing_of_sam_is_left(plain: dict[str, Any]) -> None:
    assert "Transform" not in plain
    assert "Globals" not in plain
    assert not [name for name, each in plain["Resources"].items() if "Serverless" in each["Type"]]


def test_what_is_plain_already_is_deployed_as_it_stands(
    source: dict[str, Any], plain: dict[str, Any]
) -> None:
    changed = {"UserPool"}  # SAM adds the triggers
    for name, each in source["Resources"].items():
        if "Serverless" not in each["Type"] and name not in changed:
            assert plain["Resources"][name] == each, name
    assert plain["Outputs"] == source["Outputs"]


def test_every_function_runs_the_archive_as_the_template_says(
    source: dict[str, Any], plain: dict[str, Any]
) -> None:
    common = source["Globals"]["Function"]
    deployed = of_type(plain, "AWS::Lambda::Function")
    declared = of_type(source, "AWS::Serverless::Function")
    assert deployed.keys() == declared.keys()
    for name, function in declared.items():
        variables = function.get("Environment", {}).get("Variables", {})
        lambda_ = deployed[name]
        assert lambda_["Code"] == {"S3Bucket": "bucket", "S3Key": "code.zip"}
        assert lambda_["Handler"] == function["Handler"]
        assert lambda_["Timeout"] == function.get("Timeout", common["Timeout"])
        assert lambda_["MemorySize"] == function.get("MemorySize", common["MemorySize"])
        assert lambda_["Environment"]["Variables"].keys() == {*common["Environment"]["Variables"], *variables}
        assert "Layers" not in lambda_


def test_every_function_has_a_role_of_its_own_with_the_permissions_of_the_template(
    source: dict[str, Any], plain: dict[str, Any]
) -> None:
    roles, functions = of_type(plain, "AWS::IAM::Role"), of_type(plain, "AWS::Lambda::Function")
    used = {name: function["Role"]["Fn::GetAtt"][0] for name, function in functions.items()}
    assert len(set(used.values())) == len(used)
    for name, function in of_type(source, "AWS::Serverless::Function").items():
        declared = function.get("Policies", [])
        granted = [policy["PolicyDocument"] for policy in roles[used[name]].get("Policies", [])]
        assert all(policy in granted for policy in declared), name
        added = [statement for each in granted if each not in declared for statement in each["Statement"]]
        assert all(statement["Action"] == "sqs:SendMessage" for statement in added), name  # to dead letters


def test_every_queue_stream_route_and_schedule_wakes_a_function(
    source: dict[str, Any], plain: dict[str, Any]
) -> None:
    mappings = [each["EventSourceArn"] for each in of_type(plain, "AWS::Lambda::EventSourceMapping").values()]
    wanted = [each["Queue"] for each in events(source, "SQS")]
    wanted += [each["Stream"] for each in events(source, "DynamoDB")]
    assert sorted(map(str, mappings)) == sorted(map(str, wanted))
    assert len(of_type(plain, "AWS::Events::Rule")) == len(events(source, "Schedule"))
    (api,) = of_type(plain, "AWS::ApiGateway::RestApi").values()
    routed = {(path, method) for path, methods in api["Body"]["paths"].items() for method in methods}
    assert {(each["Path"], each["Method"]) for each in events(source, "Api")} <= routed


def test_only_the_public_routes_are_open(source: dict[str, Any], plain: dict[str, Any]) -> None:
    (api,) = of_type(plain, "AWS::ApiGateway::RestApi").values()
    for route in events(source, "Api"):
        operation = api["Body"]["paths"][route["Path"]][route["Method"]]
        public = route.get("Auth") == {"Authorizer": "NONE"}
        assert [*operation["security"][0]] == (["NONE"] if public else ["People"]), route["Path"]


def laid_out(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}


def test_the_code_holds_every_handler_and_no_part_of_the_local_default(
    source: dict[str, Any], tmp_path: Path
) -> None:
    names = laid_out(lay_out(tmp_path / "code"))
    for function in of_type(source, "AWS::Serverless::Function").values():
        module, _, _ = function["Handler"].rpartition(".")
        assert f"{module.replace('.', '/')}.py" in names
    assert {name.split("/")[0] for name in names} == {"functions", "shared"}


def test_the_archive_leads_to_the_code(source: dict[str, Any], tmp_path: Path) -> None:
    place, task = lay_out(tmp_path / "code"), tmp_path / "task"
    with zipfile.ZipFile(io.BytesIO(archive(place))) as packed:
        packed.extractall(task)
    handlers = [function["Handler"] for function in of_type(source, "AWS::Serverless::Function").values()]
    asked = (
        f"import importlib.util as u; print([u.find_spec(n.rpartition('.')[0]).origin for n in {handlers}])"
    )
    found = subprocess.run(
        [sys.executable, "-S", "-c", asked], cwd=task, capture_output=True, text=True, check=True
    )
    origins = ast.literal_eval(found.stdout)
    assert len(origins) == len(handlers)
    assert all(Path(origin).is_relative_to(place) for origin in origins)


def test_the_code_leaves_out_what_python_has_compiled(repository: Path, tmp_path: Path) -> None:
    assert (repository / "shared/__pycache__/a.pyc").exists()
    assert laid_out(lay_out(tmp_path / "code")) == {"functions/issue/app.py", "shared/words.json"}


def test_a_file_that_was_only_touched_changes_nothing(repository: Path, tmp_path: Path) -> None:
    before = lay_out(tmp_path / "code")
    os.utime(repository / "functions/issue/app.py", (1, 1))
    assert lay_out(tmp_path / "code") == before


@pytest.mark.parametrize("changed", ["functions/issue/app.py", "shared/words.json", "template.yaml"])
def test_changed_code_or_template_is_a_new_version(repository: Path, tmp_path: Path, changed: str) -> None:
    before = version(tmp_path)
    (repository / changed).write_text("2", encoding="utf-8")
    assert version(tmp_path) != before


def test_a_renamed_file_is_a_new_version_and_the_former_code_is_gone(
    repository: Path, tmp_path: Path
) -> None:
    before, place = version(tmp_path), lay_out(tmp_path / "code")
    (repository / "shared/words.json").rename(repository / "shared/texts.json")
    assert version(tmp_path) != before
    assert not place.exists()


def version(tmp_path: Path) -> str:
    return digest(archive(lay_out(tmp_path / "code")), {})
