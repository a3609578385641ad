"""The sizes of our document, for the engines that have to be told."""

from functions.issue.press import typography as ours
from functions.issue.press.sheet import BOTTOM, HEIGHT, LEFT, MEASURE, TOP, WIDTH
from functions.issue.press.typography import Style

MARGINS = {"left": LEFT, "right": WIDTH - LEFT - MEASURE, "top": TOP, "bottom": HEIGHT - BOTTOM}
STYLES = {
    name.lower(): style for name, style in vars(ours).items() if isinstance(style, Style) and name.isupper()
}
_NAMES = {id(style): name for name, style in STYLES.items()}


def kind(style: Style) -> str:
    """Name a style."""
    return _NAMES[id(style)]
