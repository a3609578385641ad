"""Nothing is cut, nothing overlaps, nothing is lost between two pages."""

from itertools import combinations

import pymupdf
import pytest

from functions.issue.book import render
from functions.issue.contents import SECTIONS
from functions.issue.press.reading import opened, read
from functions.issue.press.sheet import HEIGHT, LEFT, RIGHT, TOP
from functions.issue.press.typography import CELL, TITLE, balanced, broken
from shared.domain.entries import EntryKind
from shared.domain.professions import CATEGORIES
from shared.domain.version import Version
from tests.functions.issue.reading import dense, texts, words
from tests.functions.issue.specimens import (
    ADDRESS,
    CODE,
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
    return render(long_book, photo(), CODE, ADDRESS)


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
            assert min(across, down) < one.height / 6, (first, second)


@pytest.mark.parametrize(
    ("surname", "category"),
    [("Ли", "sport"), (LONG_NAME["surname"], LONG_CATEGORY), ("Щ" * 100, LONG_CATEGORY)],
)
def test_the_photo_and_the_code_stay_clear_of_the_text(surname: str, category: str) -> None:
    """The longest name that a profile takes has a hundred letters in each of its three parts."""
    holder = person(surname=surname, name=surname, patronymic=surname)
    pdf = render(version(person=holder, category=category), photo(), CODE, ADDRESS)
    with pymupdf.open("pdf", pdf) as document:
        page = document[0]
        [photograph] = page.get_image_rects(page.get_images()[0][0])
        modules = [drawn["rect"] for drawn in page.get_drawings() if len(drawn["items"]) > 100]
    [code] = modules
    for picture, width, height in (photograph, 30, 40), (code, 36, 36):
        assert picture.width / 72 * 25.4 == pytest.approx(width, abs=0.1)
        assert picture.height / 72 * 25.4 == pytest.approx(height, abs=0.1)
        assert picture.x0 == pytest.approx(LEFT, abs=0.1)
    quiet = pymupdf.Rect(code.x0 - 8, code.y0 - 8, code.x1 + 8, code.y1 + 8)  # four modules
    for box, word in words(pdf)[0]:
        assert (box & photograph).is_empty, word
        assert (box & quiet).is_empty, word
    baselines = [box.y1 for box, _ in words(pdf)[0]]
    assert baselines == sorted(baselines)


@pytest.mark.req("bok-03", "bok-07")
@pytest.mark.parametrize("count", [1, 8, 9, 10, 11, 12, 60, 200])
def test_of_many_entries_each_is_printed_once(count: int) -> None:
    pages = texts(render(version(vaccinations(count)), photo(), CODE, ADDRESS))
    text = "".join(pages)
    assert [text.count(str(given.title)) for given in vaccinations(count)] == [1] * count
    assert len(pages) <= 4 + count // 8


def test_the_title_and_the_head_are_repeated_on_every_page_of_a_table() -> None:
    pages = texts(render(version(vaccinations(60)), photo(), CODE, ADDRESS))
    with_rows = [page for page in pages if "Прививка-" in page]
    assert len(with_rows) > 4
    assert all(page.count("Инфекция, вакцина, серия, доза") == 1 for page in with_rows)
    assert [page.count("Прививки (продолжение)") for page in with_rows] == [0] + [1] * (len(with_rows) - 1)


def test_a_repeated_head_is_not_read_aloud_again(long_pdf: bytes) -> None:
    with opened(long_pdf) as document:
        elements = read(document).elements
    assert elements.count("Инфекция,вакцина,серия,доза") == 1
    assert not [element for element in elements if "продолжение" in element or "Страница" in element]


@pytest.mark.parametrize("count", range(1, 24))
def test_no_heading_is_left_alone_at_the_foot_of_a_page(count: int) -> None:
    titles = {dense(section.title) for section in SECTIONS}
    entries = (*vaccinations(count), *one_of_each())
    for page in texts(render(version(entries), photo(), CODE, ADDRESS)):
        body = page[: page.index("Книжка №")].strip().splitlines()
        head = max((place for place, line in enumerate(body) if dense(line) in titles), default=None)
        assert head is None or len(body) - head > 7 or body[-1] == "Записей нет"


@pytest.mark.parametrize("count", range(2, 40))
def test_no_short_row_is_split_and_the_last_one_is_not_left_alone(count: int) -> None:
    """Each of these rows has a first and a last line that say so."""
    said = {"title": "Начало", "result": "Конец", "clinic": "Поликлиника", "doctor": None}
    pages = texts(render(version([entry(EntryKind.LABORATORY, **said)] * count), photo(), CODE, ADDRESS))
    rows = [page.count("Начало") for page in pages]
    assert rows == [page.count("Конец") for page in pages]
    assert sum(rows) == count
    assert [number for number in rows if number][-1] >= 2


@pytest.mark.parametrize("length", [100, 250, 331, 332, 333, 600])
def test_of_a_huge_row_no_single_line_stands_on_a_page(length: int) -> None:
    said = entry(EntryKind.RESTRICTION, title=" ".join(["Щека"] * length), result=None)
    pages = texts(render(version([*vaccinations(9), said]), photo(), CODE, ADDRESS))
    lines = [sum(line.startswith("Щека") for line in page.splitlines()) for page in pages]
    assert sum(page.count("Щека") for page in pages) == length
    assert all(number != 1 for number in lines)


def test_lines_of_all_columns_and_pages_stand_on_one_grid(long_pdf: bytes) -> None:
    with pymupdf.open("pdf", long_pdf) as document:
        lines = [span for page in document.pages(1) for span in page.get_texttrace()]
    steps = {round((HEIGHT - span["chars"][0][2][1]) % 3, 1) % 3 for span in lines if span["size"] != 7.0}
    assert len(steps) == 1


def test_an_opening_quote_hangs_in_the_margin() -> None:
    said = "«Ромашка», общество с ограниченной ответственностью"
    pages = words(render(version(employer=said), photo(), CODE, ADDRESS))
    [quote] = [box.x0 for page in pages for box, word in page if word == "«Ромашка»,"]
    [plain] = [box.x0 for page in pages for box, word in page if word == "Повар"]
    assert 1.5 < plain - quote < 4


@pytest.mark.parametrize(
    "said", ["№ 12", "А. С. Иванова", "к работе", "с мясом", "30 календарных", "на полгода"]
)
def test_what_belongs_together_is_not_parted_by_the_end_of_a_line(said: str) -> None:
    for length in range(10, 60):
        lines = broken(f"{'щ' * length} {said}", CELL, 150)
        shown = [line.show for line in lines]
        whole = broken(said, CELL, 150)[0].show[2:-4]
        assert any(whole in line for line in shown)


def test_a_title_of_two_lines_has_no_lonely_word() -> None:
    short, long = (
        broken("Решение об отказе в выдаче книжки", TITLE, 330),
        balanced("Решение об отказе в выдаче книжки", TITLE, 330),
    )
    assert len(short) == len(long) == 2
    assert len(long[1].show) > len(short[1].show)


@pytest.mark.req("ver-04", "ver-03")
def test_every_page_says_whose_it_is_and_that_paper_proves_nothing(long_pdf: bytes) -> None:
    pages = texts(long_pdf)
    for number, page in enumerate(pages, start=1):
        text = dense(page)
        assert dense(f"Книжка № 7K3M-92QA-B4XC · версия 3 Страница {number} из {len(pages)}") in text
        assert dense("Распечатанный вариант не имеет юридической силы.") in text
        assert dense(f"Подлинник проверяется по адресу {ADDRESS}") in text


@pytest.mark.req("ver-03", "ver-06")
def test_every_page_is_of_one_size_and_prints_on_half_a_sheet_of_a4(long_pdf: bytes) -> None:
    with pymupdf.open("pdf", long_pdf) as document:
        sizes = {
            (round(page.rect.width / 72 * 25.4), round(page.rect.height / 72 * 25.4)) for page in document
        }
    assert sizes == {(148, 210)}


def test_numbers_that_belong_together_stand_on_one_line(long_pdf: bytes) -> None:
    lines = {line.strip() for page in texts(long_pdf) for line in page.splitlines()}
    assert "112-233-445 95" in lines
    assert "№ 7K3M-92QA-B4XC · версия 3" in lines
