"""Downloads are verified, go on where they broke off, and fail with a sentence."""

import io
import os
import socket
import threading
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import DataError
from core.names import data, download
from tests.serving import Server, serving

ARCHIVE = "data.zip"
NAMES = {"Irish.txt": b"O'Neal\nKelly\nByrne\n", "Polish.txt": b"Nowak\nKowalski\nPaszek\n"}


def archive_of(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/eng-fra.txt", "Go.\tVa !\n" * 50)
        for name, content in files.items():
            archive.writestr(f"data/names/{name}", content)
    return buffer.getvalue()


def lists_in(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, own_cache: Path) -> Iterator[Server]:
    monkeypatch.setattr(download, "TUTORIAL_SHA256", download.digest(NAMES))
    with serving({ARCHIVE: archive_of(NAMES)}) as running:
        yield running


def test_a_download_is_verified_and_can_be_trained_on(server: Server, own_cache: Path) -> None:
    progress: list[tuple[int, int]] = []
    where = download.tutorial_names(
        lambda done, total: progress.append((done, total)), server.home + ARCHIVE
    )
    assert where == own_cache / "surnames" / "tutorial-names"
    assert lists_in(where) == NAMES, "and nothing else"
    assert data.available() == ["surnames", "cities", "tutorial-names"]
    assert data.load("tutorial-names").languages == ("Irish", "Polish")
    assert progress[-1] == (len(server.files[ARCHIVE]), len(server.files[ARCHIVE]))
    assert not list((own_cache / "downloads").iterdir())


@pytest.mark.parametrize("ranges_work", [True, False])
def test_a_broken_download_goes_on_where_it_broke(server: Server, ranges_work: bool) -> None:
    server.cut, server.ranges_work = 100, ranges_work
    with pytest.raises(DataError) as caught:
        download.tutorial_names(url=server.home + ARCHIVE)
    assert f"100 of {len(server.files[ARCHIVE])}" in str(caught.value)
    assert "try again" in str(caught.value) and data.available() == ["surnames", "cities"]
    where = download.tutorial_names(url=server.home + ARCHIVE)
    assert server.asked == ["", "bytes=100-"]
    assert lists_in(where) == NAMES


def test_a_complete_but_unopened_download_is_not_fetched_again(
    server: Server, own_cache: Path
) -> None:
    part = own_cache / "downloads" / "tutorial-names.zip.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(server.files[ARCHIVE])
    assert download.tutorial_names(url=server.home + ARCHIVE).is_dir()


def test_a_wrong_checksum_adds_nothing(server: Server) -> None:
    server.files[ARCHIVE] = archive_of(NAMES | {"Irish.txt": b"Evil\n"})
    with pytest.raises(DataError, match="checksum"):
        download.tutorial_names(url=server.home + ARCHIVE)
    assert data.available() == ["surnames", "cities"]
    server.files[ARCHIVE] = archive_of(NAMES)
    assert download.tutorial_names(url=server.home + ARCHIVE).is_dir(), (
        "the next attempt starts afresh"
    )


def damaged() -> bytes:
    """An archive with a flipped byte: its headers are fine, its compressed names are not."""
    payload = bytearray(archive_of(NAMES))
    name = b"data/names/Irish.txt"
    payload[payload.index(name) + len(name)] = 0xFF
    return bytes(payload)


# Made by the test that uses them: a zip file holds the time at which it was made.
BROKEN = {"a page": lambda: b"<html>Please log in</html>", "a flipped byte": damaged}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_not_the_archive_is_refused_and_thrown_away(server: Server, broken: str) -> None:
    good, server.files[ARCHIVE] = server.files[ARCHIVE], BROKEN[broken]()
    with pytest.raises(DataError, match="not the archive"):
        download.tutorial_names(url=server.home + ARCHIVE)
    server.files[ARCHIVE] = good
    assert download.tutorial_names(url=server.home + ARCHIVE).is_dir()


def test_an_endless_download_is_stopped_and_not_kept(
    server: Server, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "LARGEST", 50)
    with pytest.raises(DataError, match="far larger"):
        download.tutorial_names(url=server.home + ARCHIVE)
    assert not list((own_cache / "downloads").glob("*")), "else every next attempt fails as well"


def closed_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def test_without_a_network_it_says_so(own_cache: Path) -> None:
    with pytest.raises(DataError) as caught:
        download.tutorial_names(url=f"http://127.0.0.1:{closed_port()}/data.zip")
    assert "network" in str(caught.value) and "shipped surnames" in str(caught.value)
    assert data.available() == ["surnames", "cities"]


def test_an_answer_that_is_not_http_is_a_sentence(own_cache: Path) -> None:
    """As some hotel networks give it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"please pay first\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(DataError, match="could not be downloaded"):
            download.tutorial_names(url=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        thread.join()


def test_the_checksum_is_that_of_the_real_names(tutorial_names: Path) -> None:
    files = {p.name: p.read_bytes() for p in tutorial_names.glob("*.txt")}
    assert download.digest(files) == download.TUTORIAL_SHA256


def folder_of(path: Path, files: dict[str, bytes] = NAMES) -> Path:
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(content)
    return path


MORE = {"Irish.txt": b"Kelly\n", "Czech.txt": b"Novak\n", "Thai.txt": b"Suk\n"}


def test_a_data_set_is_replaced_only_where_that_was_said(tmp_path: Path, own_cache: Path) -> None:
    download.add_folder("my-names", folder_of(tmp_path / "a"))
    assert data.load("my-names").languages == ("Irish", "Polish")
    more = folder_of(tmp_path / "b", MORE)
    with pytest.raises(DataError, match=r"'my-names' already \(2 languages, 6 names\).*my-names-2"):
        download.add_folder("my-names", more)
    assert data.load("my-names").languages == ("Irish", "Polish")
    download.add_folder("my-names", more, replace=True)
    assert data.load("my-names").languages == ("Czech", "Irish", "Thai")
    assert [p.name for p in (own_cache / "surnames").iterdir()] == ["my-names"], (
        "nothing left behind"
    )


def test_where_the_new_one_cannot_be_put_the_old_one_comes_back(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    download.add_files("mine", NAMES)
    rename = Path.rename

    def broken(self: Path, target: Path) -> Path:
        if target.name == "mine" and not self.name.endswith("-replaced"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(DataError, match="No space left"):
        download.add_files("mine", MORE, replace=True)
    assert data.load("mine").languages == ("Irish", "Polish")
    assert [p.name for p in (own_cache / "surnames").iterdir()] == ["mine"]


def test_what_a_killed_process_left_is_brought_back_or_cleared_away(own_cache: Path) -> None:
    download.add_files("mine", NAMES)
    sets = own_cache / "surnames"
    (sets / "mine").rename(sets / ".mine+abc-replaced")  # killed between the two moves
    (sets / ".mine+xyz").mkdir()
    os.utime(sets / ".mine+xyz", (0, 0))
    assert data.available() == ["surnames", "cities"]
    with pytest.raises(DataError):
        download.add_files("mine", MORE)
    assert data.load("mine").languages == ("Irish", "Polish")
    assert [p.name for p in sets.iterdir()] == ["mine"]


def test_other_surnames_are_not_replaced_by_the_tutorials(server: Server, own_cache: Path) -> None:
    download.add_files("tutorial-names", MORE)
    with pytest.raises(DataError, match=r"Other surnames are here.*--replace"):
        download.tutorial_names(url=server.home + ARCHIVE)
    assert server.asked == [] and len(data.load("tutorial-names").languages) == 3
    download.tutorial_names(url=server.home + ARCHIVE, replace=True)
    assert data.load("tutorial-names").languages == ("Irish", "Polish")
    assert download.tutorial_names(url=server.home + ARCHIVE) and len(server.asked) == 1, (
        "it is here already"
    )


def test_what_computers_add_to_folders_is_passed_over(tmp_path: Path, own_cache: Path) -> None:
    source = folder_of(tmp_path / "source")
    shadow = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        "
    for name in ("._Irish.txt", ".DS_Store", "Thumbs.db", "desktop.ini", ".hidden.txt"):
        (source / name).write_bytes(shadow)
    (source / "__MACOSX").mkdir()
    (source / "__MACOSX" / "._Polish.txt").write_bytes(shadow)
    assert lists_in(download.add_folder("mine", source)) == NAMES
    download.add_files("page", NAMES | {"._Irish.txt": shadow})
    assert data.load("page").languages == ("Irish", "Polish")


def test_files_as_macos_and_old_windows_name_them(own_cache: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Français.txt")
    download.add_files("mine", {decomposed: b"Dupont\n", "GERMAN.TXT": b"Schmidt\n"})
    assert data.load("mine").languages == ("Français", "GERMAN")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"A.txt": b"Kim\n" * 2_000_000, "B.txt": b"Lee\n"}, "8.0 MB; it may have at most 5 MB"),
        ({"A.txt": b"a\n" * 200_001, "B.txt": b"Lee\n"}, "200,002 lines"),
        ({f"L{k}.txt": b"Kim\n" for k in range(301)}, "301 languages"),
    ],
    ids=["bytes", "lines", "languages"],
)
def test_size_is_judged_before_it_is_paid_for(
    files: dict[str, bytes], words: str, tmp_path: Path, own_cache: Path, no_cleaning: None
) -> None:
    with pytest.raises(DataError, match=words):
        download.add_files("big", files)
    with pytest.raises(DataError, match=words.split(";")[0]):
        download.add_folder("big", folder_of(tmp_path / "big", files))
    assert data.available() == ["surnames", "cities"]


@pytest.fixture
def no_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    def clean(text: str, by_letter: bool = False) -> None:
        raise AssertionError("a name was read")

    monkeypatch.setattr(data, "clean", clean)


@pytest.mark.parametrize("path", ["x" * 300, "\udcff", "a\0b", "y/" * 3000])
def test_a_path_that_cannot_be_is_a_sentence(path: str, own_cache: Path) -> None:
    with pytest.raises(DataError, match="name the folder"):
        download.add_folder("mine", Path(path))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "surnames",
        "My Names",
        "../x",
        ".x",
        "a/b",
        "x" * 300,
        "-x",
        "naïve",
        "a\n",
        "\udcff",
        "2024",
        "true",
        "nan",
    ],
)
def test_bad_names_of_data_sets_are_refused(name: str, tmp_path: Path, own_cache: Path) -> None:
    with pytest.raises(DataError, match="small letters, digits and hyphens"):
        download.add_folder(name, folder_of(tmp_path / "source"))
    assert not (own_cache / "surnames").exists()


@pytest.mark.parametrize("file", ["../Irish.txt", "a/b.txt", ".txt", "Irish.csv", "<b>.txt"])
def test_bad_names_of_languages_are_refused(file: str, own_cache: Path) -> None:
    with pytest.raises(DataError, match=r"Italian\.txt"):
        download.add_files("mine", NAMES | {file: b"Kim\n"})
    assert data.available() == ["surnames", "cities"]


def test_a_missing_or_empty_folder_is_a_sentence(tmp_path: Path) -> None:
    for source in (tmp_path / "nowhere", folder_of(tmp_path / "empty", {})):
        with pytest.raises(DataError, match=f"{source}.*name the folder"):
            download.add_folder("mine", source)


def test_an_entry_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    source = folder_of(tmp_path / "source")
    (source / "Welsh.txt").mkdir()
    with pytest.raises(DataError, match=r"Welsh\.txt"):
        download.add_folder("mine", source)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_among_the_files_is_a_sentence_and_no_wait(tmp_path: Path) -> None:
    source = folder_of(tmp_path / "source")
    os.mkfifo(source / "Welsh.txt")
    with pytest.raises(DataError, match=r"Welsh\.txt cannot be read .*not a file"):
        download.add_folder("mine", source)


@pytest.mark.parametrize(
    "files",
    [{"A.txt": b"Kim\n"}, {"A.txt": b"Kim\n", "B.txt": b"\xff\n"}, {"A.txt": b"", "B.txt": b"Kim"}],
)
def test_a_bad_data_set_leaves_the_old_one_in_place(
    files: dict[str, bytes], own_cache: Path
) -> None:
    download.add_files("mine", NAMES)
    with pytest.raises(DataError) as caught:
        download.add_files("mine", files, replace=True)
    assert "'.mine'" not in str(caught.value), "the user has named it mine"
    assert data.available() == ["surnames", "cities", "mine"]
    assert data.load("mine").languages == ("Irish", "Polish")
    assert [p.name for p in (own_cache / "surnames").iterdir()] == ["mine"]
