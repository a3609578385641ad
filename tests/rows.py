"""`python -m tests.rows`: which rows of the requirements no test cites (`@pytest.mark.req("doc-01")`)."""

import re
from pathlib import Path

_HERE = Path(__file__).parent
_CITED = re.compile(r"\.req\((.*?)\)\n", re.DOTALL)
_NAME = re.compile(r'"([a-zC]{1,3}-\d\d)"')
_RANGE = re.compile(r'f"([a-z]{3})-\{number:02\}" for number in range\((\d+), (\d+)\)')


def known() -> list[str]:
    """List the rows, and the resolved contradictions, as `rows.txt` has them."""
    return (_HERE / "rows.txt").read_text(encoding="utf-8").split()


def cited() -> set[str]:
    """List what the tests cite."""
    found: set[str] = set()
    for file in _HERE.rglob("test_*.py"):
        for citation in _CITED.findall(file.read_text(encoding="utf-8")):
            found.update(_NAME.findall(citation))
            for group, first, end in _RANGE.findall(citation):
                found.update(f"{group}-{number:02}" for number in range(int(first), int(end)))
    return found


if __name__ == "__main__":
    rows = [row for row in known() if not row.startswith("C-")]
    missing = [row for row in rows if row not in cited()]
    print(*missing)  # noqa: T201 - a command
    print(f"{len(rows) - len(missing)} of {len(rows)} rows are cited by a test")  # noqa: T201
