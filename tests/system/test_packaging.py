"""What `sam build` packs is what was tested: the layers against uv.lock and against the imports."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.utils import canonicalize_name, parse_wheel_filename

from tests.conftest import ROOT, TEMPLATE

RESOURCES: dict[str, dict[str, Any]] = TEMPLATE["Resources"]
LOCK = {
    package["name"]: package
    for package in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
}
OWNERS = packages_distributions()
OURS = {"functions", "shared"}
IN_THE_RUNTIME = {"boto3", "botocore"}
GLIBC = {"python3.11": (2, 26), "python3.12": (2, 34), "python3.13": (2, 34)}  # Amazon Linux 2 and 2023


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: each["Properties"] for name, each in RESOURCES.items() if each["Type"] == kind}


FUNCTIONS, LAYERS = of_type("AWS::Serverless::Function"), of_type("AWS::Serverless::LayerVersion")


def layers_of(function: str) -> list[str]:
    """SAM adds a function's own layers to those of all functions."""
    common = TEMPLATE["Globals"]["Function"]["Layers"]
    return [layer["Ref"] for layer in [*common, *FUNCTIONS[function].get("Layers", [])]]


def pins(layer: str) -> dict[str, str]:
    lines = (ROOT / LAYERS[layer]["ContentUri"] / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", line) for line in pinned), "only `name==version`"
    return dict(line.split("==") for line in pinned)


def with_dependencies(names: Iterable[str]) -> set[str]:
    """Say what pip would install for these, by uv.lock."""
    found: set[str] = set()
    wanted = list(names)
    while wanted:
        if (name := wanted.pop()) not in found:
            found.add(name)
            wanted += [
                needed["name"]
                for needed in LOCK[name].get("dependencies", [])
                if "marker" not in needed or Marker(needed["marker"]).evaluate()
            ]
    return found


def module_file(name: str) -> Path | None:
    path = ROOT.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


@cache
def imports_of(file: Path) -> frozenset[str]:
    return frozenset(_imported(ast.parse(file.read_text(encoding="utf-8")).body))


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Find all imports, also those inside functions, but not those for type checkers alone."""
    for node in nodes:
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from _imported(node.orelse)
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module)):
                yield from (f"{module}.{alias.name}" for alias in node.names)
                yield module
            case _:
                yield from _imported(ast.iter_child_nodes(node))


def third_party(function: str) -> set[str]:
    """Name the distributions that a function's modules, and what they use of ours, import."""
    folder = ROOT.joinpath(*FUNCTIONS[function]["Handler"].split(".")[:2])
    waiting, seen, packages = list(folder.rglob("*.py")), set[Path](), set[str]()
    while waiting:
        if (file := waiting.pop()) in seen:
            continue
        seen.add(file)
        for name in imports_of(file):
            top = name.split(".")[0]
            if top in OURS:
                parents = [".".join(name.split(".")[:depth]) for depth in range(1, name.count(".") + 2)]
                waiting += [found for parent in parents if (found := module_file(parent))]
            elif top not in sys.stdlib_module_names:
                packages.add(top)
    return {canonicalize_name(OWNERS[package][0]) for package in packages}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_has_the_versions_that_were_tested(layer: str) -> None:
    assert pins(layer) == {name: LOCK[name]["version"] for name in pins(layer)}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_names_all_that_pip_would_add_so_that_no_version_is_left_to_the_day_of_the_build(
    layer: str,
) -> None:
    assert with_dependencies(pins(layer)) == set(pins(layer))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_finds_everything_it_imports(function: str) -> None:
    packed = {name for layer in layers_of(function) for name in pins(layer)}
    assert third_party(function) <= packed | IN_THE_RUNTIME


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_has_nothing_that_no_function_needs(layer: str) -> None:
    imported = {
        name for function in FUNCTIONS if layer in layers_of(function) for name in third_party(function)
    }
    assert set(pins(layer)) <= with_dependencies(imported)


def test_boto3_and_botocore_come_from_one_place() -> None:
    for function in FUNCTIONS:
        packed = {name for layer in layers_of(function) for name in pins(layer)}
        assert len(packed & IN_THE_RUNTIME) != 1, f"{function} would mix the layer's and Lambda's own"


def test_layers_are_built_for_the_python_that_the_functions_run_on() -> None:
    runtime = TEMPLATE["Globals"]["Function"]["Runtime"]
    assert not [name for name, function in FUNCTIONS.items() if "Runtime" in function]
    for name, layer in LAYERS.items():
        assert layer["CompatibleRuntimes"] == [runtime]
        assert RESOURCES[name]["Metadata"]["BuildMethod"] == runtime


def loads_on(wheel: str, runtime: str) -> bool:
    """Tell whether a wheel is for this Python and for a C library that Lambda has (x86_64)."""
    minor = int(runtime.removeprefix("python3."))
    for tag in parse_wheel_filename(wheel)[3]:
        since = int(tag.interpreter.removeprefix("cp3") or 0) if tag.abi == "abi3" else None
        ours = tag.interpreter in (f"cp3{minor}", "py3") or (since is not None and since <= minor)
        level = re.fullmatch(r"manylinux_(\d+)_(\d+)_x86_64", tag.platform)
        if ours and (tag.platform == "any" or (level and (int(level[1]), int(level[2])) <= GLIBC[runtime])):
            return True
    return False


def test_lambda_can_load_every_package_of_the_layers() -> None:
    runtime = TEMPLATE["Globals"]["Function"]["Runtime"]
    names = {name for layer in LAYERS for name in pins(layer)}
    wheels = {
        name: [each["url"].rsplit("/", 1)[1] for each in LOCK[name].get("wheels", [])] for name in names
    }
    assert not [name for name in sorted(names) if not any(loads_on(wheel, runtime) for wheel in wheels[name])]
