"""Invented people: each has an account, papers with right check digits, and a story in the registries."""

import itertools
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypedDict
from uuid import NAMESPACE_URL, uuid5

from pydantic_core import PydanticCustomError

from shared.domain import personal

PASSWORD = "Medbook2026"

Record = dict[str, Any]

_NAMES = {
    "female": (
        ("Березина", "Ольшанская", "Рябинина", "Кленова", "Ивушкина", "Соснина", "Лаврова", "Тополева"),
        ("Анна", "Мария", "Ольга", "Елена", "Наталья", "Ирина", "Светлана", "Алёна"),
        ("Сергеевна", "Павловна", "Семёновна", "Андреевна", "Ильинична"),
    ),
    "male": (
        ("Берёзкин", "Дубравин", "Осокин", "Кедров", "Вязов", "Полевой", "Лугов", "Черёмухин"),
        ("Алексей", "Пётр", "Николай", "Иван", "Максим", "Фёдор", "Роман", "Тимофей"),
        ("Сергеевич", "Павлович", "Семёнович", "Андреевич", "Ильич"),
    ),
}
_PASSPORTS_IN_SERIES = 1_000_000
_FILING = timedelta(days=2)
_INTESTINAL = "Исследование на возбудителей кишечных инфекций"
_FILED: tuple[
    tuple[str, int, int | None, Record], ...
] = (  # kind, days before the examination, days of validity
    ("examination", 0, 365, {"title": "Периодический медицинский осмотр", "fitness": "fit"}),
    ("conclusion", 0, 365, {"fitness": "fit"}),
    ("laboratory", 0, 365, {"title": _INTESTINAL, "result": "отрицательно"}),
    ("vaccination", 400, 3650, {"infection": "diphtheria_tetanus", "vaccine": "АДС-М", "series": "П-117"}),
    ("vaccination", 900, None, {"infection": "measles", "vaccine": "ЖКВ", "series": "К-402", "dose": 2}),
    ("vaccination", 1200, None, {"infection": "hepatitis_b", "vaccine": "Регевак B", "dose": 3}),
    ("hygiene_attestation", 0, 730, {"result": "пройдено"}),
)


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as; `story` says what the registries answer."""

    role: str
    login: str
    story: str
    fields: Record
    record: Record = field(default_factory=dict)
    password: str = PASSWORD

    @property
    def account(self) -> str:
        """The account's id, the same on every start."""
        return uuid5(NAMESPACE_URL, self.login).hex

    def shown(self) -> Record:
        """Give what `/dev/people` tells."""
        return {name: getattr(self, name) for name in ("role", "login", "password", "story", "fields")}


def medical_entries() -> list[Record]:
    """Say what a clinic has filed about somebody who was examined two weeks ago."""
    examined = datetime.now(UTC).date() - timedelta(days=14)
    return [_entry(examined, *filed) for filed in _FILED]


def applicant(index: int, story: str = "match") -> DemoPerson:
    """Make the applicant of an index: the same one every time."""
    fields = {**_identity(index), **_papers(index), **_circumstances(index)}
    return DemoPerson("applicant", fields["phone"], story, fields, record(fields, story))


def _identity(index: int) -> Record:
    sex = "male" if index % 4 == 0 else "female"
    surnames, names, patronymics = _NAMES[sex]
    return {
        "surname": surnames[index // 3 % len(surnames)],
        "name": names[index % len(names)],
        "patronymic": patronymics[index % len(patronymics)],
        "birth_date": date(1975 + index % 25, 1 + index % 12, 1 + index % 28).isoformat(),
        "birth_place": "г. Тверь",
        "sex": sex,
    }


def _papers(index: int) -> Record:
    series, number = divmod(index, _PASSPORTS_IN_SERIES)
    return {
        "snils": _completed(f"{200_000_000 + index}", 2, personal.snils),
        "inn": _completed(f"77{index:08}", 2, personal.person_inn),
        "passport": {
            "series": f"45{series:02}",
            "number": f"{number:06}",
            "issued_on": "2016-03-15",
            "issuer": "ГУ МВД России по г. Москве",
            "department_code": "770-001",
        },
        "oms_policy": {"type": "digital", "number": _completed(f"77{index:013}", 1, personal.unified_policy)},
    }


def _circumstances(index: int) -> Record:
    return {
        "registration_address": {
            "region": "г. Москва",
            "locality": "Москва",
            "street": "ул. Садовая",
            "house": str(1 + index % 80),
            "flat": str(1 + index % 200),
            "postcode": "101000",
        },
        "actual_same_as_registration": True,
        "phone": f"+7900{index:07}",
        "email": f"person{index}@example.ru",
        "employer": {
            "name": "ООО «Кафе „Ромашка“»",
            "inn": _completed("770000000", 1, personal.employer_inn),
            "position": "повар",
        },
        "clinic_code": "77-001",
    }


def fresh(story: str = "match") -> DemoPerson:
    """Make somebody who has not been here before."""
    return applicant(1_000_000 + secrets.randbelow(8_000_000), story)


def record(fields: Record, story: str) -> Record:
    """Tell what the registries hold about somebody of this story."""
    names = ("surname", "name", "patronymic", "birth_date", "snils", "inn", "passport", "oms_policy")
    known = {**{name: fields[name] for name in names}, "entries": medical_entries()}
    match story:
        case "mismatch:name":
            return {**known, "surname": "Незнакомая"}
        case "mismatch:inn":
            return {**known, "inn": _completed("7799999999", 2, personal.person_inn)}
        case "not_found:pension":
            return {**known, "unknown_to": ["pension"]}
        case "no_examination":
            return {**known, "entries": []}
    return known


def _completed(body: str, missing: int, rule: Callable[[str], str]) -> str:
    """Add the check digits that a rule accepts."""
    for digits in itertools.product("0123456789", repeat=missing):
        try:
            return rule(body + "".join(digits))
        except PydanticCustomError:
            continue
    raise ValueError(body)


def _entry(examined: date, kind: str, earlier: int, valid: int | None, details: Record) -> Record:
    day = examined - timedelta(days=earlier)
    until = {"valid_until": (day + timedelta(days=valid)).isoformat()} if valid else {}
    return {
        "document_id": uuid5(NAMESPACE_URL, f"{kind}{details}{day}").hex[:12],
        "kind": kind,
        "date": day.isoformat(),
        "clinic": "ГБУЗ «Поликлиника № 1»",
        "clinic_code": "77-001",
        "filed_on": (day + _FILING).isoformat(),
        "doctor": "Орлова Т. В.",
        **until,
        **details,
    }


STORIES = ("match", "mismatch:name", "mismatch:inn", "not_found:pension", "no_examination")
_TOLD = (*["match"] * 5, *STORIES)
_STAFF = ("reviewer", "appeal_officer", "support", "operator", "clinic", "insurer", "authority", "employer")

_EMPLOYED = {
    "clinic": {"organisation": "Поликлиника № 1", "clinic_code": "77-001"},
    "insurer": {"organisation": "СМО «Забота»"},
    "authority": {"organisation": "Территориальный отдел надзора"},
}

PEOPLE: tuple[DemoPerson, ...] = (
    *(applicant(index, story) for index, story in enumerate(_TOLD, start=1)),
    *(
        DemoPerson(role, (staff := applicant(index)).login, "staff", staff.fields)
        for index, role in enumerate(_STAFF, start=101)
    ),
)


class _Who(TypedDict):
    UserPoolId: str
    Username: str


def seed(person: DemoPerson, pool: str) -> None:
    """Give a person an account and a profile; done twice, nothing changes.

    The repositories read their settings when they are imported, so the deployed environment
    must be in place before the first call.
    """
    from shared.cloud import clients  # noqa: PLC0415 - see above
    from shared.domain.account import Level, Profile  # noqa: PLC0415
    from shared.domain.errors import NotFound  # noqa: PLC0415
    from shared.domain.staff import Post  # noqa: PLC0415
    from shared.store import accounts, staff  # noqa: PLC0415

    if person.role in _EMPLOYED:
        staff.appoint(Post.model_validate({"account": person.account, **_EMPLOYED[person.role]}))
    with suppress(NotFound):
        accounts.get(person.account)
        return
    cognito, who = clients.cognito(), _Who(UserPoolId=pool, Username=person.account)
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(**who, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**who, Password=person.password, Permanent=True)
    cognito.admin_add_user_to_group(**who, GroupName=person.role)
    known = {name: person.fields[name] for name in Profile.model_fields if name in person.fields}
    certain = {"level": Level.CONFIRMED, "email_confirmed": True, "inn_verified": True}
    accounts.add(Profile.model_validate({**known, **certain, "account": person.account}))
