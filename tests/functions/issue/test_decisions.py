"""A decision on paper says what the cabinet says, is an archive copy, and looks like one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.issue.assurance import UnassuredError
from functions.issue.decisions import render
from functions.issue.press.blocks import Item
from functions.issue.press.typography import BODY
from shared.domain.decision import Decision, DecisionKind
from shared.domain.reasons import REASONS, Reason, ReasonCode
from shared.domain.texts import text
from tests.functions.issue.reading import dense, poppler_text, run
from tests.functions.issue.specimens import NOW


def decision(**changes: object) -> Decision:
    known = {
        "number": "JQNQ-XHXK-M4W1",
        "kind": DecisionKind.REFUSAL,
        "holder": "holder1",
        "application_id": "a1",
        "application_number": "0000-0000-0000",
        "applicant": "Иванова Анна Сергеевна",
        "category": "Общественное питание",
        "occupation": "повар",
        "submitted_at": NOW,
        "decided_at": NOW,
        "reasons": (Reason(code=ReasonCode.DATA_SNILS_MISMATCH, detail="На скане другой номер."),),
    }
    return Decision.model_validate({**known, **changes})


def said(pdf: bytes, folder: Path) -> str:
    """Read the text without the lines at the foot of each page, where a paragraph may go on overleaf."""
    lines = poppler_text(pdf, folder).splitlines()
    return dense(
        "".join(line for line in lines if not line.startswith(("Решение №", "Страница", "Документ ")))
    )


@pytest.mark.req("apl-01", "rej-09", "rej-11")
def test_a_refusal_says_the_words_of_the_cabinet_for_every_reason(tmp_path: Path) -> None:
    reasons = tuple(Reason(code=code, detail=f"Замечание {code}.") for code in REASONS)
    read = said(render(decision(reasons=reasons)), tmp_path)
    for reason in reasons:
        assert dense(text("reasons", reason.code)) in read
        assert dense(text("instructions", reason.code)) in read
        assert dense(str(reason.detail)) in read
    assert dense("Иванова Анна Сергеевна") in read
    assert dense("не позднее 30 календарных дней") in read


@pytest.mark.req("apl-10")
@pytest.mark.parametrize("kind", [kind for kind in DecisionKind if kind is not DecisionKind.REFUSAL])
def test_an_answer_to_an_appeal_has_its_title_and_its_words(kind: DecisionKind, tmp_path: Path) -> None:
    words = "Доводы возражения рассмотрены. " * 200
    pdf = render(decision(kind=kind, reasons=(), appeal_number="1111-1111-1111", answer=words))
    read = said(pdf, tmp_path)
    assert dense("1111-1111-1111") in read
    assert read.count(dense("Доводы возражения рассмотрены.")) == 200
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "book.pdf")


def test_the_day_of_a_decision_is_that_of_moscow(tmp_path: Path) -> None:
    read = said(render(decision(decided_at=datetime(2026, 11, 23, 21, 30, tzinfo=UTC))), tmp_path)
    assert dense("от 24.11.2026") in read


def test_the_same_decision_gives_the_same_bytes() -> None:
    assert render(decision()) == render(decision())
    assert render(decision()) != render(decision(occupation="кондитер"))


def test_a_decision_that_does_not_say_what_was_decided_is_not_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("functions.issue.decisions._grounds", lambda *_: [Item("1.", (("Нет", BODY),))])
    with pytest.raises(UnassuredError, match="reason 0"):
        render(decision())
