"""Nothing is cut, nothing overlaps, nothing is lost between two pages."""

from itertools import combinations

import pymupdf
import pytest

from functions.issue.contents import SECTIONS
from functions.issue.rendering import render
from functions.issue.sheet import BOTTOM, HEIGHT, LEFT, RIGHT, TOP
from shared.domain.entries import EntryKind
from shared.domain.professions import CATEGORIES
from shared.domain.version import Version
from tests.functions.issue.reading import dense, texts, words
from tests.functions.issue.specimens import (
    CHECK_URL,
    entry,
    one_of_each,
    person,
    photo,
    vaccinations,
    version,
)

LONG_NAME = {
    "surname": "Воскобойникова-Константинопольская-Вышнеградская",
    "name": "Александра-Виктория-Екатерина",
    "patronymic": "Абдурахмангаджиевна кызы",
}
LONG_CATEGORY = max(CATEGORIES, key=lambda code: len(CATEGORIES[code].title))
LONG_EMPLOYER = "Федеральное бюджетное учреждение здравоохранения «Центр гигиены» " * 12 + "Щ" * 200


@pytest.fixture(scope="module")
def long_book() -> Version:
    restriction = entry(EntryKind.RESTRICTION, title="Не допускается к подъёму тяжестей. " * 80)
    return version(
        (*one_of_each(), *vaccinations(60), restriction),
        person=person(**LONG_NAME),
        category=LONG_CATEGORY,
        employer=LONG_EMPLOYER,
    )


@pytest.fixture(scope="module")
def long_pdf(long_book: Version) -> bytes:
    return render(long_book, photo(), CHECK_URL)


@pytest.mark.req("iss-07")
def test_long_values_are_printed_to_the_last_letter(long_pdf: bytes, long_book: Version) -> None:
    text = dense("".join(texts(long_pdf)))
    assert dense(long_book.person.full_name) in text
    assert dense(long_book.category_title) in text
    assert (text.count("«Центргигиены»"), text.count("Щ")) == (12, 200)
    assert text.count("тяжестей.") == 80


@pytest.mark.req("iss-07")
def test_every_word_stands_within_the_margins(long_pdf: bytes) -> None:
    for page in words(long_pdf):
        for box, word in page:
            assert box.x0 >= LEFT - 1, word
            assert box.x1 <= RIGHT + 1, word
            assert box.y0 >= TOP - 8, word
            assert box.y1 <= HEIGHT - 20, word


@pytest.mark.req("iss-07")
def test_no_two_words_overlap(long_pdf: bytes) -> None:
    for page in words(long_pdf):
        for (one, first), (other, second) in combinations(page, 2):
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            down = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert min(across, down) < 3.5, (first, second)


@pytest.mark.parametrize(
    ("surname", "category"),
    [("Ли", "sport"), (LONG_NAME["surname"], LONG_CATEGORY), ("Щ" * 100, LONG_CATEGORY)],
)
def test_the_photo_and_the_code_stay_clear_of_the_text(surname: str, category: str) -> None:
    """The longest name that a profile takes has a hundred letters in each of its three parts."""
    holder = person(surname=surname, name=surname, patronymic=surname)
    pdf = render(version(person=holder, category=category), photo(), CHECK_URL)
    with pymupdf.open("pdf", pdf) as document:
        page = document[0]
        [photograph] = page.get_image_rects(page.get_images()[0][0])
        drawn = [drawing["rect"] for drawing in page.get_drawings()]
    code = pymupdf.Rect()
    for module in drawn:
        if photograph.y1 < module.y0 and module.y1 < BOTTOM + 1:
            code |= module
    assert photograph.width / 72 * 25.4 == pytest.approx(30, abs=0.1)
    assert photograph.height / 72 * 25.4 == pytest.approx(40, abs=0.1)
    assert code.width / 72 * 25.4 == pytest.approx(30, abs=0.1)
    for box, word in words(pdf)[0]:
        assert (box & photograph).is_empty, word
        assert (box & code).is_empty, word
    baselines = [box.y1 for box, _ in words(pdf)[0]]
    assert baselines == sorted(baselines)


@pytest.mark.req("bok-03", "bok-07")
@pytest.mark.parametrize("count", [1, 8, 9, 10, 11, 12, 60, 200])
def test_of_many_entries_each_is_printed_once(count: int) -> None:
    pages = texts(render(version(vaccinations(count)), photo(), CHECK_URL))
    text = "".join(pages)
    assert [text.count(str(given.title)) for given in vaccinations(count)] == [1] * count
    assert len(pages) <= 4 + count // 8


def test_the_head_is_repeated_on_every_page_of_a_table() -> None:
    pages = texts(render(version(vaccinations(60)), photo(), CHECK_URL))
    with_rows = [page for page in pages if "Прививка-" in page]
    assert len(with_rows) > 4
    assert all(page.count("Прививка, вакцина, серия, доза") == 1 for page in with_rows)


@pytest.mark.parametrize("count", range(1, 24))
def test_no_heading_is_left_alone_at_the_foot_of_a_page(count: int) -> None:
    titles = {dense(section.title) for section in SECTIONS}
    entries = (*vaccinations(count), *one_of_each())
    for page in texts(render(version(entries), photo(), CHECK_URL)):
        body = page[: page.index("Книжка №")].strip().splitlines()
        head = max((place for place, line in enumerate(body) if dense(line) in titles), default=None)
        assert head is None or len(body) - head > 5 or body[-1] == "Записей нет"


@pytest.mark.req("ver-04", "ver-03")
def test_every_page_says_whose_it_is_and_that_paper_proves_nothing(long_pdf: bytes) -> None:
    pages = texts(long_pdf)
    for number, page in enumerate(pages, start=1):
        text = dense(page)
        assert dense(f"Книжка № 7K3M-92QA-B4XC · версия 3 Страница {number} из {len(pages)}") in text
        assert dense("Распечатанный вариант не имеет юридической силы.") in text
        assert dense(f"Подлинник проверяется по адресу {CHECK_URL}/QJ4ZK2M5N7P3R6S2T5U7V3W4X6Y2Z5AB") in text


def test_numbers_that_belong_together_stand_on_one_line(long_pdf: bytes) -> None:
    lines = {line.strip() for page in texts(long_pdf) for line in page.splitlines()}
    assert "112-233-445 95" in lines
    assert "№ 7K3M-92QA-B4XC · версия 3" in lines
