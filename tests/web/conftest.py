"""A room in a test's own folder, and people in it who speak HTTP."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.terms import CONTROL, Seat

pytest.importorskip("starlette", reason="the room's extra is not installed")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # which HTTP library the client is built on is not what is tested here
    from starlette.testclient import TestClient

from fourthseat.players.web.app import application
from fourthseat.players.web.session import Room

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOST = "http://127.0.0.1"


@dataclass
class Person:
    """Somebody at a seat, with a browser's cookies."""

    role: str
    client: TestClient
    token: str = ""
    said: str = ""

    def get(self, path: str = "") -> Any:
        """A page of the seat's."""
        return self.client.get(f"/at/{self.role}/{path}")

    @property
    def page(self) -> str:
        """The seat's page as it is now."""
        return str(self.get().text)

    @property
    def key(self) -> str:
        """The round its form would answer."""
        found = re.search(r'name="verb" value="seal">.*?name="key" value="([^"]*)"', self.page, re.DOTALL)
        return found[1] if found else ""

    def do(self, verb: str, status: int = 200, **fields: Any) -> str:
        """Send a form; what the room said."""
        body = {"verb": verb, "token": self.token, **fields}
        answer = self.client.post(f"/at/{self.role}/do", data=body, headers={"Accept": "application/json"})
        self.said = answer.json()["said"]
        assert answer.status_code == status, (answer.status_code, self.said)
        return self.said

    def seal(self, status: int = 200, **fields: Any) -> str:
        """Answer whatever is asked."""
        return self.do("seal", status, key=fields.pop("key", None) or self.key, **fields)

    @property
    def menu(self) -> list[str]:
        """What its form offers."""
        return re.findall(r'name="act" value="([^"]+)"', self.page)

    def answer(self) -> None:
        """Whatever is asked, the first way the form allows."""
        page = self.page
        fields: dict[str, Any] = {"act": self.menu[:1]}
        for name, value in re.findall(r'type="radio" name="(q\d+)" value="([^"]+)"', page):
            fields.setdefault(name, value)
        self.seal(**fields)


@dataclass
class Table:
    """A room, and how to come in."""

    room: Room
    make: Callable[[], TestClient]
    people: dict[str, Person] = field(default_factory=dict)

    def join(self, role: str, name: str = "") -> Person:
        """A new browser at *role*."""
        client = self.make()
        answer = client.post(f"/join/{self.room.keys.token(role)}", data={"name": name}, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        found = re.search(r'name="token" value="(\w+)"', answer.text)
        person = Person(role, client, found[1] if found else "")
        self.people[role] = person
        return person

    def __getitem__(self, role: str) -> Person:
        """Who sits there; a first time, somebody comes."""
        return self.people.get(role) or self.join(role)

    def until(self, stage: str, turn: int = 0) -> None:
        """Everybody answers the first way they can until that stage (of that move)."""
        for _ in range(200):
            if self.room.stage == stage and (not turn or self.room.state.turn == turn):
                return
            if self.room.stage == "outbrief":
                self["CONTROL"].do("plenary")
            elif CONTROL in self.room.game.pending:
                self["CONTROL"].seal(**{f"prop-{p}": "send" for p in self.room.state.proposed})
            else:
                for seat in self.room.waiting():
                    self[str(seat)].answer()
        raise AssertionError(f"never came to {stage}")


@pytest.fixture
def open_room(tmp_path: Path) -> Iterator[Callable[..., Table]]:
    """Opens rooms: the drill by default, doctrines in the seats named."""
    opened: list[Room] = []

    def make(
        name: str = "tutorial", coalition: str = "", folder: str = "room", doctrine: tuple[str, ...] = (), **more: Any
    ) -> Table:
        scenario = name if not isinstance(name, str) else scenarios.find(name)
        first = scenario.coalitions[0].id
        room = Room.start(
            tmp_path / folder, scenario, coalition or first, more.pop("seed", 7), [Seat(s) for s in doctrine], **more
        )
        return entered(room)

    def entered(room: Room) -> Table:
        opened.append(room)
        app = application(room, ["127.0.0.1", "testserver"], lambda path: HOST + path)
        return Table(room, lambda: TestClient(app, base_url=HOST, raise_server_exceptions=False))

    make.enter = entered  # type: ignore[attr-defined]
    yield make
    for room in opened:
        room.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file; whoever sits down in it has a context of their own. Skipped where none is installed."""
    from tests.web.browsers import chromium

    with chromium() as found:
        yield found
