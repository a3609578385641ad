"""What is generated from the code and kept in the repository, so that a reader finds it.

`make docs` writes these; a test compares them with the code.
"""

import importlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "template.yaml"
CONTRACT = ROOT / "functions" / "catalog" / "openapi.json"
LIFECYCLE = ROOT / "docs" / "lifecycle.md"
ACCESS = ROOT / "docs" / "access.md"
VERIFIER = ROOT / "web" / "verifier" / "domain.js"
CALENDARS = ROOT / "shared" / "domain" / "calendars"
TYPE = ROOT / "functions" / "issue" / "press" / "type"
CALENDAR_YEARS = range(2022, 2028)

_HTTP_FUNCTIONS = (
    "account",
    "catalog",
    "check",
    "export",
    "holder",
    "inspect",
    "journal",
    "payment",
    "records",
    "review",
    "status",
    "submit",
    "support",
)


def generated() -> Iterator[tuple[Path, str]]:
    """Give each generated file with the text that it should have."""
    yield CONTRACT, json.dumps(contract(), ensure_ascii=False, indent=1) + "\n"
    yield LIFECYCLE, lifecycle()
    yield ACCESS, access()
    yield VERIFIER, verifier()
    for year in CALENDAR_YEARS:
        yield CALENDARS / f"{year}.toml", calendar(year)


def write() -> None:
    """Write all generated files."""
    from local import foundry  # noqa: PLC0415 - only this part needs it

    files = [(path, wanted.encode()) for path, wanted in generated()]
    for path, content in [*files, *foundry.cast(TYPE)]:
        path.write_bytes(content)
        print(path.relative_to(ROOT))


def contract() -> dict[str, Any]:
    """Build the OpenAPI document from the routes of all HTTP functions."""
    _environment()
    from shared.entry.openapi import document  # noqa: PLC0415 - settings are read at import

    apps = ((name, importlib.import_module(f"functions.{name}.app").app) for name in _HTTP_FUNCTIONS)
    return document((name, operation) for name, app in apps for operation in app.operations)


def lifecycle() -> str:
    """Draw the transition tables as diagrams."""
    from shared.domain.book import BOOK  # noqa: PLC0415 - only this part needs them
    from shared.domain.identity import TRANSITIONS  # noqa: PLC0415 - only this part needs them
    from shared.domain.lifecycle import APPEAL, APPLICATION, PAYMENT, RESULT  # noqa: PLC0415
    from shared.domain.ticket import CONVERSATION, REQUEST  # noqa: PLC0415

    parts = [
        "# Lifecycle\n",
        "Generated from the tables in `shared/domain` by `make docs`; do not edit.\n",
    ]
    tables: dict[str, Any] = {
        "Application": APPLICATION,
        "Result": RESULT,
        "Appeal": APPEAL,
        "Payment": PAYMENT,
        "Book": BOOK,
        "Confirmation of an identity": TRANSITIONS,
        "Ticket": CONVERSATION,
        "Ticket for a missing clinic": REQUEST,
    }
    for title, table in tables.items():
        parts.append(f"## {title}\n\n```mermaid\nstateDiagram-v2")
        for state, row in table.items():
            parts += [
                f"    {state} --> {after}: {_labelled(kind, effects)}"
                for kind, (after, *effects) in row.items()
            ]
            parts += [] if row else [f"    {state} --> [*]"]
        parts.append("```\n")
    return "\n".join(parts)


def access() -> str:
    """Draw the access policy as a table: operations down, roles across."""
    from shared.domain.access import POLICY, Permission, Role  # noqa: PLC0415 - only this part needs it

    lines = [
        "# Who may do what\n",
        "Generated from `shared/domain/policy.toml` and the operations by `make docs`; do not edit.\n",
        "● any, ○ only what is the caller's own; the rest is refused with 403, without a token with 401.\n",
        f"| operation | no account | {' | '.join(Role)} | what for |",
        f"|---|{'---|' * (len(Role) + 2)}",
    ]
    for name, permission in sorted(_operations()):
        rule, public = POLICY[permission], permission is Permission.PUBLIC
        mark = "●" if rule.relation == "any" else "○"
        held = [mark if public or role in rule.roles else "" for role in Role]
        lines.append(f"| `{name}` | {' | '.join(['●' if public else '', *held])} | {rule.purpose} |")
    return "\n".join(lines) + "\n"


def verifier() -> str:
    """Write down for the verifier's page what it shares with the server: texts, categories, one rule."""
    from shared.domain.professions import CATEGORIES  # noqa: PLC0415 - only this part needs them
    from shared.domain.texts import texts  # noqa: PLC0415
    from shared.domain.validity import SOON  # noqa: PLC0415

    constants = {
        "SOON_DAYS": SOON.days,
        "CATEGORIES": [category.title for category in CATEGORIES.values()],
        "TITLES": texts("verdict_titles"),
        "ADVICE": {**texts("verdicts"), **texts("unknowable_verdicts")},
        "THEN": texts("kept_verdicts"),
        "WORDS": texts("verifier"),
    }
    written = (
        f"export const {name} = {json.dumps(value, ensure_ascii=False, indent=2)};"
        for name, value in constants.items()
    )
    heading = "/** Generated from `shared/domain` by `make docs`; do not edit. */"
    return "\n\n".join((heading, *written)) + "\n"


def calendar(year: int) -> str:
    """Freeze a year's days off, and the transferred working days at its week-ends."""
    import holidays  # noqa: PLC0415 - only this part needs it

    known = holidays.country_holidays("RU", years=year)
    return (
        f"# Days off of {year}, and week-ends on which people work; from `holidays` by `make docs`.\n\n"
        f"days_off = [\n{_dates(known)}]\n\nworking_weekends = [\n{_dates(known.weekend_workdays)}]\n"
    )


def _dates(days: Iterable[date]) -> str:
    return "".join(f"    {day.isoformat()},\n" for day in sorted(days))


def _operations() -> Iterator[tuple[str, Any]]:
    for path, methods in contract()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation["x-permission"]


def _labelled(kind: str, effects: Sequence[str]) -> str:
    return f"{kind} / {', '.join(effects)}" if effects else kind


def _environment() -> None:
    """Give the functions the variables that the template would: their values do not matter here."""
    variables = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    for name in variables["Globals"]["Function"]["Environment"]["Variables"]:
        os.environ.setdefault(name, "INFO" if name.startswith("POWERTOOLS") else "0")
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
