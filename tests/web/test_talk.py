"""Talk as in a seminar, over HTTP: questions, private words, channels with stages, proposals, injects with a look and a file."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from PIL import Image

from fourthseat.engine.core import entries as e
from fourthseat.engine.record.replay import verification_errors
from fourthseat.players.web.session import Room

MARK = "zqsecretzq"


def picture() -> bytes:
    """A small PNG."""
    made = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(made, "PNG")
    return made.getvalue()


def upload(control: Any, name: str, content: bytes, **more: str) -> Any:
    """Control puts a file on the shelf."""
    return control.client.post(
        "/at/CONTROL/shelf", params={"name": name, **more}, content=content, headers={"X-Form-Token": control.token}
    )


def test_a_seminars_talk_reaches_whom_it_is_for_and_nobody_else(open_room: Any) -> None:
    """A question, its answer, a private word, a channel, a proposal and a picture: on the pages of those concerned, in no other's."""
    table = open_room("second-thomas", "aukus-jpn")
    control, japan, usa = (table[role] for role in ("CONTROL", "JPN", "USA"))
    control.seal()
    japan.do("ask", text=f"{MARK} what lies there?")
    assert "RFI JPN-1" in control.page
    control.do("assign", rfi="JPN-1", owner="Cdr Reed")
    control.do("reply", rfi="JPN-1", text=f"{MARK} nine hulls", do="answer")
    assert "already" in japan.do("reply", 409, rfi="JPN-1", text="me") or "cannot do that" in japan.said
    control.do("tell", to=["JPN"], text=f"{MARK} a private word")
    japan.do("send", to=["CONTROL"], text=f"{MARK} and back", sort="message")
    control.do("open-channel", channel="staff", title=f"{MARK} talks", to=["JPN", "AUS"], stage=["plenary"])
    assert "open in Plenary alone" in japan.do("post", 409, channel="staff", text="too early")
    control.do("open-channel", channel="staff", title=f"{MARK} talks", to=["JPN", "AUS"], stage=["deliberate"])
    japan.do("post", channel="staff", text=f"{MARK} in the channel")
    assert "no channel" in usa.do("post", 409, channel="staff", text="let me in")
    japan.do("table", to=["AUS"], text=f"{MARK} let us state it together")
    table["AUS"].do("vote", motion="JPN-AUS-1", vote="sponsor")
    assert "no proposal" in usa.do("vote", 409, motion="JPN-AUS-1", vote="for")
    assert "on the shelf" in upload(control, "quay.png", picture(), title=f"{MARK} quay").json()["said"]
    (file,) = table.room.record.shelf
    control.do("adhoc", to=["JPN"], text=f"{MARK} look at this", sender="Harbour Watch", mode="social", file=[file])

    page = japan.page
    assert all(words in page for words in ("nine hulls", "a private word", "in the channel", "came social", file))
    assert "sponsored by AUS" in page
    seen = japan.get(f"handout/{file}")
    assert (200, "image/png", picture()) == (seen.status_code, seen.headers["content-type"], seen.content)
    for role in ("USA", "GBR", "PRC", "PHL", "BOARD", "OBSERVER"):
        assert MARK not in table[role].page, role
        assert 404 == table[role].get(f"handout/{file}").status_code
    assert MARK in table["AUS"].page
    assert "nine hulls" not in table["AUS"].page

    control.do("table", to=list(table.room.scenario.players), text="Do we go on?")
    assert "Do we go on?" in table["BOARD"].page
    assert [] == verification_errors(table.room.branch.log)
    table.room.close()
    with_files = Room.resume(table.room.folder)
    try:
        assert file in with_files.record.shelf
        assert [motion.id for motion in with_files.state.motions] == ["JPN-AUS-1", "CONTROL-1"]
    finally:
        with_files.close()


def test_no_page_tells_by_its_numbers_what_others_say_among_themselves(open_room: Any) -> None:
    """Two rooms that differ in what is kept from a cell show it, and the wall, the same pages: no name, number or gap is another."""
    pages = []
    for folder in ("quiet", "busy"):
        table = open_room(folder=folder)
        control, japan, usa = (table[role] for role in ("CONTROL", "JPN", "USA"))
        control.seal()
        if folder == "busy":
            japan.do("table", to=["AUS"], text=f"{MARK} between us")
            japan.do("table", to=["AUS", "GBR"], text=f"{MARK} between us three")
            japan.do("ask", text=f"{MARK} what lies there?")
            japan.do("send", to=["AUS"], text=f"{MARK} in your ear", sort="offer")
            control.do("table", to=["AUS", "JPN"], text=f"{MARK} a question to two")
            control.do("adhoc", to=["AUS"], text=f"{MARK} a wire", sender="Agency", mode="news")
            control.do("open-channel", channel="staff", title=f"{MARK} talks", to=["JPN", "AUS"])
            japan.do("post", channel="staff", text=f"{MARK} in the channel")
        japan.do("table", to=["AUS", "USA"], text="A note by three.")
        japan.do("table", to=["AUS", "GBR", "PRC", "USA"], text="A note by all.")
        control.do("table", to=list(table.room.scenario.players), text="Do we go on?")
        japan.do("ask", text="Which hulls?")
        japan.do("send", to=["USA"], text="Read our note.", sort="offer")
        control.do("reply", rfi=table.room.state.rfis[-1].id, text="The white ones.", do="answer", to=["USA"])
        control.do("adhoc", to=["USA", "JPN"], text="A report.", sender="Agency", mode="news")
        usa.do("vote", motion="JPN-AUS-USA-1", vote="sponsor")
        usa.do("vote", motion="JPN-1", vote="against")
        shown = [usa.page, usa.get("talk").text, table["BOARD"].page]
        pages.append([re.sub(r'(?<=name="token" value=")\w+|(?<=data-token=")\w+', "", page) for page in shown])

    assert all(words in pages[0][0] for words in ("A note by three.", "The white ones.", "A report.", "JPN-AUS-USA-1"))
    for quiet, busy in zip(*pages, strict=True):
        assert quiet.splitlines() == busy.splitlines()


def test_a_file_that_cannot_be_shown_is_not_taken(open_room: Any) -> None:
    """What is none of the kinds, what is not what its name says, what is too large, what comes from another page or seat."""
    table = open_room()
    control, japan = table["CONTROL"], table["JPN"]
    for name, content, said in (
        ("run.exe", b"MZ", "can be sent"),
        ("no-ending", b"x", "can be sent"),
        ("a.png", b"GIF89a", "a.png"),
        ("a.pdf", b"%PDF-1.7", "no PDF"),
        ("a.mp4", b"\x00" * 64, "no MP4"),
        ("a.webm", b"webm", "no WebM"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "a.svg"),
        ("a.png", b"", "empty"),
    ):
        answer = upload(control, name, content)
        assert 409 == answer.status_code, name
        assert said in answer.json()["said"], answer.json()
    assert 413 == upload(control, "a.mp4", b"\x00" * 25_000_001).status_code
    control.token = "0" * 64
    assert 409 == upload(control, "a.png", picture()).status_code
    assert 403 == japan.client.post("/at/CONTROL/shelf", content=picture()).status_code
    assert not table.room.record.shelf
    assert not (table.room.folder / "handouts").exists()


def test_a_file_changed_on_disk_is_not_shown_as_the_one_that_was_sent(open_room: Any) -> None:
    """The log speaks of its digest."""
    table = open_room()
    control = table["CONTROL"]
    upload(control, "../../evil name.png", picture())
    (kept,) = table.room.record.shelf.values()
    control.do("adhoc", to=["JPN"], text="look", file=[kept.id])
    assert 200 == table["JPN"].get(f"handout/{kept.id}").status_code
    (table.room.folder / "handouts" / f"{kept.id}.png").write_bytes(b"other")
    assert 404 == table["JPN"].get(f"handout/{kept.id}").status_code
    sent = [one for one in table.room.game.entries if isinstance(one, e.Injected)][-1]
    assert [kept.digest] == [one.digest for one in sent.attached]


def test_a_video_comes_in_the_parts_a_player_asks_for(open_room: Any) -> None:
    """Whole, from a place on, and not beyond its end."""
    table = open_room()
    video = b"\x00\x00\x00\x18ftypmp42" + bytes(range(200))
    assert 200 == upload(table["CONTROL"], "clip.mp4", video).status_code
    (file,) = table.room.record.shelf
    table["CONTROL"].do("adhoc", to=["JPN"], text="watch this", mode="broadcast", file=[file])
    at, client = f"/at/JPN/handout/{file}", table["JPN"].client
    assert f'<video src="{at}"' in table["JPN"].page

    def part(wanted: str) -> tuple[int, bytes, str]:
        answer = client.get(at, headers={"Range": wanted})
        return answer.status_code, answer.content, answer.headers.get("content-range", "")

    assert (200, video, "video/mp4") == (
        (whole := client.get(at)).status_code,
        whole.content,
        whole.headers["content-type"],
    )
    assert (206, video[5:], f"bytes 5-{len(video) - 1}/{len(video)}") == part("bytes=5-")
    assert (206, video[5:8], f"bytes 5-7/{len(video)}") == part("bytes=5-7")
    assert (416, f"bytes */{len(video)}") == (part("bytes=900-")[0], part("bytes=900-")[2])
    assert 200 == part("hours=1-2")[0]


def test_a_request_for_concurrence_shows_the_proposal_it_refers_to(open_room: Any) -> None:
    """A partner that is asked reads the proposal about the same option, and how the vote on it stands."""
    table = open_room("second-thomas", "aukus-jpn", doctrine=("PRC", "PHL"))
    table["CONTROL"].seal()
    text = "Let us sanction them together."
    table["AUS"].do("table", to=["JPN"], text=text, option="joint-sanctions", incident="blockade")
    table["JPN"].do("vote", motion="AUS-JPN-1", vote="abstain")
    for _ in range(30):
        asked = table.room.round.asked
        seats = [s for s, shown in asked.items() if any("joint-sanctions" in q.about for q in shown.questions)]
        if seats:
            break
        for seat in table.room.waiting():
            table[str(seat)].answer()
    said = f"Proposal AUS-JPN-1 by AUS: <bdi>{text}</bdi> For 1 (AUS), abstaining 1 (JPN)."
    assert ["JPN", "USA"] == [str(seat) for seat in seats]
    assert said in table["JPN"].page
    assert text not in table["USA"].page, "it was not put before that cell"
