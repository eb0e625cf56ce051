"""What somebody without a link, or with one cell's, can do to the others: nothing that they notice."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from uvicorn.server import ServerState

from fourthseat.players.web import connections
from fourthseat.players.web.stream import news_of
from fourthseat.players.web.tries import ADDRESSES, TRIES, Tries
from tests.web.browsers import House, until


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The tutorial, served."""
    with House(tmp_path_factory.mktemp("strangers") / "room", "tutorial", "--coalition", "aukus-jpn") as opened:
        yield opened


@pytest.fixture
def base(house: House) -> str:
    """Where the room is."""
    return house.links["CONTROL"].split("/join")[0]


# ---------------------------------------------------------------- doors


@pytest.mark.parametrize("host", ["laptop.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_under_a_strange_name_a_page_says_which_address_to_use(base: str, host: str) -> None:
    """A page elsewhere that points its own name here reads no more than the room's address."""
    answer = httpx.get(f"{base}/", headers={"Host": host})

    assert 400 == answer.status_code
    assert base in answer.text
    assert "exercise is under way" not in answer.text


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "[::1]:80", "10.1.2.3", socket.gethostname(), f"{socket.gethostname()}.local"]
)
def test_under_a_number_or_this_machines_names_the_room_answers(base: str, host: str) -> None:
    """The network may have changed since the room was opened; a number cannot be pointed elsewhere."""
    assert 200 == httpx.get(f"{base}/", headers={"Host": host}).status_code


def test_a_right_link_opens_after_others_tried_wrong_ones(house: House, base: str) -> None:
    """Wrong ones have to wait, whatever address a header claims for them; the head of a link opens no seat."""
    wrong = [
        httpx.get(f"{base}/join/{n:022x}", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(TRIES + 2)
    ]
    head = httpx.head(house.links["JPN"])

    assert [404] * TRIES + [429] * 2 == wrong
    assert (200, 303) == (
        httpx.get(house.links["JPN"]).status_code,
        httpx.post(house.links["AUS"], data={"name": "A"}).status_code,
    )
    assert (200, "", False) == (head.status_code, head.text, "set-cookie" in head.headers)


def test_addresses_that_tried_are_forgotten_in_their_order() -> None:
    """However many addresses try, what is kept of them is bounded; and a minute later one may try again."""
    now = [0.0]
    tries = Tries(lambda: now[0])
    said = [tries.too_many("here") for _ in range(TRIES + 1)]
    now[0] += 61
    again = tries.too_many("here")
    for n in range(2 * ADDRESSES):
        tries.too_many(str(n))

    assert [*[False] * TRIES, True, False] == [*said, again]
    assert ADDRESSES == len(tries)


def test_a_browser_that_keeps_no_cookies_is_told(house: House, base: str) -> None:
    """The seat is open, and the page says why it is not shown."""
    answer = httpx.post(house.links["JPN"], data={"name": ""})
    page = httpx.get(base + answer.headers["location"])

    assert 403 == page.status_code
    assert "keeps no cookies" in page.text


def test_two_rooms_on_one_machine_keep_their_own_seats(house: House, open_room: Any) -> None:
    """Cookies know no port: their names are of one room, and go along with a link that is followed from a chat."""
    token = open_room().room.keys
    answer = httpx.post(house.links["CONTROL"], data={"name": "Ann"})
    kept = answer.headers.get_list("set-cookie")

    assert 2 == len(kept)
    assert all("SameSite=lax" in one and "HttpOnly" in one for one in kept)
    assert not {one.partition("=")[0] for one in kept} & set(token.cookie_names("CONTROL"))


def test_nobody_signs_with_another_name_than_they_gave(open_room: Any) -> None:
    """A name is signed with the session: changed in the browser it is none, and control's name is control's."""
    table = open_room()
    table["CONTROL"].seal()
    japan = table.join("JPN", "Ito")
    keys = table.room.keys
    seat, named = keys.cookie_names("JPN")
    refused = table.make().post(f"/join/{keys.token('JPN')}", data={"name": "Control for JPN"})
    forged = japan.client.cookies[named].replace(b"Ito".hex(), b"Eva".hex())
    japan.client.cookies.set(named, forged, path="/at/JPN/")

    assert 409 == refused.status_code
    assert "Ito" == keys.name_of(japan.client.cookies[seat], keys.signed_name(japan.client.cookies[seat], "Ito"))
    assert "" == keys.name_of(japan.client.cookies[seat], forged)


def test_names_at_the_door_are_bounded(open_room: Any) -> None:
    """Whoever plays with the door fills neither the desk nor the report; the seat opens all the same."""
    table = open_room()
    link = f"/join/{table.room.keys.token('JPN')}"
    answers = {table.make().post(link, data={"name": f"N{n}"}, follow_redirects=False).status_code for n in range(60)}

    assert {303} == answers
    assert 40 == len(table.room.record.names["JPN"])


# ---------------------------------------------------------------- lines


def test_lines_that_ask_for_nothing_shut_nobody_out(house: House) -> None:
    """Seven hundred lines on which nothing is said, and fifty with half a request: the desk comes, and they go."""
    with contextlib.ExitStack() as held:
        page = held.enter_context(httpx.Client(base_url=house.links["CONTROL"].split("/join")[0]))
        page.post(house.links["CONTROL"], data={"name": ""})
        for n in range(750):
            line = held.enter_context(socket.create_connection(("127.0.0.1", house.port), timeout=5))
            if n % 15 == 0:
                line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        started = time.monotonic()
        answer = page.get("/at/CONTROL/")

        assert (200, True) == (answer.status_code, time.monotonic() - started < 5)
        files = Path(f"/proc/{house.pid}/fd")
        until(lambda: len(list(files.iterdir())) < connections.IDLE_HERE + 60, "the lines closed")


def test_a_line_has_to_ask_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that never ends what it asks is closed; one that is being answered stays."""
    monkeypatch.setattr(connections, "FIRST_REQUEST", 0.3)

    async def answer(scope: Any, _: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(0.6)
        await send({"type": "http.response.body", "body": b"patience"})

    async def asked(*texts: bytes) -> list[bytes]:
        config = uvicorn.Config(answer, lifespan="off", log_config=None)
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: connections.BoundedProtocol(config, state, {}), "127.0.0.1", 0)
        async with server:
            where = server.sockets[0].getsockname()
            lines = [await asyncio.open_connection(*where) for _ in texts]
            for text, (_, writer) in zip(texts, lines, strict=True):
                writer.write(text)
            said = [await reader.read() for reader, _ in lines]
            for _, writer in lines:
                writer.close()
        return said

    whole = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    said = asyncio.run(asked(b"", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", whole))

    assert [b"", b""] == said[:2]
    assert b"patience" in said[2]


# ---------------------------------------------------------------- what goes down


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "x"),
        ("a" * 999, "b" + "a" * 999),
        ("a" * 999, "a" * 999),
        ("😀<li>" * 200, "😀<li>new 😀" + "<li>😀" * 199),
        ("x" * 500, "y" * 500),
        ("ab" * 300, "ab" * 150),
        ("abab" * 200, "abab" * 201),
    ],
)
def test_what_is_new_makes_the_whole_again(before: str, after: str) -> None:
    """As the page's script puts it together, which counts in units of UTF-16."""
    sent = json.loads(json.dumps(news_of(before, after)))
    if isinstance(sent, str):
        whole = sent
    else:
        old = before.encode("utf-16-le")
        whole = (old[: 2 * sent[0]] + sent[2].encode("utf-16-le") + old[len(old) - 2 * sent[1] :]).decode("utf-16-le")

    assert after == whole


# ---------------------------------------------------------------- where it is served


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1, and its key."""
    files = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", str(files[1]), "-out", str(files[0])],
        check=True, capture_output=True,
    )  # fmt: skip
    return files


def test_over_tls_and_again_at_the_same_place(tmp_path: Path) -> None:
    """Links begin with https, cookies stay on it; resumed with nothing but its folder, every link is what it was."""
    made, key = certificate(tmp_path)
    with House(tmp_path / "room", "tutorial", "--certificate", str(made), "--key", str(key)) as house:
        trusted = ssl.create_default_context(cafile=str(made))
        with httpx.Client(verify=trusted) as browser:
            answer = browser.post(house.links["JPN"], data={"name": ""})
            assert 303 == answer.status_code
            assert "Secure" in answer.headers["set-cookie"]
        assert house.links["JPN"].startswith("https://127.0.0.1:")
        house.stop()
        house.say_port = False
        house.open()
        with httpx.Client(verify=trusted) as browser:
            assert 200 == browser.get(house.links["JPN"]).status_code


def test_hot_wash_words_leave_the_room_only_where_their_writer_said_so(open_room: Any) -> None:
    """The released report has the forms that say it may; control's has all."""
    table = open_room()
    table["CONTROL"].seal()
    table["CONTROL"].do("end", reason="time")
    table["JPN"].do("wash", well="For the room alone.")
    table["USA"].do("wash", well="For everybody.", release="yes")
    full, released = (table["CONTROL"].get(f"aar/{name}.md").text for name in ("control", "releasable"))

    assert all("For the room alone." in full and "For everybody." in one for one in (full, released))
    assert "For the room alone." not in released
    assert re.search(r"leaves the room", table["GBR"].page)
