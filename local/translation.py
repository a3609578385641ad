"""`template.yaml` as the emulator can deploy it: code in one place, SAM as plain CloudFormation."""

import copy
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parent.parent
PACKAGES = ("functions", "shared")
_EPOCH = (1980, 1, 1, 0, 0, 0)

Template = dict[str, Any]


def template() -> Template:
    """Read the template as it stood at first; reading it takes longer than translating it."""
    return copy.deepcopy(_parsed())


@cache
def _parsed() -> Template:
    parsed: Template = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    return parsed


def lay_out(folder: Path) -> Path:
    """Copy the code that every function runs into a folder that is named by all it holds, once."""
    code = {str(path.relative_to(ROOT)): path.read_bytes() for path in _modules()}
    place = folder / _sha256(*(part for name, data in code.items() for part in (name.encode(), data)))
    if not place.exists():
        shutil.rmtree(folder, ignore_errors=True)
        unfinished = place.with_suffix(".part")
        for name, data in code.items():
            (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
            (unfinished / name).write_bytes(data)
        unfinished.rename(place)
    return place


def archive(place: Path) -> bytes:
    """Pack what leads Python to the code in `place`.

    The emulator unpacks an archive for every process, and Python would compile it every time: all
    the code itself would take half a second of each.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for package in PACKAGES:
            pointer = f"__path__ = [{str(place / package)!r}]\n"
            packed.writestr(zipfile.ZipInfo(f"{package}/__init__.py", _EPOCH), pointer)
    return buffer.getvalue()


def _modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def digest(code: bytes, parameters: dict[str, str]) -> str:
    """Name the code, the template and its parameters together by their SHA-256."""
    given = json.dumps(parameters, sort_keys=True).encode()
    return _sha256(code, (ROOT / "template.yaml").read_bytes(), given)


def _sha256(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def translated(code_uri: str, parameters: dict[str, str]) -> Template:
    """Translate to plain CloudFormation.

    The layers are left out: a function runs on this machine's Python and finds the
    dependencies where the tests find them.
    """
    source = template()
    source["Globals"]["Function"].update(CodeUri=code_uri)
    source["Globals"]["Function"].pop("Layers")
    resources = source["Resources"]
    for name in [name for name, each in resources.items() if each["Type"] == "AWS::Serverless::LayerVersion"]:
        del resources[name]
    for each in resources.values():
        if each["Type"] == "AWS::Serverless::Function":
            each["Properties"].pop("Layers", None)
    plain: Template = transform(source, parameters, _ManagedPolicies())
    return plain


class _ManagedPolicies:
    """The only managed policies that the translator asks for, without asking AWS."""

    def load(self) -> dict[str, str]:
        names = ("AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess", "AWSXRayDaemonWriteAccess")
        roles = ("AWSLambdaDynamoDBExecutionRole", "AWSLambdaSQSQueueExecutionRole")
        return {
            **{name: f"arn:aws:iam::aws:policy/{name}" for name in names},
            **{name: f"arn:aws:iam::aws:policy/service-role/{name}" for name in (*roles, names[0])},
        }
