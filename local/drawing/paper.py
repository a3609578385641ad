"""A drawn paper: a framed card with a heading and labelled lines, marked as a sample."""

from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from local.drawing.lettering import face

Colour = tuple[int, int, int]
Line = tuple[str, str]

INK: Colour = (34, 38, 48)
LABEL: Colour = (104, 110, 124)
MARGIN = 72

_MARK = "ОБРАЗЕЦ"
_NOTE = "Нарисовано для показа. Вымышленный человек. Не является документом."
_STEP = 96


class Paper:
    """A card of one tint; what is written moves downwards."""

    def __init__(self, size: tuple[int, int], tint: Colour, heading: str) -> None:
        self.picture = Image.new("RGB", size, tint)
        self._tint = tint
        self._pen = ImageDraw.Draw(self.picture)
        self._left, self._y = MARGIN, MARGIN + 96
        self._weave()
        self._pen.text((MARGIN, MARGIN), heading, font=face(46, bold=True), fill=_shaded(tint, 0.45))

    def place(self, picture: Image.Image, height: int) -> None:
        """Put a picture on the left; the lines that follow stand beside it."""
        width = picture.width * height // picture.height
        self.picture.paste(picture.resize((width, height)), (MARGIN, self._y))
        self._left = MARGIN + width + 56

    def write(self, lines: Iterable[Line]) -> None:
        """Write labelled lines."""
        for label, value in lines:
            self._pen.text((self._left, self._y), label, font=face(24), fill=LABEL)
            for part in self._broken(value):
                self._pen.text((self._left, self._y + 28), part, font=face(38, bold=True), fill=INK)
                self._y += 46
            self._y += _STEP - 46

    def scanned(self, grain: float = 3.0) -> Image.Image:
        """Finish the paper: mark it, lay it slightly askew, and add the grain of a scanner."""
        self._mark()
        askew = self.picture.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=_shaded(self._tint, 0.98))
        noise = np.random.default_rng(11).normal(0, grain, (askew.height, askew.width, 1))
        grainy = np.asarray(askew.filter(ImageFilter.UnsharpMask(1.0, 60)), dtype=np.float64) + noise
        return Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8))

    def _broken(self, value: str) -> Iterator[str]:
        """Break a value into lines that fit beside what is on the left."""
        room, line = self.picture.width - MARGIN - self._left, ""
        for word in value.split():
            longer = f"{line} {word}".strip()
            if line and face(38, bold=True).getlength(longer) > room:
                yield line
                longer = word
            line = longer
        yield line

    def _weave(self) -> None:
        """Cover the card with fine waves, as security paper is."""
        places = np.arange(0, self.picture.width + 8, 8)
        for top in range(0, self.picture.height, 14):
            wave = top + 9 * np.sin(places / 70 + top / 55)
            self._pen.line(
                list(zip(places.tolist(), wave.tolist(), strict=True)), fill=_shaded(self._tint, 0.94)
            )
        frame = (28, 28, self.picture.width - 28, self.picture.height - 28)
        self._pen.rounded_rectangle(frame, 24, outline=_shaded(self._tint, 0.6), width=4)

    def _mark(self) -> None:
        width, height = self.picture.size
        mark = Image.new("L", (width, height), 0)
        pen = ImageDraw.Draw(mark)
        pen.text((width // 2, height // 2), _MARK, font=face(width // 6, bold=True), anchor="mm", fill=40)
        self.picture.paste((180, 30, 40), mask=mark.rotate(24))
        foot = (width // 2, height - 58)
        self._pen.text(foot, f"{_MARK}. {_NOTE}", font=face(24), anchor="mm", fill=(160, 40, 50))


def _shaded(colour: Colour, factor: float) -> Colour:
    red, green, blue = (round(part * factor) for part in colour)
    return red, green, blue
