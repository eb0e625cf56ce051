"""A room as a process: its streams, how it stops, who else may write its files, and who may read them."""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fourthseat import scenarios
from fourthseat.players.terminal import commands
from fourthseat.players.web import serve as serving
from fourthseat.players.web.session import Room
from tests.web.browsers import TOP, House

GONE = b"\x01\x00\x00\x00\x00\x00\x00\x00"
"""Of a socket that ends by cutting the line."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The tutorial, served."""
    with House(tmp_path / "room", "tutorial", "--coalition", "aukus-jpn") as opened:
        yield opened


@contextlib.contextmanager
def seated(house: House, role: str = "AUS") -> Iterator[httpx.Client]:
    """A browser in a seat."""
    base = house.links[role].split("/join")[0]
    with httpx.Client(base_url=base, timeout=20, headers={"Accept-Encoding": "gzip"}) as client:
        assert 303 == client.post(house.links[role], data={"name": ""}).status_code
        yield client


def wire(house: House, client: httpx.Client, request: str) -> socket.socket:
    """A connection on which the beginning of *request* has been sent."""
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    line = socket.create_connection(("127.0.0.1", house.port), timeout=20)
    line.sendall(f"{request}Host: 127.0.0.1:{house.port}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n".encode())
    return line


def stream(house: House, client: httpx.Client) -> socket.socket:
    """An open event stream that has begun to speak."""
    line = wire(house, client, "GET /at/AUS/stream HTTP/1.1\r\n")
    line.sendall(b"\r\n")
    heard = b""
    while b"retry: " not in heard:
        heard += line.recv(4096)
    return line


@pytest.mark.parametrize(("count", "how"), [(1, signal.SIGTERM), (60, signal.SIGINT)])
def test_a_room_stops_in_silence_whoever_looks(house: House, count: int, how: signal.Signals) -> None:
    """With screens open, one that vanished, one that reads nothing and requests that never end: a sentence, and no more."""
    with seated(house) as client, contextlib.ExitStack() as held:
        screens = [held.enter_context(stream(house, client)) for _ in range(count)]
        vanished = stream(house, client)
        vanished.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, GONE)
        vanished.close()
        held.enter_context(wire(house, client, "GET /at/AUS/ HTTP/1.1\r\n"))
        half = held.enter_context(wire(house, client, "POST /at/AUS/do HTTP/1.1\r\n"))
        half.sendall(b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nverb=")
        held.enter_context(socket.create_connection(("127.0.0.1", house.port))).sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
        begun = time.monotonic()
        assert 0 == house._end(how)
        assert time.monotonic() - begun < 10  # two seconds on a quiet machine
        for screen in screens:
            heard = b"".join(iter(lambda screen=screen: screen.recv(65536), b""))  # type: ignore[misc]
            assert b"The room has stopped. This page goes on by itself" in heard

    said = house.folder.with_suffix(".said").read_text()
    assert f"Stopped. Go on with: fourthseat seminar --resume {house.folder}\n" == said


def test_a_browser_that_takes_compressed_answers_hears_at_once(house: House) -> None:
    """Pages are compressed; the stream is not, whatever the version of what compresses: it would be held back."""
    with seated(house) as aus, seated(house, "CONTROL") as control, stream(house, aus) as line:
        page = control.get("/at/CONTROL/")
        assert "gzip" == page.headers["content-encoding"]
        token = re.search(r'name="token" value="(\w+)"', page.text)
        assert token
        form = {"verb": "adhoc", "token": token[1], "text": "news from afar", "to": "AUS"}
        assert 303 == control.post("/at/CONTROL/do", data=form).status_code
        heard = b""
        while b"news from afar" not in heard:
            heard += line.recv(65536)
            assert heard, "the stream ended"


def test_small_answers_do_not_wait_to_become_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The socket is named by its protocol: without that, the event loop leaves the system's delay on, 40 ms an answer."""
    served: list[socket.socket] = []
    monkeypatch.setattr(serving._Server, "run", lambda _, sockets: served.extend(sockets))
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    room = Room.start(tmp_path / "room", scenarios.find("tutorial"), "aukus-jpn", 7)
    try:
        serving.serve(room, serving.Place(0), tell=lambda _: None)
    finally:
        room.close()
        for name, handler in before.items():
            signal.signal(name, handler)

    assert [socket.IPPROTO_TCP] == [listener.proto for listener in served]
    for listener in served:
        listener.close()


def fourthseat(*words: str) -> subprocess.CompletedProcess[str]:
    """The command, with nobody at the keyboard."""
    command = [sys.executable, "-m", "fourthseat", *words]
    return subprocess.run(
        command, cwd=TOP, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False
    )


def test_nobody_else_writes_into_a_room_that_is_served(house: House) -> None:
    """Neither another room nor a game at a terminal; the room goes on."""
    folder, log = str(house.folder), str(house.folder / "main.jsonl")
    before = Path(log).read_bytes()
    for words in (
        ("seminar", "--resume", folder, "--port", "0"),
        ("seminar", "--resume", folder, "--terminal"),
        ("play", "--resume", log, "--seat", "CONTROL=silent", "--json"),
    ):
        refused = fourthseat(*words)
        assert 2 == refused.returncode, (words, refused)
        assert "another process" in refused.stderr, (words, refused.stderr)
        assert "Traceback" not in refused.stderr
    assert before == Path(log).read_bytes()
    with seated(house) as client:
        assert 200 == client.get("/at/AUS/").status_code


# ---------------------------------------------------------------- who may read, who may come near


def modes(folder: Path) -> dict[str, int]:
    """The rights of *folder* and of everything in it."""
    return {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}


def test_an_exercise_is_its_owners_alone(open_room: Any) -> None:
    """The folder, the log of every branch, the journal: they hold the seed, every decision and the key of the links."""
    table = open_room(coalition="aukus-jpn")
    table.until("deliberate", 1)
    for name, played in (("beside", "doctrines"), ("other", "people")):
        table["CONTROL"].do("branch", name=name, turn="1", parent="main", coalition="", reason="what if", played=played)
    found = modes(table.room.folder)

    assert {
        "room": 0o700,
        "main.jsonl": 0o600,
        "beside.jsonl": 0o600,
        "other.jsonl": 0o600,
        "room.jsonl": 0o600,
    } == found
    table.room.close()
    Room.resume(table.room.folder).close()
    assert found == modes(table.room.folder)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tutorial", "--folder", "{long}"), "File name too long"),
        (("--resume", "{long}"), "File name too long"),
        (("tutorial", "--folder", "{file}/room"), "Not a directory"),
        (("tutorial", "--folder", "{file}"), "File exists"),
        (("--resume", "{file}"), "holds no room"),
        (("--resume", "{nowhere}"), "holds no room"),
        (("tutorial", "--folder", "{room}"), "holds a room already; continue it with --resume"),
        (("tutorial", "--folder", "{started}"), "room.jsonl: an exercise at a terminal"),
        (("--resume", "{headless}"), "the room's own line is missing (fourthseat repair"),
        (("--resume", "{empty}"), "the room's own line is missing (fourthseat repair"),
    ],
)
def test_a_folder_that_cannot_be_is_named(
    tmp_path: Path,
    words: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence with the folder, exit code 2; and what the same command needs in order to work is not left broken."""
    room = tmp_path / "room"
    Room.start(room, scenarios.find("tutorial"), "aukus-jpn", 7).close()
    journal = (room / "room.jsonl").read_bytes().splitlines(keepends=True)
    for name, data in (("headless", b"".join(journal[1:])), ("empty", b"")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.jsonl").write_bytes((room / "main.jsonl").read_bytes())
        (tmp_path / name / "room.jsonl").write_bytes(data)
    (tmp_path / "started").mkdir()
    (tmp_path / "started/main.jsonl").write_bytes((room / "main.jsonl").read_bytes())
    (tmp_path / "file").write_text("mine")
    names = {name: str(tmp_path / name) for name in ("room", "file", "nowhere", "started", "headless", "empty")}
    given = [word.format(long=tmp_path / ("n" * 300), **names) for word in words]
    monkeypatch.setattr(sys, "argv", ["fourthseat", "seminar", *given, "--port", "0"])
    with pytest.raises(SystemExit) as left:
        commands.main()
    told = capsys.readouterr()

    assert (2, "") == (left.value.code, told.out), told
    assert said in told.err
    assert "Traceback" not in told.err
    assert "mine" == (tmp_path / "file").read_text()
