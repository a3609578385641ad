"""The page is published as a whole, and only where it has changed (ver-05)."""

import shutil
import sys
from pathlib import Path

import pytest

from shared.cloud import clients
from shared.settings import settings
from web import publish
from web.publish import FOLDER, files


@pytest.mark.req("ver-05")
@pytest.mark.usefixtures("aws")
def test_only_what_has_changed_is_published(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert publish.publish(settings.public_bucket) == [file.name for file in files()]
    assert publish.publish(settings.public_bucket) == []
    folder = shutil.copytree(FOLDER, tmp_path / "verifier")
    (folder / "style.css").write_text("body { color: red }", encoding="utf-8")
    monkeypatch.setattr(publish, "files", lambda: files(folder))
    assert publish.publish(settings.public_bucket) == ["style.css", "worker.js"]


@pytest.mark.req("ver-05")
@pytest.mark.usefixtures("aws")
def test_what_is_published_says_what_it_is_and_is_asked_for_anew() -> None:
    publish.publish(settings.public_bucket)
    page = clients.s3().get_object(Bucket=settings.public_bucket, Key="v/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert page["CacheControl"].startswith("public, no-cache")
    assert page["Body"].read() == (FOLDER / "index.html").read_bytes()


def test_the_worker_comes_last_and_names_every_other_file() -> None:
    *others, worker = files()
    assert worker.name == "worker.js"
    for file in others:
        assert f'"{file.name}": "{file.digest}"'.encode() in worker.data


def test_every_file_of_the_folder_is_published() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {file.name for file in files()}


@pytest.mark.usefixtures("aws")
def test_an_operator_is_told_what_was_published(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["publish", "--bucket", settings.public_bucket])
    publish.main()
    publish.main()
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("published: cbor.js, ")
    assert first.endswith(", worker.js")
    assert second == "nothing has changed"
