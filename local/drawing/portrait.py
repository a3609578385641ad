"""A drawn portrait: nobody's face, in colour, on the plain light background that the rules ask for."""

from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from local.drawing.lettering import face

WIDTH, HEIGHT = 600, 800

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

_BACKGROUND: Colour = (232, 237, 243)
_SKINS: tuple[Colour, ...] = ((241, 205, 178), (232, 188, 158), (222, 172, 138))
_HAIR: tuple[Colour, ...] = ((58, 38, 28), (96, 60, 34), (140, 92, 48), (36, 32, 36))
_COATS: tuple[Colour, ...] = ((32, 74, 135), (122, 36, 62), (24, 104, 92), (84, 56, 128))
_EYES: tuple[Colour, ...] = ((70, 108, 140), (84, 96, 60), (92, 62, 42))
_FINE = 2
_ZOOM = 1.2


@dataclass(frozen=True)
class Looks:
    """How somebody looks: made up from a seed, the same one every time."""

    skin: Colour
    hair: Colour
    coat: Colour
    eyes: Colour
    long_hair: bool

    @classmethod
    def of(cls, seed: str, sex: str) -> "Looks":
        """Make up somebody's looks."""
        chance = Random(seed)  # noqa: S311 - looks are no secret
        skin, hair, coat, eyes = (chance.choice(colours) for colours in (_SKINS, _HAIR, _COATS, _EYES))
        return cls(skin, hair, coat, eyes, long_hair=sex == "female")


def draw_portrait(looks: Looks) -> Image.Image:
    """Draw a head and shoulders, twice as large as needed, and scale it down to smooth the edges."""
    picture = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), _BACKGROUND)
    pen = ImageDraw.Draw(picture)
    if looks.long_hair:
        _ellipse(pen, (160, 150, 440, 600), looks.hair)
    _draw_coat(picture, looks)
    _draw_collar(pen, looks)
    _draw_head(pen, looks)
    _draw_face(pen, looks)
    _draw_mark(picture)
    return _lit(picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def _draw_coat(picture: Image.Image, looks: Looks) -> None:
    """Draw a striped coat, cut out along the shoulders."""
    cloth = Image.new("RGB", picture.size, looks.coat)
    pen = ImageDraw.Draw(cloth)
    for left in range(0, WIDTH, 13):
        pen.line(_scaled((left, 500, left, HEIGHT)), fill=_toned(looks.coat, 1.2), width=3 * _FINE)
    shape = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shape).rounded_rectangle(_scaled((70, 570, 530, 1100)), 170 * _FINE, fill=255)
    picture.paste(cloth, mask=shape)


def _draw_collar(pen: ImageDraw.ImageDraw, looks: Looks) -> None:
    _polygon(pen, ((232, 574), (300, 668), (368, 574), (340, 540), (260, 540)), (247, 248, 250))
    _rectangle(pen, (258, 480, 342, 592), _toned(looks.skin, 0.92))
    _polygon(pen, ((258, 590), (300, 630), (342, 590)), _toned(looks.skin, 0.92))
    _ellipse(pen, (250, 470, 350, 556), _toned(looks.skin, 0.84))
    for side in (-1, 1):
        edge = ((300 + side * 68, 566), (300 + side * 112, 596), (300 + side * 4, 676))
        _polygon(pen, edge, _toned(looks.coat, 0.7))


def _draw_head(pen: ImageDraw.ImageDraw, looks: Looks) -> None:
    _ellipse(pen, (178, 158, 422, 440), looks.hair)
    for left in (180, 388):
        _ellipse(pen, (left, 336, left + 32, 412), _toned(looks.skin, 0.94))
    _ellipse(pen, (192, 216, 408, 532), looks.skin)
    pen.chord(_scaled((178, 158, 422, 440)), 172, 318, fill=looks.hair)
    pen.chord(_scaled((178, 158, 422, 440)), 262, 8, fill=looks.hair)
    for depth in range(8, 60, 10):
        strand = (178 + depth, 160 + depth // 2, 422 - depth, 330 + depth)
        _arc(pen, strand, (228, 312), _toned(looks.hair, 1.3), 2)


def _draw_face(pen: ImageDraw.ImageDraw, looks: Looks) -> None:
    for middle in (252, 348):
        _ellipse(pen, (middle - 34, 398, middle + 22, 436), _blushed(looks.skin))
        _ellipse(pen, (middle - 24, 342, middle + 24, 368), (252, 252, 252))
        _ellipse(pen, (middle - 12, 342, middle + 12, 367), looks.eyes)
        _ellipse(pen, (middle - 5, 349, middle + 5, 361), (20, 20, 24))
        _ellipse(pen, (middle + 1, 346, middle + 6, 351), (255, 255, 255))
        _arc(pen, (middle - 26, 337, middle + 26, 376), (190, 350), _toned(looks.hair, 0.6), 4)
        _arc(pen, (middle - 34, 316, middle + 34, 356), (205, 335), _toned(looks.hair, 0.85), 6)
    _arc(pen, (280, 386, 320, 424), (25, 155), _toned(looks.skin, 0.7), 4)
    pen.chord(_scaled((262, 434, 338, 480)), 15, 165, fill=(184, 84, 86))
    _arc(pen, (258, 428, 342, 472), (25, 155), (132, 52, 56), 3)


def _draw_mark(picture: Image.Image) -> None:
    """Say on the coat, where the face and the background stay clear, that this is a sample."""
    mark = Image.new("L", picture.size, 0)
    centre = (WIDTH * _FINE // 2, 756 * _FINE)
    ImageDraw.Draw(mark).text(centre, "ОБРАЗЕЦ", font=face(44 * _FINE, bold=True), anchor="mm", fill=200)
    picture.paste((255, 255, 255), mask=mark)


def _lit(picture: Image.Image) -> Image.Image:
    """Add the soft light of a studio and the grain of a sensor."""
    light = Image.linear_gradient("L").resize(picture.size).point(lambda value: 255 - value // 24)
    lit = ImageChops.multiply(picture, Image.merge("RGB", (light, light, light)))
    grain = np.random.default_rng(7).normal(0, 2.2, (HEIGHT, WIDTH, 1))
    grainy = np.clip(np.asarray(lit.filter(ImageFilter.SHARPEN), dtype=np.float64) + grain, 0, 255)
    return Image.fromarray(grainy.astype(np.uint8))


def _scaled(box: Box) -> Box:
    left, top, right, bottom = box
    return (*_placed(left, top), *_placed(right, bottom))


def _placed(x: int, y: int) -> tuple[int, int]:
    """Enlarge the figure about its middle, and lift it."""
    return round((x - 300) * _ZOOM + 300) * _FINE, round((y - 400) * _ZOOM + 385) * _FINE


def _ellipse(pen: ImageDraw.ImageDraw, box: Box, colour: Colour) -> None:
    pen.ellipse(_scaled(box), fill=colour)


def _rectangle(pen: ImageDraw.ImageDraw, box: Box, colour: Colour) -> None:
    pen.rectangle(_scaled(box), fill=colour)


def _polygon(pen: ImageDraw.ImageDraw, corners: tuple[tuple[int, int], ...], colour: Colour) -> None:
    pen.polygon([_placed(x, y) for x, y in corners], fill=colour)


def _arc(pen: ImageDraw.ImageDraw, box: Box, angles: tuple[int, int], colour: Colour, width: int) -> None:
    pen.arc(_scaled(box), *angles, fill=colour, width=width * _FINE)


def _toned(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255, round(part * factor)) for part in colour)
    return red, green, blue


def _blushed(skin: Colour) -> Colour:
    red, green, blue = skin
    return red, green - 8, blue - 6
