"""Chromium, headless: one browser with one page that has the fonts loaded; each document is put into it."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bench.book import Book
from bench.engines import html

PROGRAM = Path("/usr/bin/chromium")

_FOOT = """<div style="width: 100%; margin: 0 45pt; font: 7pt/9pt 'PT Sans'; color: #616973; padding-top: 3pt;
border-top: .5pt solid #c2c9d1; position: relative; top: -18pt"><span style="float: right">Страница
<span class=pageNumber></span> из <span class=totalPages></span></span>{name}<br>{note}</div>"""
_SHOWN = "document.title = {title}; document.body.innerHTML = {body}; document.images[0].decode()"
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--allow-file-access-from-files",
    "--remote-debugging-pipe",
)
_ROWS = ":root { --padding: 5.4pt }"  # it breaks lines later than the others; ten pages want higher rows
_CHUNK = 1 << 20


class Browser:
    """A browser that is spoken to through two pipes (the DevTools protocol)."""

    def __init__(self) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        self._folder, self._numbers, self._unread = Path(mkdtemp()), count(1), b""
        command = (str(PROGRAM), *_FLAGS, f"--user-data-dir={self._folder}", "about:blank")
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "sh", *command],
            pass_fds=(theirs_in, theirs_out),
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        page = self._folder / "book.html"
        faces = "<b>а</b>а"  # so that both are loaded
        page.write_text(f"<html lang=ru><meta charset=utf-8><style>{html.CSS}{_ROWS}</style><body>{faces}")
        self._session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")
        self.ask("Page.navigate", url=page.as_uri())
        while self._next().get("method") != "Page.loadEventFired":
            pass
        self.run("document.fonts.ready.then(() => 0)")

    def run(self, program: str) -> None:
        """Run a program in the page, and wait for what it promises."""
        self.ask("Runtime.evaluate", expression=program, awaitPromise=True)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give an order, and wait for its answer."""
        number = next(self._numbers)
        order = {"id": number, "method": method, "params": parameters}
        if self._session:
            order["sessionId"] = self._session
        data = json.dumps(order).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while (answer := self._next()).get("id") != number:
            pass
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            self._unread += os.read(self._in, _CHUNK)
        message, self._unread = self._unread.split(b"\0", 1)
        return dict(json.loads(message))

    def close(self) -> None:
        """End the browser."""
        self._session = ""
        self.ask("Browser.close")
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


@cache
def browser() -> Browser:
    """Start the browser, once."""
    return Browser()


def render(book: Book) -> bytes:
    """Make the document, tagged as Chromium does by itself."""
    photo = f"data:image/jpeg;base64,{base64.b64encode(book.photo).decode()}"
    body = html.body(book, photo)
    browser().run(_SHOWN.format(title=json.dumps(book.title), body=json.dumps(body)))
    name, note = book.foot
    printed = browser().ask(
        "Page.printToPDF",
        preferCSSPageSize=True,
        printBackground=True,
        displayHeaderFooter=True,
        headerTemplate="<span></span>",
        footerTemplate=_FOOT.format(name=name, note=note),
    )
    return base64.b64decode(printed["data"])


def processes() -> Iterator[int]:
    """Walk the browser's processes."""
    waiting = [browser().process.pid]
    while waiting:
        process = waiting.pop()
        yield process
        with suppress(OSError):  # it has just ended
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
