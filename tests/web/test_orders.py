"""A cell in the room reads where its orders stand, takes one back, and is told what to do now and what came of its acts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from fourthseat.engine.core import entries as e


def words(page: str) -> str:
    """What stands on a page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def part(page: str, name: str) -> str:
    """A piece of a page, in words."""
    found = re.search(rf'<div id="p-{name}" data-piece="{name}">(.*?)(?=<div id="p-|<footer)', page, re.DOTALL)
    assert found, name
    return words(found[1])


def test_a_cell_is_never_in_the_dark_about_its_orders(open_room: Callable[..., Any]) -> None:
    """From the seal to the end: the board, the story, the digest of the move; another cell reads nothing of it."""
    table = open_room("second-thomas", "aukus-jpn", doctrine=("AUS", "GBR", "PHL", "PRC"))
    table.until("deliberate", 1)
    japan, control = table["JPN"], table["CONTROL"]
    assert "Tick your orders for move 1" in part(japan.page, "now")
    assert "No order has been taken" in part(japan.page, "orders")
    assert "Waiting for" in part(control.page, "now")
    assert 1 == control.page.count("Waiting for"), "said once, at the head of the page"
    orders = [value for value in japan.menu if value.split("@")[0] in ("own-protest", "presence", "hotline", "consult")]
    japan.seal(act=orders)
    assert "Sealed" in part(japan.page, "now")
    table["USA"].seal()
    table.room.tick()
    table.until("outbrief")
    board = part(japan.page, "orders")
    assert all(table.room.scenario.option_by_id[value.split("@")[0]].title in board for value in orders), board
    assert "ordered H+0" in board
    assert "What move 1 brought you" in part(japan.page, "digest")
    assert "Done: Consult the partners" in part(japan.page, "feed")
    assert "Done: Consult the partners" not in part(table["USA"].page, "feed")
    assert "Read what the move brought you" in part(japan.page, "now")

    held = re.findall(r'name="order" value="([^"]+)"', japan.page)
    assert held, board
    before = len(table.room.game.entries)
    assert "Taken back" in japan.do("cancel", order=held[0])
    dropped = [one for one in table.room.game.entries[before:] if isinstance(one, e.Dropped)]
    assert [e.DropCause.CANCELLED] == [one.cause for one in dropped]
    assert "you took it back" in part(japan.page, "orders")
    assert "Control would refuse" in japan.do("cancel", 409, order=held[0])
    assert "Control would refuse" in table["USA"].do("cancel", 409, order=held[0])


def test_a_cell_calls_back_what_is_under_way(open_room: Callable[..., Any]) -> None:
    """Where the order stands, with a question first that says when it is home; nobody else can, or reads of it."""
    table = open_room("dangerous-encounter", "aukus-jpn", doctrine=("AUS", "GBR", "PRC"))
    japan, found = table["JPN"], list[str]()
    for move in range(1, 4):
        table.until("deliberate", move)
        japan.seal(
            act=[value for value in japan.menu if value.split("@")[0] in ("sail-through", "fighters-up", "rescue")]
        )
        table["USA"].seal()
        table.room.tick()
        table.until("outbrief")
        found = re.findall(r'name="force" value="([^"]+)"', japan.page)
        if found:
            break
    assert found, "nothing is under way as a move ends"
    force, name = found[0], table.room.scenario.force_by_id[found[0]].name
    assert f"Call back {name}? It never arrives" in unescape(japan.page)
    assert "Control would refuse" in table["USA"].do("call-back", 409, force=force)
    assert "Called back" in japan.do("call-back", force=force)
    assert force in [one.force for one in table.room.game.entries if isinstance(one, e.Recalled)]
    assert f"{name} called back" in part(japan.page, "orders")
    assert f"Called back: {name}" in part(japan.page, "feed")
    assert "called back" not in part(table["USA"].page, "feed").lower()
    assert "Control would refuse" in japan.do("call-back", 409, force=force)


def test_what_cannot_be_ordered_is_listed_with_its_reason(open_room: Callable[..., Any]) -> None:
    """Every option of the seat's own about an open incident is offered or listed; none vanishes."""
    table = open_room("second-thomas", "aukus-jpn", doctrine=("AUS", "GBR", "PHL", "PRC", "USA"))
    table.until("deliberate", 2)
    japan = table["JPN"]
    shown = table.room.sight.shown("JPN")
    offered = {(act.option, act.incident) for act in shown.menu}
    listed = {(one.option, one.incident) for one in shown.greyed}
    live = [incident.id for incident in shown.live]
    every = {
        (option.id, about)
        for option in table.room.scenario.options_of["JPN"]
        for about in (live if option.about else [""])
        if not option.incidents or about in option.incidents
    }

    assert every == offered | listed
    assert not offered & listed
    assert listed
    page = words(japan.page)
    assert f"{len(shown.greyed)} more that you cannot order now, and why" in page
    assert any(why in page for why in ("it skips a rung", "you have ordered it", "it holds already", "of your forces"))


def test_control_carries_a_message_for_a_cell_on_paper_and_sends_nothing_through_its_eyes(
    open_room: Callable[..., Any],
) -> None:
    """The page to enter for a cell shows its situation; through a cell's eyes every form is inert."""
    table = open_room(doctrine=())
    table.until("deliberate", 1)
    control = table["CONTROL"]
    seat, other = table.room.scenario.players[:2]
    entered = control.get(f"enter/{seat}").text
    assert "Carry a message" in entered
    assert f"Situation as {seat} sees it" in entered
    assert "in" in control.do("carry", seat=str(seat), to=[str(other)], text="on paper", sort="message")
    assert "on paper" in part(table[str(other)].page, "talk")
    control.do("carry", 409, seat="NOBODY", to=[str(other)], text="x", sort="message")
    eyes = control.get(f"as/{seat}").text
    depth, alive = 0, []
    for tag in re.findall(r"<(?:/?fieldset|form)\b[^>]*>", eyes):
        if tag.startswith("<form"):
            alive.append(depth)
        else:
            depth += -1 if tag.startswith("</") else int("disabled" in tag or depth > 0)
            depth = max(depth, 0)
    assert alive
    assert all(alive), "every form lies in a fieldset that is disabled"


def test_control_takes_back_and_calls_back_for_a_cell_on_paper(open_room: Callable[..., Any]) -> None:
    """What stands on the page to enter for a cell works from there, for that cell alone."""
    table = open_room("tutorial", "aukus-jpn", doctrine=("GBR", "JPN", "PRC"))
    table.until("deliberate", 1)
    own, other, control = table["AUS"], table["USA"], table["CONTROL"]
    options = table.room.scenario.option_by_id
    own.seal(act=[value for value in own.menu if "deploy" in options[value.split("@")[0]].does])
    other.seal()
    table.room.tick()
    table.until("deliberate", 2)
    entered = control.get("enter/AUS").text
    forms = re.findall(r'<form method="post" action="\.\./do" data-ask="[^"]*".*?</form>', entered, re.DOTALL)
    sent = [dict(re.findall(r'name="(\w+)" value="([^"]+)"', one)) for one in forms]
    assert {"cancel", "call-back"} <= {one["verb"] for one in sent}
    for fields in sent:
        assert fields.pop("seat") == "AUS"
        verb, _ = fields.pop("verb"), fields.pop("token", None)
        if verb not in ("cancel", "call-back"):
            continue
        control.do(verb, 409, seat="NOBODY", **fields)
        control.do(verb, 409, seat="USA", **fields)
        control.do(verb, seat="AUS", **fields)
    ends = [one for one in table.room.game.entries if isinstance(one, e.Recalled | e.Dropped)]
    assert {"AUS"} == {one.seat for one in ends if one.hour == table.room.game.hour}


def test_a_cell_calls_back_what_is_on_station(open_room: Callable[..., Any]) -> None:
    """Where it stands while its incident is open; it leaves, and the other cells are told that it has."""
    table = open_room("scarborough", "aukus-jpn", doctrine=("AUS", "GBR", "JPN", "PRC"))
    manila, washington, found = table["PHL"], table["USA"], list[str]()
    options = table.room.scenario.option_by_id
    for move in range(1, 4):
        table.until("deliberate", move)
        found = re.findall(r'name="force" value="([^"]+)"', part_of_html(manila.page, "On station"))
        if found:
            break
        manila.seal(act=[value for value in manila.menu if "deploy" in options[value.split("@")[0]].does])
        washington.seal()
        table.room.tick()
        table.until("outbrief")
    assert found, "nothing is on station as a move opens"
    name = table.room.scenario.force_by_id[found[0]].name
    assert f"Call back {name}? It leaves its station" in unescape(manila.page)
    assert "Control would refuse" in washington.do("call-back", 409, force=found[0])
    assert "Called back" in manila.do("call-back", force=found[0])
    assert f"{name} called back" in part(manila.page, "orders")
    assert f"Called back: {name}, from its station" in part(manila.page, "feed")
    assert f": {name} (PHL)" in part(washington.page, "feed").partition("No longer at")[2]
    assert "Control would refuse" in manila.do("call-back", 409, force=found[0])


def part_of_html(page: str, heading: str) -> str:
    """What stands under a heading, up to the next."""
    _, _, rest = page.partition(f"<h3>{heading}</h3>")
    return re.split(r"<h3|<details", rest)[0]
