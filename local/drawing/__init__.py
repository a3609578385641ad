"""Drawn papers of an invented person: real files of every kind that an application asks for."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import pymupdf
from PIL import Image

from local.drawing.contract import draw_contract
from local.drawing.paper import Line, Paper
from local.drawing.portrait import Looks, draw_portrait

Fields = dict[str, Any]

_PDF, _JPEG, _PNG = "application/pdf", "image/jpeg", "image/png"
_SPREAD, _CARD = (1480, 1050), (1280, 820)


@dataclass(frozen=True)
class Scan:
    """A file to upload: what it is, what it is called, and its bytes."""

    kind: str
    file_name: str
    content_type: str
    data: bytes
    page: str | None = None


def scans(fields: Fields) -> list[Scan]:
    """Draw all that an application asks for, from the fields of the form."""
    portrait = draw_portrait(Looks.of(fields["snils"], fields["sex"]))
    return [
        Scan(
            "passport", "Паспорт.pdf", _PDF, _pages(_photo_page(fields, portrait), _registration_page(fields))
        ),
        Scan("snils", "СНИЛС.jpg", _JPEG, _jpeg(_snils(fields))),
        Scan("oms_policy", "Полис ОМС.png", _PNG, _png(_policy(fields))),
        Scan("employment_proof", "Трудовой договор.pdf", _PDF, draw_contract(fields, _full_name(fields))),
        Scan("photo", "Фото 3x4.jpg", _JPEG, _jpeg(portrait)),
    ]


def _photo_page(fields: Fields, portrait: Image.Image) -> Image.Image:
    passport = fields["passport"]
    paper = Paper(_SPREAD, (247, 233, 231), f"Паспорт  {passport['series']}  {passport['number']}")
    paper.place(portrait, 420)
    paper.write(
        [
            ("Фамилия, имя, отчество", _full_name(fields)),
            ("Дата и место рождения", f"{_day(fields['birth_date'])}, {fields['birth_place']}"),
            ("Пол", "ЖЕН." if fields["sex"] == "female" else "МУЖ."),
            ("Паспорт выдан", passport["issuer"]),
            (
                "Дата выдачи, код подразделения",
                f"{_day(passport['issued_on'])}  {passport['department_code']}",
            ),
        ]
    )
    return paper.scanned()


def _registration_page(fields: Fields) -> Image.Image:
    address = fields["registration_address"]
    paper = Paper(_SPREAD, (247, 233, 231), "Место жительства")
    lines: list[Line] = [
        ("Зарегистрирован(а)", _day(fields["passport"]["issued_on"])),
        ("Регион, населённый пункт", f"{address['region']}, {address['locality']}"),
        ("Улица", address["street"]),
        ("Дом, квартира", f"{address['house']}, {address['flat']}"),
        ("Орган регистрационного учёта", fields["passport"]["issuer"]),
    ]
    paper.write(lines)
    return paper.scanned()


def _snils(fields: Fields) -> Image.Image:
    digits = fields["snils"]
    number = f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"
    paper = Paper(_CARD, (224, 240, 226), "Страховое свидетельство")
    paper.write(
        [
            ("СНИЛС", number),
            ("Фамилия, имя, отчество", _full_name(fields)),
            ("Дата и место рождения", f"{_day(fields['birth_date'])}, {fields['birth_place']}"),
        ]
    )
    return paper.scanned()


def _policy(fields: Fields) -> Image.Image:
    number = fields["oms_policy"]["number"]
    paper = Paper(_CARD, (222, 234, 246), "Полис обязательного медицинского страхования")
    paper.write(
        [
            ("Номер полиса", " ".join(number[start : start + 4] for start in range(0, len(number), 4))),
            ("Фамилия, имя, отчество", _full_name(fields)),
            ("Дата рождения", _day(fields["birth_date"])),
        ]
    )
    return paper.scanned(grain=0)  # what PNG cannot press, it keeps whole


def _full_name(fields: Fields) -> str:
    return " ".join(filter(None, (fields["surname"], fields["name"], fields.get("patronymic"))))


def _day(written: str) -> str:
    return date.fromisoformat(written).strftime("%d.%m.%Y")


def _pages(*pictures: Image.Image) -> bytes:
    """Bind pictures into a PDF, as scanners do."""
    with pymupdf.open() as document:
        for picture in pictures:
            page = document.new_page(width=picture.width / 2, height=picture.height / 2)
            page.insert_image(page.rect, stream=_jpeg(picture, quality=80))
        return bytes(document.tobytes(deflate=True))


def _jpeg(picture: Image.Image, quality: int = 92) -> bytes:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality, dpi=(300, 300))
    return data.getvalue()


def _png(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True, dpi=(300, 300))
    return data.getvalue()
