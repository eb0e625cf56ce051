"""Hand-outs in a room: on the pages of those who were given them, served to nobody else, printed and reported."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.api import write_after_action
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.exercise.papers import packet
from fourthseat.players.web.session import Room
from tests.engine.scenario.test_packs import FILES, PDF, written
from tests.streams import said

PICTURE = FILES["pictures/chart.png"]


@pytest.fixture
def table(open_room: Any, tmp_path: Path) -> Any:
    """A room with the pack's exercise at the end of its first move; its pack is gone."""
    pack = str(written(tmp_path / "pack"))
    s = scenarios.find(pack)
    made = open_room(s, handouts=scenarios.handouts(pack, s))
    for file in sorted((tmp_path / "pack").rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    return made


def test_a_cell_sees_what_it_was_given_and_others_are_served_nothing(table: Any) -> None:
    """The picture for everybody from the first move, the document for one cell once its inject has come; nobody else finds it."""
    table["CONTROL"].seal()
    usa, gbr, wall = table["USA"], table["GBR"], table["BOARD"]

    for person in (usa, gbr, wall, table["CONTROL"], table["EVALUATOR"]):
        assert f'<img src="/at/{person.role}/handout/chart" alt="The chart"' in person.page
        answer = person.get("handout/chart")
        assert (200, "image/png", PICTURE) == (answer.status_code, answer.headers["content-type"], answer.content)
    assert 404 == usa.get("handout/order").status_code
    for _ in range(30):
        if any(one.id == "order" for one in table.room.sight.shown("USA").handouts):
            break
        for seat in table.room.waiting():
            table[str(seat)].answer()
    answer = usa.get("handout/order")
    assert (200, PDF) == (answer.status_code, answer.content)
    assert 'filename="order.pdf"' in answer.headers["content-disposition"]
    assert "The order" in usa.page
    for person in (gbr, wall, table["OBSERVER"]):
        assert 404 == person.get("handout/order").status_code
        assert "The order" not in person.page
        for path in (
            "handout/../handouts/order.pdf",
            "handouts/order.pdf",
            "handout/order.pdf",
            "handout/%2e%2e/main.jsonl",
        ):
            assert 404 == person.get(path).status_code
        assert 403 == person.client.get("/at/USA/handout/order").status_code
    assert "The order" in table["CONTROL"].page
    ghost = table["CONTROL"].get("as/USA").text
    assert "/at/CONTROL/handout/order" in ghost
    assert "/at/USA/handout/" not in ghost


def test_packets_have_the_pictures_of_the_first_move(table: Any, tmp_path: Path) -> None:
    """Embedded in the page and in the word processor's file; what comes later is in no cell's packet, and in control's guide."""
    page = table["CONTROL"].get("packet/USA.html")
    assert "data:image/png;base64," in page.text
    assert "The order" not in page.text
    assert re.search(r"img-src ('self' )?data:", page.headers["content-security-policy"])
    s = table.room.scenario
    document = packet.seat(s, "USA", "aukus", files={"chart": PICTURE})
    with zipfile.ZipFile(BytesIO(as_docx(document))) as archive:
        assert any(name.startswith("word/media/") for name in archive.namelist())
    assert "The order" in as_html(packet.guide(s, "aukus", table.room.record.minutes))
    assert "The file pictures/chart.png is not here" in as_html(packet.seat(s, "USA", "aukus"))


def test_the_report_lists_what_was_handed_out(table: Any, tmp_path: Path) -> None:
    """Control's with all of it, the releasable one with what everybody was given."""
    table.until("washup")
    written_to = write_after_action(table.room.folder, tmp_path / "aar").folder
    control, released = ((written_to / f"aar-{name}.md").read_text("utf-8") for name in ("control", "releasable"))

    assert "The order" in control
    assert "licence CC0-1.0" in control
    assert "The chart" in released
    assert "The order" not in released


def test_a_room_goes_on_without_a_file_and_says_which(table: Any) -> None:
    """Whoever opens the folder again is told; the page says that it is not there, and everything else stands."""
    table["CONTROL"].seal()
    room = table.room
    (room.folder / "handouts/chart.png").unlink()
    assert 404 == table["USA"].get("handout/chart").status_code
    room.close()
    again = Room.resume(room.folder)
    again.close()

    assert 1 == len(again.said)
    assert "hand-out chart (The chart)" in again.said[0]
    assert "is missing; copy pictures/chart.png of the pack there" in again.said[0]


def test_a_new_pack_is_checked_and_printed_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`new --pack`, `check`, `packets`: nothing has to be changed first."""
    monkeypatch.chdir(tmp_path)
    for words in (
        ["new", "straits", "--pack"],
        ["check", "--no-play", "straits"],
        ["packets", "straits", "--out", "papers"],
    ):
        assert said(monkeypatch, *words).code == 0

    names = {path.relative_to(tmp_path / "papers").as_posix() for path in (tmp_path / "papers").rglob("*.*")}
    assert {"handouts/chart.svg", "handouts/photograph.png", "packet-ISLE.html", "packet-ISLE.docx"} <= names
    isle, north = ((tmp_path / f"papers/packet-{seat}.html").read_text("utf-8") for seat in ("ISLE", "NORTH"))
    assert isle.count("data:image/") == 2
    assert north.count("data:image/") == 1
    assert "What the patrol saw" not in north
