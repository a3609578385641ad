"""The main job, as an applicant does it over HTTP: from signing in to a signed book in `out/`."""

import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pymupdf
import zxingcpp
from PIL import Image
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from local.client import Client, Failed
from local.drawing import Scan, scans

OUT = Path(__file__).parent.parent / "out"

Json = dict[str, Any]

_PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.2
_DPI = 200
_UNSETTLED = ("awaiting", "checking")
_DEAD_ENDS = ("mismatch_found", "review_needed", "returned", "refused", "withdrawn")


@dataclass(frozen=True)
class Outcome:
    """The book, what a verifier is told about it, and the seconds from sending to «выдан»."""

    book: Path
    verdict: str
    seconds: float


def carry(address: str, console: Console | None = None) -> Outcome:
    """Carry a new person's application through a running system; raises `Failed`."""
    return _Applicant(Client(address), console or Console(highlight=False)).carry()


class _Applicant:
    """Somebody new, with their papers, in front of a screen."""

    def __init__(self, client: Client, console: Console) -> None:
        self._client = client
        self._console = console
        self._begun = time.monotonic()
        self._person: Json = client.post("/dev/people", {}).body

    def carry(self) -> Outcome:
        """Do it all, step by step."""
        fields = self._person["fields"]
        who = " ".join(filter(None, (fields["surname"], fields["name"], fields.get("patronymic"))))
        self._console.print(f"\n[bold]Медицинская книжка[/]: {who}, {self._person['login']}\n")
        self._sign_in()
        path = self._fill_in(fields)
        self._attach(path, scans(fields))
        sent = time.monotonic()
        self._submit(path)
        self._follow(path)
        seconds = time.monotonic() - sent
        book = self._fetch(self._client.get(path).body["book_number"])
        verdict = self._verify(book)
        self._console.print(f"\n[bold green]От отправки до «выдан»: {seconds:.1f} с[/]\n")
        return Outcome(book, verdict, seconds)

    def _sign_in(self) -> None:
        known = {"login": self._person["login"], "password": self._person["password"]}
        session = self._client.post("/v1/sessions", known).body["session"]
        answer = {"session": session, "code": self._code()}
        self._client.sign_in(self._client.post("/v1/sessions/answer", answer).body["id_token"])
        self._done("Вход: пароль и код из SMS")

    def _fill_in(self, fields: Json) -> str:
        started = self._client.post("/v1/applications", {"category": "catering"})
        path = f"/v1/applications/{started.body['id']}"
        self._done(f"Заявление начато: «{started.body['status_label']}»")
        change = {"fields": fields, "occupation": fields["employer"]["position"]}
        self._client.patch(path, change, started.etag)
        self._done("Форма заполнена")
        return path

    def _attach(self, path: str, papers: list[Scan]) -> None:
        columns = (TextColumn("  {task.description:24}"), BarColumn(24), DownloadColumn())
        with Progress(*columns, TextColumn("{task.fields[state]}"), console=self._console) as progress:
            bars = {self._upload(path, paper, progress): paper for paper in papers}
            tasks = dict(zip(bars, progress.task_ids, strict=True))
            for document in self._settled(path):
                progress.update(tasks[document["file_id"]], state="[green]принят[/]")
        self._done(f"Файлы проверены: {len(papers)}")

    def _upload(self, path: str, paper: Scan, progress: Progress) -> str:
        """Upload one file; returns its id."""
        size = len(paper.data)
        bar = progress.add_task(paper.file_name, total=size, state="загружается")
        wanted: Json = {"kind": paper.kind, "page": paper.page, "file_name": paper.file_name}
        wanted |= {"content_type": paper.content_type, "size": size}
        ticket = self._client.post(f"{path}/uploads", wanted).body
        form, name = ticket["upload"], paper.file_name
        self._client.upload(
            form, name, paper.content_type, paper.data, lambda sent: progress.advance(bar, sent)
        )
        progress.update(bar, completed=size, state="проверяется")
        return str(ticket["file_id"])

    def _settled(self, path: str) -> Iterator[Json]:
        """Wait for the checks of all files, and give each file once it has been accepted."""
        seen: set[str] = set()
        for _ in _waiting("файлы всё ещё проверяются"):
            documents = self._client.get(path).body["documents"]
            for document in documents:
                if document["status"] == "rejected":
                    raise Failed(_rejection(document))
                if document["status"] not in _UNSETTLED and document["file_id"] not in seen:
                    seen.add(document["file_id"])
                    yield document
            if len(seen) == len(documents):
                return

    def _submit(self, path: str) -> None:
        self._client.post("/v1/me/codes", {"purpose": "signature"})
        consents = {"terms": True, "personal_data": True}
        signed = {"consents": consents, "signature": {"code": self._code()}}
        accepted = self._client.post(f"{path}/submit", signed).body
        self._done(f"Подписано кодом из SMS и отправлено: № {accepted['number']}\n")

    def _follow(self, path: str) -> None:
        """Show each event as it comes, until the book is issued."""
        shown = 0
        for _ in _waiting("книжка всё ещё не выдана"):
            history = self._client.get(f"{path}/timeline").body["items"][::-1]
            submitted = next(event["at"] for event in history if event["event"].startswith("submitted"))
            for event in history[shown:]:
                self._tell(event, submitted)
            shown = len(history)
            if history[-1]["result_status"] == "ISSUED":
                return
            if history[-1]["event"] in _DEAD_ENDS:
                raise Failed(_obstacle(self._client.get(path).body))

    def _tell(self, event: Json, submitted: str) -> None:
        after = (datetime.fromisoformat(event["at"]) - datetime.fromisoformat(submitted)).total_seconds()
        when = f"+{after:.1f} с" if after >= 0 else ""
        labels = f"[cyan]{event['status_label']:14}[/] {event['result_label'] or '':15}"
        self._console.print(f"  {when:>9}  {labels} [dim]{event['text']}[/]", soft_wrap=True)

    def _fetch(self, number: str) -> Path:
        """Download the first version, and compare it with the SHA-256 that the system names."""
        link = self._client.get(f"/v1/books/{number}/versions/1/file").body
        data = self._client.download(link["url"])
        if hashlib.sha256(data).hexdigest() != link["sha256"]:
            raise Failed(f"книжка {number}: SHA-256 скачанного файла не сходится")
        OUT.mkdir(exist_ok=True)
        book = OUT / "medical-book.pdf"
        book.write_bytes(data)
        self._console.print()
        self._done(f"Книжка № {number}, {len(data) // 1024} КБ, SHA-256 сходится: [bold]{book}[/]")
        return book

    def _verify(self, book: Path) -> str:
        """Read the QR code off the first page, as a stranger's phone does, and ask what it means."""
        with pymupdf.open(book) as document:
            picture = book.with_suffix(".png")
            document[0].get_pixmap(dpi=_DPI).save(picture)
        codes = zxingcpp.read_barcodes(Image.open(picture))
        if not codes:
            raise Failed(f"на первой странице не читается QR-код: {picture}")
        token = codes[0].text.rpartition("/")[2]
        answer = self._client.get(f"/v1/check/{token}").body
        self._done(f"QR-код: {answer['advice']} {answer['initials']}, до {answer['valid_until']}")
        return str(answer["verdict"])

    def _code(self) -> str:
        """Read the code of the newest SMS."""
        messages = self._client.get(f"/dev/messages?to={self._person['login']}").body
        found = (re.search(r"\b\d{6}\b", message["text"]) for message in messages)
        code = next(filter(None, found), None)
        if code is None:
            raise Failed("SMS с кодом не пришло")
        return code[0]

    def _done(self, words: str) -> None:
        self._console.print(f"  {time.monotonic() - self._begun:5.1f} с  [green]✓[/] {words}")


def _waiting(failure: str) -> Iterator[None]:
    """Give turns with pauses between them, until patience ends; then raises `Failed`."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        yield
        time.sleep(_PAUSE_SECONDS)
    raise Failed(f"{failure}: прошло {_PATIENCE_SECONDS:.0f} с")


def _rejection(document: Json) -> str:
    found = "; ".join(problem["detail"] for problem in document["problems"])
    return f"файл «{document['file_name']}» отклонён: {found}"


def _obstacle(application: Json) -> str:
    """Say why the application does not go on by itself."""
    doubts = [
        f"{check['registry']}: {check['outcome']} {', '.join(check['fields'])}".strip()
        for check in application["checks"]
        if check["outcome"] != "match"
    ]
    doubts += [_rejection(document) for document in application["documents"] if document["problems"]]
    return "\n  ".join([f"«{application['status_label']}»: {application['next_step']}", *doubts])
