"""The smaller rules: numbers, documents, lanes, codes, books, access, texts."""

import random
import string
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import checklist, numbers, texts
from shared.domain.access import POLICY, Permission, Role, permitted
from shared.domain.codes import Code, Purpose, masked
from shared.domain.documents import DOCUMENTS, KIB, MIB, DocumentKind, FileStatus, Format
from shared.domain.errors import Invalid
from shared.domain.professions import CATEGORIES
from shared.domain.registries import RETRY_LIMIT, Check, Lane, Outcome, Registry, lane, next_attempt
from shared.domain.validity import Answer, Judgement, Rule, Ruling
from shared.domain.version import Person
from tests.builders import FIELDS, NOW, draft, fields, file, profile, scans, version

CATALOGUES = Path(texts.__file__).parent


@pytest.mark.req("app-07")
@given(st.integers(0, numbers.SPACE - 1))
def test_every_wrong_character_and_every_swap_in_a_number_is_detected(chance: int) -> None:
    number = numbers.mint(chance)
    assert numbers.read(number.lower()) == number
    plain = number.replace("-", "")
    for place, right in enumerate(plain):
        for wrong in numbers.ALPHABET.replace(right, ""):
            assert numbers.read(plain[:place] + wrong + plain[place + 1 :]) is None
    for place in range(len(plain) - 1):
        swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        assert numbers.read(swapped) is None or swapped == plain


@pytest.mark.req("app-07")
def test_a_million_numbers_do_not_collide() -> None:
    chance = random.Random(20261123)  # noqa: S311 - repeatable
    assert len({numbers.mint(chance.randrange(numbers.SPACE)) for _ in range(1_000_000)}) == 1_000_000


@pytest.mark.req("app-07")
@pytest.mark.parametrize("typed", ["", "ABC", "JQNQ-XHXK-M4WI", "JQNQ-XHXK-M4W1-1"])
def test_what_is_no_number_is_not_read(typed: str) -> None:
    assert numbers.read(typed) is None


@pytest.mark.req("doc-01", "doc-03", "doc-04", "doc-05", "doc-07", "doc-08", "doc-14", "doc-24", "doc-27")
def test_the_document_table_is_that_of_the_requirements() -> None:
    limits = {kind: rule.max_bytes // MIB for kind, rule in DOCUMENTS.items()}
    assert limits.pop(DocumentKind.SNILS) == limits.pop(DocumentKind.PHOTO) == 2
    assert limits.pop(DocumentKind.OMS_POLICY) == 3
    assert limits.pop(DocumentKind.MEDICAL_CERTIFICATE) == 4
    assert set(limits.values()) == {5}
    assert MIB == 1024 * KIB == 1_048_576
    assert set(DOCUMENTS) == set(DocumentKind)


@pytest.mark.req("doc-08", "doc-28")
def test_only_the_photo_cannot_be_a_pdf() -> None:
    assert [kind for kind, rule in DOCUMENTS.items() if Format.PDF not in rule.formats] == [
        DocumentKind.PHOTO
    ]


def lacking(*removed: str, category: str = "catering", **changes: object) -> dict[str, str]:
    kept = [scan for scan in scans() if scan.id not in removed]
    application = draft(category=category).model_copy(update={"fields": fields(**changes)})
    return {flaw.pointer: flaw.code for flaw in checklist.missing(application, kept)}


@pytest.mark.req("doc-01", "app-03")
def test_with_all_scans_nothing_is_missing() -> None:
    assert lacking() == {}


@pytest.mark.req("app-03")
@pytest.mark.parametrize("kind", ["snils", "oms_policy", "employment_proof", "photo"])
def test_each_missing_document_is_named(kind: str) -> None:
    assert lacking(kind) == {f"/documents/{kind}": "DOCUMENT_REQUIRED"}


@pytest.mark.req("doc-02")
@pytest.mark.parametrize("page", ["photo", "registration"])
def test_the_missing_page_of_the_passport_is_named(page: str) -> None:
    assert lacking(f"passport{page}") == {f"/documents/passport/{page}": "PASSPORT_PAGE_MISSING"}


@pytest.mark.req("doc-01", "doc-02")
def test_one_pdf_of_two_pages_shows_both_pages_of_the_passport() -> None:
    whole = file(DocumentKind.PASSPORT, content_type="application/pdf", pages=2)
    single = whole.model_copy(update={"pages": 1})
    others = [scan for scan in scans() if scan.kind is not DocumentKind.PASSPORT]
    assert not list(checklist.missing(draft(), [whole, *others]))
    assert [flaw.pointer for flaw in checklist.missing(draft(), [single, *others])] == [
        "/documents/passport/registration"
    ]


@pytest.mark.req("doc-21")
def test_a_rejected_file_does_not_count() -> None:
    rejected = [scan.model_copy(update={"status": FileStatus.REJECTED}) for scan in scans()]
    assert {flaw.pointer for flaw in checklist.missing(draft(), rejected)} >= {
        "/documents/photo",
        "/documents/passport",
    }


@pytest.mark.req("doc-11")
def test_a_different_address_needs_a_proof() -> None:
    elsewhere = {**FIELDS["registration_address"], "house": "7"}
    assert lacking(actual_same_as_registration=False, actual_address=elsewhere) == {
        "/documents/housing_document": "DOCUMENT_REQUIRED"
    }
    assert lacking(actual_same_as_registration=False, actual_address=FIELDS["registration_address"]) == {}


@pytest.mark.req("idv-09")
def test_another_identity_document_stands_in_for_the_passport_and_is_looked_at_by_hand() -> None:
    card, rejected = (
        file(DocumentKind.OTHER_ID, status=status) for status in (FileStatus.ACCEPTED, FileStatus.REJECTED)
    )
    others = [scan for scan in scans() if scan.kind is not DocumentKind.PASSPORT]
    lacks = {flaw.pointer for flaw in checklist.missing(draft(), [*others, rejected])}
    assert lacks == {"/documents/passport"}
    assert list(checklist.missing(draft(), [*others, card])) == []
    assert card.doubtful


@pytest.mark.req("doc-14", "doc-24", "cat-16")
@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_asks_for_its_own_documents(category: str) -> None:
    assert set(lacking(category=category)) == {
        f"/documents/{kind}" for kind in CATEGORIES[category].documents
    }


def checks(**outcomes: Outcome) -> list[Check]:
    return [Check(registry=registry, outcome=outcomes.get(registry, Outcome.MATCH)) for registry in Registry]


@pytest.mark.req("val-16", "val-18", "rev-02")
@given(st.lists(st.sampled_from(Outcome), min_size=5, max_size=5), st.booleans())
def test_the_lane_is_automatic_only_when_all_is_green_and_there_is_no_refusal(
    outcomes: list[Outcome],
    sound: bool,  # noqa: FBT001 - hypothesis passes by position
) -> None:
    given_checks = [
        Check(registry=registry, outcome=outcome)
        for registry, outcome in zip(Registry, outcomes, strict=True)
    ]
    chosen = lane(given_checks, sound=sound)
    assert (chosen is Lane.AUTOMATIC) is (set(outcomes) == {Outcome.MATCH} and sound)
    assert (chosen is Lane.DEFERRED) is bool({Outcome.UNAVAILABLE, Outcome.PENDING} & set(outcomes))


@pytest.mark.req("val-16")
def test_a_mismatch_or_a_doubtful_file_goes_to_the_reviewer() -> None:
    assert lane(checks(tax=Outcome.MISMATCH), sound=True) is Lane.REVIEWER
    assert lane(checks(), sound=False) is Lane.REVIEWER


@pytest.mark.req("val-18")
def test_an_unavailable_registry_is_asked_after_1_5_15_60_minutes_then_hourly_for_72_hours() -> None:
    moment, pauses, attempts = NOW, [], 0
    while (later := next_attempt(attempts + 1, NOW, moment)) is not None:
        attempts += 1
        pauses.append((later - moment) // timedelta(minutes=1))
        moment = later
    assert pauses[:6] == [1, 5, 15, 60, 60, 60]
    assert set(pauses[3:]) == {60}
    assert RETRY_LIMIT - timedelta(hours=1) < moment - NOW <= RETRY_LIMIT


def code(**changes: object) -> Code:
    known = {"account": "a", "purpose": Purpose.SIGN_IN, "recipient": "r", "digest": "d"}
    return Code.model_validate({**known, "sent_at": NOW - timedelta(minutes=5), **changes})


@pytest.mark.parametrize(
    ("kept", "moment", "refusal"),
    [
        (code(), NOW - timedelta(seconds=1), None),
        (code(), NOW, "CODE_EXPIRED"),
        (code(attempts_left=0), NOW - timedelta(seconds=1), "CODE_EXHAUSTED"),
    ],
)
def test_a_code_dies_of_age_and_of_attempts(kept: Code, moment: object, refusal: str | None) -> None:
    if refusal is None:
        kept.refuse_if_dead(moment)  # type: ignore[arg-type]
        return
    with pytest.raises(Invalid, match=refusal):
        kept.refuse_if_dead(moment)  # type: ignore[arg-type]


def test_a_masked_phone_keeps_two_digits() -> None:
    assert sum(character in string.digits for character in masked("+79161234567")) == 4
    assert masked("+79161234567").endswith("67")


@pytest.mark.req("prf-14")
def test_the_form_is_prefilled_from_the_profile() -> None:
    assert profile().prefill().snils == FIELDS["snils"]
    assert profile(patronymic=None).prefill().no_patronymic


@pytest.mark.req("bok-10")
def test_initials_say_no_more_than_they_must() -> None:
    person = Person.model_validate({name: FIELDS[name] for name in Person.model_fields})
    assert person.initials == "И. А. С."
    assert person.model_copy(update={"patronymic": None}).full_name == "Иванова Анна"


@pytest.mark.req("sec-05")
def test_what_no_role_has_is_denied() -> None:
    assert permitted(frozenset(), Permission.PUBLIC)
    assert not permitted(frozenset(), Permission.OWN_BOOKS)
    assert not permitted(frozenset({Role.REVIEWER}), Permission.OWN_BOOKS)
    assert set(POLICY) == set(Permission)


@pytest.mark.req("reg-10")
def test_both_catalogues_have_the_same_texts_with_the_same_blanks() -> None:
    russian, english = (tomllib.loads((CATALOGUES / f"{name}.toml").read_text()) for name in ("ru", "en"))
    assert russian.keys() == english.keys()
    for section, entries in russian.items():
        assert entries.keys() == english[section].keys()
        for key, wording in entries.items():
            blanks = [
                {part[1:3] for part in string.Formatter().parse(each) if part[1]}
                for each in (wording, english[section][key])
            ]
            assert blanks[0] == blanks[1], (section, key)


@pytest.mark.req("doc-19")
@pytest.mark.parametrize(
    ("actual", "shown"),
    [(3 * MIB, "3 МБ"), (3 * MIB + 1, "3 145 729 Б"), (3 * MIB + 200 * KIB, "3,2 МБ"), (500, "500 Б")],
)
def test_a_size_is_never_rounded_down_to_its_limit(actual: int, shown: str) -> None:
    assert texts.text("problems", "FILE_TOO_LARGE", actual=actual, limit=3 * MIB).startswith(
        f"Файл {shown}, допустимо до 3 МБ"
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [(None, "ru"), ("", "ru"), ("en", "en"), ("en-GB,ru;q=0.5", "en"), ("de, en", "ru"), ("ru", "ru")],
)
def test_russian_is_spoken_unless_english_comes_first(header: str | None, language: str) -> None:
    assert texts.preferred(header) == language


@pytest.mark.req("ver-02")
def test_a_version_is_valid_up_to_its_last_day() -> None:
    until = date(2027, 1, 31)
    seen = version(
        judgement=Judgement(rulings=(Ruling(rule=Rule.EXAMINATION, met=True, until=until),), until=until)
    )
    assert seen.answer(until + timedelta(days=1)) is Answer.NOT_VALID
    assert seen.answer(until) is Answer.EXPIRES_SOON
    assert seen.answer(until - timedelta(days=30)) is Answer.VALID
