"""An export is one answer, also of a book that is larger than any will be."""

import json
import subprocess
import sys

import pytest
from pydantic import BaseModel

from functions.export import bundle, people, plain
from functions.export.holdings import Holdings
from shared.domain.access import Role
from shared.domain.entries import Entry, EntryKind, Infection
from shared.domain.filing import chained
from shared.domain.visits import View, Visit, Way
from shared.store import shares
from tests.builders import NOW
from tests.functions.export.specimens import holding

ENTRIES = 500
LONGEST = {"title": 500, "result": 500, "clinic": 500, "doctor": 120, "vaccine": 120, "series": 120}
LAMBDA_BYTES = 6 * 1024 * 1024


def largest() -> Holdings:
    """Fill a book with the longest entries that clinics can file, each from another clinic and doctor."""
    made = []
    for number in range(ENTRIES):
        words = {name: f"{number:06}".ljust(length, "ж") for name, length in LONGEST.items()}
        made.append(
            Entry(
                document_id=f"{number:06}".ljust(120, "ж"),
                kind=EntryKind.VACCINATION,
                date=NOW.date(),
                valid_until=NOW.date(),
                filed_on=NOW.date(),
                clinic_code=f"77-{number:03}",
                infection=Infection.DIPHTHERIA_TETANUS,
                dose=2,
                **words,
            )
        )
    return holding(chained(made, filed_at=NOW), versions=ENTRIES)


def sent(answer: BaseModel) -> int:
    """Count the bytes that Lambda hands to the gateway; Python 3.12's runtime escapes no Cyrillic."""
    return len(json.dumps({"body": answer.model_dump_json()}, ensure_ascii=False).encode())


@pytest.mark.req("bok-08")
def test_the_largest_book_fits_into_one_answer_in_both_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    who = {"role": Role.CLINIC, "organisation": "ж" * 120, "share_id": "0" * 32}
    seen = Visit(at=NOW, view=View.CLINIC, way=Way.SHARE, **who)
    monkeypatch.setattr(plain, "_visits", lambda _number: ((seen,) * plain.MOST_VISITS, True))
    monkeypatch.setattr(shares, "of", lambda _number: [])
    monkeypatch.setattr(people, "_inn", lambda _code: "7707083893")
    book = largest()
    assert sent(plain.export(book, NOW)) < LAMBDA_BYTES
    assert sent(bundle.export(book, NOW)) < LAMBDA_BYTES


def test_who_does_not_ask_for_fhir_does_not_wait_for_it() -> None:
    asked = "import sys, tests.conftest, functions.export.app; sys.exit('fhir' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False, capture_output=True).returncode == 0
