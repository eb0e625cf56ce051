"""What people type, over HTTP: on every page and in every paper as it was typed, and back again when it is not taken."""

from __future__ import annotations

import html
import json
from typing import Any

from fourthseat.players.web.typed import LONGEST

STRANGE = "twelve\u00a0ships, 三\u3000隻, 5\u202f000, 👨\u200d👩\u200d👧 :ship: שלום می\u200cخواهم"
HIDDEN = "pay \u202e001 \x1b[31m\x00"
VISIBLE = "pay \\u202e001 \\u001b[31m\\u0000"


def test_what_is_typed_stands_everywhere_as_it_was_typed(open_room: Any) -> None:
    """A name, a message, an order in a cell's own words, the hot wash: in the journal, on pages, in papers."""
    table = open_room(coalition="aukus-jpn", doctrine=("PRC", "USA", "GBR"))
    table["CONTROL"].seal()
    japan = table.join("JPN", "山田\u3000太郎")
    japan.do("send", to=["AUS"], text=STRANGE)
    japan.seal(intent=STRANGE, free=STRANGE + "\n" + HIDDEN)
    facts = [json.loads(line) for line in (table.room.folder / "room.jsonl").read_text().splitlines()]

    assert "山田\u3000太郎" in [fact["name"] for fact in facts if fact["kind"] == "joined"]
    sealed = next(fact for fact in facts if fact["kind"] == "sealed" and fact["seat"] == "JPN")["decision"]
    assert (STRANGE, f"{STRANGE}\n{VISIBLE}") == (sealed["intent"], sealed["orders"][-1]["text"])
    assert STRANGE in html.unescape(table["AUS"].page)
    assert "Sealed by 山田\u3000太郎" in html.unescape(japan.page)
    assert VISIBLE in html.unescape(japan.page)
    table["AUS"].seal()
    table["CONTROL"].do("end", reason="enough")
    table["AUS"].do("wash", well=STRANGE + HIDDEN)
    for path in (
        "aar/control.html",
        "aar/control.md",
        "aar/control.docx",
        "packet/AUS.docx",
        "theatre/main.html",
        "log/main.jsonl",
    ):
        assert 200 == table["CONTROL"].get(path).status_code, path
    for path in ("aar/control.html", "aar/control.md"):
        assert STRANGE in html.unescape(table["CONTROL"].get(path).text)


def test_what_is_not_taken_comes_back(open_room: Any) -> None:
    """To a browser without a script on the page that refuses it, whole; to the others in words, with the form as it was."""
    table = open_room(coalition="aukus-jpn")
    table["CONTROL"].seal()
    japan, long = table["JPN"], "ü" * LONGEST + "!"
    said = japan.do("send", 409, to=["AUS"], text=long)
    assert (
        "Text: 4,001 characters, and a field holds at most 4,000. Nothing was taken; shorten it and send it again."
        == said
    )
    body = {"verb": "send", "token": japan.token, "to": "AUS", "text": long}
    page = japan.client.post("/at/JPN/do", data=body)

    assert 409 == page.status_code
    assert long in page.text
    assert japan.token not in page.text
    name = table.make().post(f"/join/{table.room.keys.token('AUS')}", data={"name": "N" * 61})
    assert 409 == name.status_code
    assert "N" * 61 in name.text
    assert "at most 60" in name.text


def test_every_field_for_words_says_how_much_it_holds(open_room: Any) -> None:
    """No field of a page cuts what is pasted into it: the count stands beside it, and the room counts the same."""
    table = open_room(coalition="aukus-jpn")
    table["CONTROL"].seal()
    pages = [table[role].page for role in ("CONTROL", "EVALUATOR", "JPN")] + [table["CONTROL"].get("papers").text]

    for page in pages:
        assert f'data-most="{LONGEST}"' in page
        assert "maxlength" not in page
