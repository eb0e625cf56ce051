"""The exercise the room is for, held from the first link to the report: at sea by six cells, and without ships by two groups."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from PIL import Image
from starlette.testclient import TestClient

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.record.log import read
from fourthseat.engine.record.replay import verification_errors
from fourthseat.players.web.groups import Groups, Treatment, group_table
from fourthseat.players.web.groups_desk import Seated, desk, desk_path
from tests.web.browsers import TOP, House, Tab, chromium, until
from tests.web.conftest import HOST, Person, Table

CELLS = ("AUS", "GBR", "JPN", "PHL", "PRC", "USA")
BROWSERS = ("CONTROL", "JPN", "USA", "BOARD")
"""Who has a browser; the other cells speak HTTP to the same room, as a browser without its script does."""
VALUES = "all => all.map(e => e.value)"
MARKS = {seat: f"zq{seat.lower()}xv" for seat in CELLS}
"""A word in everything a cell writes for itself: intent, reason, expectation, an order in its own words."""
BETWEEN = {"zqpairxv": ("AUS", "USA"), "zqeyesxv": ("JPN",), "zqwashxv": (), "zqdeskxv": ()}
"""A message from one cell to another, an inject for one cell's eyes, an unsigned hot-wash form, control's reason: who may read each."""


class Line(Person):
    """Somebody at a seat without a browser: forms and pages over HTTP, and everything that came down."""

    def __init__(self, role: str, house: House) -> None:
        """Nobody yet."""
        self.came: list[str] = []
        keep = {"response": [lambda answer: self.came.append(answer.read().decode("utf-8", "replace"))]}
        base = f"http://127.0.0.1:{house.port}"
        super().__init__(role, httpx.Client(base_url=base, follow_redirects=True, event_hooks=keep, timeout=30))  # type: ignore[arg-type]
        self.link = house.links[role]

    def join(self, name: str) -> None:
        """Open the link, say a name, take the seat."""
        page = self.client.post(self.link, data={"name": name}).text
        self.token = re.findall(r'name="token" value="(\w+)"', page)[0]

    @property
    def choices(self) -> list[str]:
        """What it may choose among."""
        return re.findall(r'type="radio" name="q\d+" value="([^"]+)"', self.page)

    def sees(self, words: str) -> None:
        """Wait until *words* stand on its page."""
        until(lambda: words in self.page, f"{words!r} at {self.role}")

    def has(self, verb: str) -> bool:
        """Whether there is a form for it now."""
        return f'name="verb" value="{verb}"' in self.page

    @property
    def text_sent(self) -> str:
        """Everything that came down."""
        return "".join(self.came)

    def close(self) -> None:
        """Leave."""
        self.client.close()


class Exercise:
    """Control, six cells and the wall."""

    def __init__(self, house: House, tabs: dict[str, Tab], lines: dict[str, Line]) -> None:
        self.house, self.tabs, self.lines = house, tabs, lines
        self.control = tabs["CONTROL"]
        self.turn = 0
        self.proposed: list[str] = []
        self.overruled = self.argued = ""

    def asked(self) -> list[str]:
        """Cells with a form to answer on their screens."""
        return [seat for seat in CELLS if self.at(seat).key]

    def at(self, seat: str) -> Any:
        """Who sits there."""
        return self.tabs.get(seat) or self.lines[seat]

    def answer(self, seat: str) -> None:
        """What a cell does: Tokyo wants company, London will not come, Beijing presses, everybody protests."""
        cell, mark = self.at(seat), MARKS[seat]
        why: dict[str, str | list[str]] = {"intent": f"intent {mark}", "reason": f"why {mark}"}
        if seat in self.lines:
            offered, choices = cell.menu, cell.choices
        else:
            offered = cell.page.eval_on_selector_all("#p-ask input[type=checkbox][name=act]", VALUES)
            choices = cell.page.eval_on_selector_all("#p-ask input[type=radio]", VALUES)
        if offered:
            wanted = ("joint-presence", "own-protest") if seat == "JPN" else ("own-protest",)
            acts = [next((o for o in offered if o.startswith(f"{want}@")), "") for want in wanted]
            why |= {"act": [a for a in acts if a], "expected": f"effect {mark}", "confidence": "60"}
            if seat == "GBR":
                why["free"] = f"a frigate of our own {mark}"
        elif "yes" in choices:
            why["q0"] = "no" if seat == "GBR" else "yes"
        elif "press" in choices:
            why["q0"] = "press"
        cell.seal(**why)

    def desk(self) -> None:
        """What control does when it is asked."""
        control, key = self.control, self.control.key
        if "close" in key:
            rulings = control.page.eval_on_selector_all(
                "#p-desk input[type=radio][value=SUCCESS]", "all => all.map(e => e.name.slice(5))"
            )
            fields: dict[str, str | list[str]] = {}
            if len(rulings) > 1 and not self.argued:
                self.argue(rulings[-1])
                self.overruled = rulings[0]
                fields = {f"rule-{rulings[0]}": "PARTIAL", f"why-{rulings[0]}": "The weather turned the ships back."}
            control.seal(**fields)
        else:
            proposed = control.page.eval_on_selector_all(
                "#p-desk input[type=radio][value=send]", "all => all.map(e => e.name)"
            )
            self.proposed += [name.removeprefix("prop-") for name in proposed]
            control.seal(**dict.fromkeys(proposed, "send"))
            self.turn += 1

    def argue(self, incident: str) -> None:
        """A matrix argument about a ruling, with reasons on both sides, settled by two dice."""
        self.argued = incident
        self.control.send(
            "argue", claim="The fleet turns for home", effect="the strait is quiet", incident=incident, method="2d6",
            **{"pro-1": "Their fuel is short", "pro-2": "Their insurers ask", "con-1": "They were ordered to stay"},
        )  # fmt: skip
        self.control.said("Argument 1:")
        self.control.sees("Settled by argument", "#p-desk")

    def until(self, turn: int, stage: str) -> None:
        """Everybody does what they are asked until that stage of that move."""

        def there() -> bool:
            waits = {"open": self.control.has("plenary", "#p-desk"), "cells": len(self.asked()) == len(CELLS)}
            return self.turn == turn and waits[stage]

        def busy() -> bool:
            return there() or self.control.has("plenary", "#p-desk") or bool(self.control.key or self.asked())

        while True:
            until(busy, f"somebody who is asked something in move {self.turn}")
            if there():
                return
            if self.control.has("plenary", "#p-desk"):
                self.control.send("plenary", "#p-desk")
                until(lambda: not self.control.has("plenary", "#p-desk"), "the plenary")
            elif self.control.key:
                self.desk()
                if stage == "cells" and self.turn == turn:
                    until(there, f"forms for all in move {turn}")
            else:
                for seat in self.asked():
                    self.answer(seat)


@pytest.fixture
def exercise(tmp_path: Path) -> Iterator[Exercise]:
    """The resupply with Japan a full member, on a seed by which Beijing's pressing comes to two rulings in move 3, after a leak."""
    with ExitStack() as leaving:
        browser = leaving.enter_context(chromium())
        house = leaving.enter_context(
            House(tmp_path / "room", "second-thomas", "--coalition", "aukus-jpn", "--seed", "6")
        )
        Image.new("RGB", (60, 40), "navy").save(tmp_path / "quay.png")
        tabs, lines = {}, {}
        for role in BROWSERS:
            tabs[role] = Tab(browser, role, house)
            leaving.callback(tabs[role].close)
            tabs[role].join(f"{role} lead")
        for seat in CELLS:
            if seat not in tabs:
                lines[seat] = Line(seat, house)
                leaving.callback(lines[seat].close)
                lines[seat].join(f"{seat} lead")
        yield Exercise(house, tabs, lines)


def test_the_acceptance_exercise(exercise: Exercise, record_property: Any) -> None:
    """Three moves of six cells: a question answered, a proposal voted on, a picture, a recall, a takeover given back, a force moved by
    control, an inject that proposed itself, an overrule, an argument, a pause, a crash, a branch without Japan, ENDEX, workbook and
    report within a minute; the log is proved, nothing leaks, and nothing leaves the machine.
    """
    house, tabs, lines, control = exercise.house, exercise.tabs, exercise.lines, exercise.control

    # Move 1: the clock stands and goes again on every screen; words between two cells; an inject for one cell's eyes.
    exercise.until(1, "cells")
    control.send("clock", button="button[value=pause]")
    for tab in tabs.values():
        until(lambda tab=tab: tab.page.locator("#clock.paused").count(), f"the pause at {tab.role}")  # type: ignore[misc]
    control.send("clock", button="button[value=go]")
    for tab in tabs.values():
        until(lambda tab=tab: not tab.page.locator("#clock.paused").count(), f"the go at {tab.role}")  # type: ignore[misc]
    lines["AUS"].do("send", to="USA", text="Between us: zqpairxv", sort="message")
    tabs["USA"].sees("zqpairxv", "#p-talk")
    control.send("adhoc", to="JPN", text="For Tokyo alone: zqeyesxv")
    tabs["JPN"].sees("zqeyesxv", "#p-feed")

    # A question with its answer, a proposal with a vote, a picture as a newspaper's; all for those they are for.
    tabs["JPN"].send("ask", text="How many hulls? zqeyesxv")
    control.send("reply", text="Nine. zqeyesxv", button="button[value=answer]")
    tabs["JPN"].sees("Nine. zqeyesxv", "#p-rfi")
    lines["AUS"].do("table", to="USA", text="Together or not at all. zqpairxv")
    tabs["USA"].send("vote", "#p-motions", button="button[value=sponsor]")
    lines["AUS"].sees("sponsored by USA")
    shelf = control.page.locator("form[data-upload]")
    control.page.evaluate("() => { location.hash = 'events'; document.querySelector('#adhoc').open = true }")
    shelf.locator("[name=file]").set_input_files(house.folder.parent / "quay.png")
    shelf.locator("button").click()
    control.sees("quay", "#p-shelf")
    file = control.page.locator("#p-shelf [name=file]").input_value()
    control.send("adhoc", to="JPN", text="A ring of hulls. zqeyesxv", sender="The Courier", mode="news", file=file)
    tabs["JPN"].sees("A ring of hulls.", "#p-inbox .came.news")
    until(
        lambda: tabs["JPN"].page.evaluate("() => document.querySelector('#p-inbox img')?.naturalWidth"), "the picture"
    )

    # A cell recalls what it sealed and seals again; doctrine takes a seat over, which is told, and gives it back.
    key = lines["AUS"].key
    exercise.answer("AUS")
    assert "Recalled" in lines["AUS"].do("recall", key=key)
    assert key == lines["AUS"].key
    control.page.evaluate("() => { location.hash = 'now' }")
    control.page.get_by_role("button", name="Doctrine for USA").click()
    control.page.locator("dialog.sure[open] button.main").click()
    tabs["USA"].sees("Doctrine plays your seat now", "#p-ask")
    control.page.get_by_role("button", name="Give back USA").click()
    control.page.locator("dialog.sure[open] button.main").click()
    until(lambda: tabs["USA"].key, "the form of the cell that has its seat back")

    # Control moves a force: it looks who would learn what, then does it; that cell is told, with no word of the reason.
    moved = {"e1-does": "moves", "e1-force": "usa-patrol", "e1-about": "place:guam"}
    control.send("foresee", reason="A dock is needed elsewhere. zqdeskxv", **moved)
    control.sees("its forces", "#p-hands")
    control.send("intervene", "#p-hands", button="button[value=do]")
    tabs["USA"].sees("Guam", "main")

    # Move 2: the power goes while two answers are sealed and a third is half written.
    exercise.until(2, "cells")
    exercise.answer("AUS")
    exercise.answer("JPN")
    usa = tabs["USA"]
    half = usa.form("seal", "#p-ask")
    first = half.locator("[name=act]").first
    first.check()
    half.locator("[name=intent]").fill(f"half a thought {MARKS['USA']}")
    house.kill()
    usa.page.locator("body.away").wait_for()
    house.open()
    control.sees("sealed", "#p-cells")
    for seat in ("AUS", "JPN"):
        assert not exercise.at(seat).key, "sealed before the crash, sealed after it"
    until(lambda: usa.page.locator("body:not(.away)").count(), "Washington's screen back")
    assert (True, f"half a thought {MARKS['USA']}") == (first.is_checked(), half.locator("[name=intent]").input_value())
    usa.page.reload()
    usa.live()
    half = usa.form("seal", "#p-ask")
    assert (True, f"half a thought {MARKS['USA']}") == (
        half.locator("[name=act]").first.is_checked(),
        half.locator("[name=intent]").input_value(),
    )
    control.send("clock", button="button[value=go]")

    # Move 3, and where it leads; then the same without Japan, beside it.
    exercise.until(3, "open")
    assert (exercise.overruled, exercise.argued) != ("", ""), "two rulings by the end of move 3"
    second = control.another()
    second.goto("lines")
    with second.page.expect_navigation():
        second.send(
            "branch", name="without-japan", turn="1", parent="main", coalition="aukus",
            reason="What if Tokyo stayed out?", played="doctrines",
        )  # fmt: skip
    second.goto("lines?left=main&right=without-japan")
    for words in ("What if Tokyo stayed out?", "AUKUS, Japan outside", "They part"):
        second.sees(words)

    # ENDEX, hot wash, papers.
    control.send("end", reason="Three moves were what we had time for.")
    began = time.monotonic()
    for seat in CELLS:
        until(lambda seat=seat: exercise.at(seat).has("wash"), f"the hot wash of {seat}")  # type: ignore[misc]
    lines["GBR"].do("wash", well="We were asked. zqwashxv", anonymous="yes")
    control.sees("zqwashxv", "#p-wash")
    second.goto("papers")
    with second.page.expect_download() as coming:
        second.page.click('a[href="aar/control.docx"]')
    assert Path(coming.value.path()).read_bytes().startswith(b"PK")
    papers = {f"{v}.{k}": second.get(f"aar/{v}.{k}") for v in ("control", "releasable") for k in ("docx", "html", "md")}
    book = second.get("workbook.xlsx")
    took = time.monotonic() - began
    record_property("seconds from ENDEX to workbook and seven reports downloaded", round(took, 1))
    assert took < 60
    assert {200} == {paper.status for paper in (*papers.values(), book)}
    assert "The weather turned the ships back." in papers["control.md"].text()
    assert "We were asked. zqwashxv" in papers["control.html"].text()
    assert MARKS["PRC"] not in papers["releasable.md"].text() + papers["releasable.html"].text()
    sheets = load_workbook(io.BytesIO(book.body()), read_only=True)
    held = {sheet.title: sum(1 for _ in sheet.iter_rows(min_row=2)) for sheet in sheets}
    assert all(
        held[name] for name in ("Orders", "Decisions", "Messages", "RFIs", "Proposals", "Injects", "Hot wash")
    ), held

    _on_disk(exercise)
    _no_leak(exercise)


def _on_disk(exercise: Exercise) -> None:
    """What happened stands in the log, and played again it is the same game."""
    folder = exercise.house.folder
    log = read(folder / "main.jsonl")
    done = {order.kind: order for x in log.entries if isinstance(x, e.Decided) for order in x.decision.orders}
    sent = {x.inject for x in log.entries if isinstance(x, e.Injected)}

    assert exercise.proposed
    assert set(exercise.proposed) <= sent
    assert {"overrule", "argue", "end", "propose", "send", "intervene"} <= set(done)
    assert [2] == [len(x.dice) for x in log.entries if isinstance(x, e.Argued)]
    kept = [json.loads(line) for line in (folder / "room.jsonl").read_text().splitlines()]
    assert [("without-japan", "doctrines")] == [(x["name"], x["played"]) for x in kept if x["kind"] == "line"][1:]
    for name in ("main", "without-japan"):
        command = [sys.executable, "-m", "fourthseat", "replay", str(folder / f"{name}.jsonl"), "--verify"]
        proved = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
        assert 0 == proved.returncode, proved.stdout + proved.stderr


def _no_leak(exercise: Exercise) -> None:
    """Every byte that came down to everybody is searched for what was not meant for it."""
    tabs = exercise.tabs
    came = {role: tab.wire.text for role, tab in tabs.items()} | {s: x.text_sent for s, x in exercise.lines.items()}

    for mark in (*MARKS.values(), *BETWEEN):
        assert mark in came["CONTROL"], f"control saw {mark}: the search would find it"
    for role in (*CELLS, "BOARD"):
        for owner, mark in MARKS.items():
            assert role == owner or mark not in came[role], f"{role} was sent {owner}'s secret"
        for mark, readers in BETWEEN.items():
            assert role in readers or mark not in came[role], f"{role} was sent {mark}"
            assert role not in readers or mark in came[role]
    outside = re.compile(r"^(?!http://127\.0\.0\.1:\d+/|data:|blob:)")
    assert [] == [url for tab in tabs.values() for url in tab.asked if outside.match(url)]
    assert [] == [wrong for tab in tabs.values() for wrong in tab.wrong]


# ---------------------------------------------------------------- two groups, no ships


def _play(table: Table, pick: int) -> None:
    """Everybody answers whatever is asked with the *pick*-th of what the form offers, and control rules; moves are opened elsewhere."""
    room = table.room
    for _ in range(60):
        if room.stage in ("brief", "outbrief", "plenary", "washup"):
            return
        if CONTROL in room.game.pending:
            table["CONTROL"].seal()
            continue
        for seat in room.waiting():
            person = table[str(seat)]
            page = person.page
            fields: dict[str, Any] = {"act": re.findall(r'name="act" value="([^"]+)"', page)[pick : pick + 1]}
            for name, value in re.findall(r'type="radio" name="(q\d+)" value="([^"]+)"', page):
                fields.setdefault(name, value)
            person.seal(**fields)


def test_two_groups_of_six_cells_without_ships_from_one_desk(open_room: Any, record_property: Any) -> None:
    """Moves are opened for all at once; where one stands elsewhere it is left and said; the table has choices, endings and measures;
    a report, the workbooks and the proof of both logs are there within a minute of ENDEX.
    """
    given = [Treatment("alpha"), Treatment("bravo", coalition="aukus", off=("provocation",))]
    quiet = ("GBR", "PRC", "AUS")
    tables = [
        open_room("economic-coercion", folder="a", coalition="aukus-jpn", doctrine=quiet),
        open_room("economic-coercion", folder="b", coalition="aukus", doctrine=quiet),
    ]
    assert 6 == len(tables[0].room.scenario.players)
    kept = Groups.begun(given)
    seated = [Seated(one, table.room, lambda path: HOST + path) for one, table in zip(given, tables, strict=True)]
    client = TestClient(desk("T", "U", kept.secret, seated, lambda path: HOST + path), base_url=HOST)
    path = desk_path(kept.secret)
    token = re.search(r'name="token" value="(\w+)"', client.get(path).text)[1]  # type: ignore[index]

    def do(verb: str, status: int = 200, **more: str) -> str:
        answer = client.post(
            f"{path}do", data={"verb": verb, "token": token, **more}, headers={"Accept": "application/json"}
        )
        assert status == answer.status_code
        return str(answer.json()["said"])

    assert 404 == client.get("/desk/0000000000000000000000/").status_code
    assert 404 == client.post("/desk/0000000000000000000000/do", data={"verb": "open"}).status_code
    assert (
        "another session"
        in client.post(f"{path}do", data={"verb": "open"}, headers={"Accept": "application/json"}).json()["said"]
    )
    assert "alpha: move 1 is open; bravo: move 1 is open." == do("open")
    assert "alpha: its move is under way; bravo: its move is under way." == do("open")
    assert "told" in do("tell", text="Ten minutes.")
    assert "Write what" in do("tell", 409)
    assert all("Ten minutes." in table["JPN"].page for table in tables)
    proposed = 0
    for _ in range(tables[0].room.scenario.turns):
        for pick, table in enumerate(tables):
            _play(table, pick)
        for table in tables:
            if table.room.state.proposed and CONTROL in table.room.game.pending:
                proposed += "an inject proposes itself: its own desk has to decide" in do("open")
                table["CONTROL"].seal()
        do("open")
    began = time.monotonic()
    for table in tables:
        if not table.room.state.ended:
            table["CONTROL"].do("end", reason="Time is up")
    assert proposed
    assert "over" in do("open")
    rows = list(csv.reader(io.StringIO(client.get(f"{path}groups.csv").text.lstrip("\ufeff"))))
    page = client.get(path).text
    papers = [(tables[0], "aar/control.docx"), *((table, "workbook.xlsx") for table in tables)]
    assert {200} == {table["CONTROL"].get(paper).status_code for table, paper in papers}
    assert [[], []] == [verification_errors(table.room.branch.log) for table in tables]
    took = time.monotonic() - began
    record_property("seconds from ENDEX to the table, two workbooks and a report", round(took, 1))
    assert took < 60

    assert ["part", "move", "item", "alpha", "bravo"] == rows[0]
    assert "coalition aukus; without provocation" == rows[1][4]
    first = next(row for row in rows if row[:3] == ["choices", "1", "JPN"])
    assert first[3] != first[4]
    assert {"choices", "outcomes", "measures"} == {row[0] for row in rows[2:]}
    assert not any(row[2] in quiet for row in rows if row[0] == "choices")
    assert "chance that the opponent presses" in page
    made = group_table([(one.treatment, one.room.branch.log, one.room.state) for one in seated])
    assert any(row.differs for row in made.rows)
