"""The type in the repository is what the foundry casts, under its own name."""

import json
from io import BytesIO
from pathlib import Path

import fontpkg_pt_sans
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from functions.issue.press.faces import TYPE
from local.foundry import FACES, cast

CAST = dict(cast(TYPE))


@pytest.mark.parametrize("path", CAST, ids=lambda path: path.name)
def test_the_type_is_up_to_date(path: Path) -> None:
    assert path.read_bytes() == CAST[path], "run `make docs`"
    assert {each.name for each in TYPE.iterdir()} == {each.name for each in CAST}


@pytest.mark.parametrize("face", FACES)
def test_no_reserved_name_is_used_but_the_authors_are_named(face: str) -> None:
    names = {
        record.nameID: str(record) for record in TTFont(BytesIO(CAST[TYPE / f"{face}.ttf"]))["name"].names
    }
    assert "ParaType" in names.pop(0)
    assert not [name for name in names.values() if "PT Sans" in name or "ParaType" in name]
    assert "OFL" in names[14]


@pytest.mark.parametrize("face", FACES)
def test_every_letter_is_drawn_as_in_the_original(face: str) -> None:
    original = TTFont(fontpkg_pt_sans.ROOT / "files" / f"PT_Sans-Web-{face}.ttf")
    ours = TTFont(BytesIO(CAST[TYPE / f"{face}.ttf"]))
    for letter in json.loads(CAST[TYPE / "metrics.json"])["glyphs"]:
        assert outline(original, letter) == outline(ours, letter), letter


def outline(font: TTFont, letter: str) -> list[object]:
    pen, name = DecomposingRecordingPen(font.getGlyphSet()), font.getBestCmap()[ord(letter)]
    font.getGlyphSet()[name].draw(pen)
    return [font["hmtx"][name], *pen.value]


def test_russian_latin_and_the_letters_of_other_peoples_can_be_printed() -> None:
    letters = set(json.loads(CAST[TYPE / "metrics.json"])["glyphs"])
    assert letters > set("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя")
    assert letters > set("ӘәҒғҚқҢңӨөҰұҮүҺһӐӑӖӗҪҫӲӳҤҥӇӈ") | set("ÄÖÜäöüßÉéŁłŠšŽžČčİışŞĞğ")
    assert letters > set("0123456789.,:;!?«»„“–—-/\\()[]№₽€%‰±·×°−≤≥≈≠•…’")
