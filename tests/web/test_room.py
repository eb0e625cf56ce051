"""The room over HTTP: seats, stages, sealed answers, control's desk, branches, and what a stranger gets."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Realign
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.core.wording import ARGUED
from fourthseat.engine.record.log import read
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.scenario.reader import parse
from fourthseat.players.web.session import Room

USA = Seat("USA")


def opened(open_room: Any, **more: Any) -> Any:
    """A room with the first move open."""
    table = open_room("second-thomas", "aukus-jpn", **more)
    table["CONTROL"].seal()
    return table


# ---------------------------------------------------------------- coming in


def test_a_link_opens_its_own_seat_and_no_other(open_room: Any) -> None:
    """The page of a seat needs that seat's link; another seat's session does not open it."""
    table = open_room()
    japan = table["JPN"]

    assert 200 == japan.get().status_code
    for path in ("/at/USA/", "/at/CONTROL/", "/at/CONTROL/links", "/at/CONTROL/log/main.jsonl", "/at/USA/packet.html"):
        assert 403 == japan.client.get(path).status_code, path
    assert 204 == japan.client.get("/at/USA/stream").status_code
    assert (
        403
        == japan.client.post("/at/USA/do", data={"verb": "send"}, headers={"Accept": "application/json"}).status_code
    )


def test_a_wrong_link_opens_nothing_and_many_have_to_wait(open_room: Any) -> None:
    """A link with one character wrong is none; after twenty from one address wrong ones wait, and a right one is answered."""
    table = open_room()
    client, token = table.make(), table.room.keys.token("JPN")
    wrong = f"/join/{token[:-1]}{'0' if token[-1] != '0' else '1'}"

    assert [404] * 20 + [429] == [client.get(wrong).status_code for _ in range(21)]
    assert 200 == client.get(f"/join/{token}").status_code


def test_a_revoked_link_and_what_was_opened_with_it_stop(open_room: Any) -> None:
    """Revoking gives the seat another link; the old link and every screen opened with it are shut."""
    table = open_room()
    japan, old = table["JPN"], table.room.keys.token("JPN")
    table["CONTROL"].do("revoke", role="JPN")

    assert 403 == japan.get().status_code
    assert 404 == table.make().get(f"/join/{old}").status_code
    assert 200 == table.join("JPN").get().status_code


def test_every_answer_carries_a_careful_developers_headers(open_room: Any) -> None:
    """No script but our own, no framing, no cache, no referrer; the cookie is out of reach of scripts and other sites."""
    table = open_room()
    answer = table["JPN"].get()

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert ("no-store", "nosniff", "no-referrer", "DENY") == tuple(
        answer.headers[name]
        for name in ("cache-control", "x-content-type-options", "referrer-policy", "x-frame-options")
    )
    cookie = table.make().post(f"/join/{table.room.keys.token('JPN')}", follow_redirects=False).headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/at/JPN/"))
    assert 400 == table.make().get("/", headers={"Host": "evil.example"}).status_code
    assert 413 == table["JPN"].client.post("/at/JPN/do", content=b"x" * 1_200_000).status_code


def test_no_page_names_an_address_outside(open_room: Any) -> None:
    """Nothing is fetched from anywhere: no page, style or script of the room names a host."""
    table = opened(open_room)
    pages = [table[role].page for role in table.room.roles]
    pages += [
        table["CONTROL"].get(path).text
        for path in ("lines", "papers", "packet/JPN.html", "aar/control.html", "theatre/main.html", "as/JPN")
    ]
    pages += [table["JPN"].client.get(f"/static/{name}").text for name in ("room.css", "room.js", "icon.svg")]

    outside = re.compile(r"(?:https?:)?//(?!127\.0\.0\.1|www\.w3\.org/)[\w.-]+\.[a-z]{2,}")
    assert [] == [found for page in pages for found in outside.findall(page)]


def test_a_form_without_its_token_is_not_taken(open_room: Any) -> None:
    """Another page cannot post in a cell's name, even with its cookie."""
    table = opened(open_room)
    japan = table["JPN"]
    japan.token = "0" * 64

    assert "another session" in japan.seal(409)
    assert not table.room.is_sealed(Seat("JPN"))


@pytest.mark.parametrize(
    ("role", "verb"),
    [("JPN", "end"), ("JPN", "overrule"), ("BOARD", "wash"), ("EVALUATOR", "seal"), ("OBSERVER", "note")],
)
def test_a_role_does_only_what_is_its_own(open_room: Any, role: str, verb: str) -> None:
    """A cell cannot call ENDEX, an observer cannot write."""
    table = open_room()
    person = table[role]
    person.token = table.room.keys.form_token(person.client.cookies[table.room.keys.cookie_names(role)[0]])

    assert f"{role} cannot do that." == person.do(verb, 409, reason="x")


# ---------------------------------------------------------------- sealed answers


def test_answers_wait_sealed_until_everybody_is_in(open_room: Any) -> None:
    """An order is on disk when it is taken, in nobody else's view, and not in the log before the round closes."""
    table = opened(open_room)
    japan = table["JPN"]
    japan.seal(act=japan.menu[:1], intent="an intent only Tokyo knows")
    others = [table[str(seat)].page for seat in table.room.scenario.players if seat != "JPN"] + [table["BOARD"].page]

    assert "an intent only Tokyo knows" in (table.room.folder / "room.jsonl").read_text()
    assert "an intent only Tokyo knows" not in (table.room.folder / "main.jsonl").read_text()
    assert all("an intent only Tokyo knows" not in page for page in others)
    assert "Sealed" in japan.page
    for seat in table.room.waiting():
        table[str(seat)].answer()
    assert "an intent only Tokyo knows" in (table.room.folder / "main.jsonl").read_text()


def test_two_tabs_of_one_cell_cannot_both_submit(open_room: Any) -> None:
    """The second is told who sealed and when; recalled, the answer can be given again."""
    table = opened(open_room)
    first, second = table.join("JPN", "Aiko"), table.join("JPN", "Ben")
    key = first.key
    first.seal(act=first.menu[:1])

    assert re.match(r"Aiko sealed your cell's answer at \d\d:\d\d:\d\d; recall it first", second.seal(409, key=key))
    second.do("recall", key=key)
    assert "Sealed. It is on disk." == second.seal(key=key, act=second.menu[:2])


def test_a_recalled_answer_stands_in_the_form_again(open_room: Any) -> None:
    """All of it, to be changed and sealed again; after a restart too; the next round's form is empty."""
    table = opened(open_room)
    japan = table["JPN"]
    act = japan.menu[0]
    japan.seal(
        act=[act], free="own words", intent="THE INTENT", reason="THE REASON", expected="WE EXPECT", confidence="70"
    )
    japan.do("recall", key=table.room.round_key(Seat("JPN")))
    table.room.close()
    again = open_room.enter(Room.resume(table.room.folder))
    for page in (japan.page, again["JPN"].page):
        for filled in (
            f'value="{act}" checked',
            ">own words<",
            ">THE INTENT<",
            ">THE REASON<",
            ">WE EXPECT<",
            'value="70"',
        ):
            assert filled in page, filled
    again.until("deliberate", 2)
    assert "THE INTENT" not in re.sub(
        r"(?s)<ol.*?</ol>", "", again["JPN"].page.split('id="p-ask"')[1].split("</section>")[0]
    )


def test_a_stale_form_is_not_taken(open_room: Any) -> None:
    """A form drawn for a round that has closed does nothing."""
    table = opened(open_room)
    key = table["USA"].key
    table.until("deliberate", 2)

    assert "moved on" in table["USA"].seal(409, key=key)
    assert not table.room.is_sealed(USA)


def test_an_order_the_rules_forbid_is_refused_in_the_rules_words(open_room: Any) -> None:
    """A hand-made form cannot order what is not on the menu."""
    table = opened(open_room)

    assert "own-protest needs an incident" in table["USA"].seal(409, act="own-protest@")
    for hidden in ("reinforce@blockade", "nonsense@blockade"):
        assert "that your cell knows of" in table["USA"].seal(409, act=hidden)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("confidence", "much", "'much' is not a number"),
        ("confidence", "101", "is not from 0 to 100"),
        ("intent", "x" * 5000, "a field holds at most 4,000"),
    ],
)
def test_a_wrong_field_is_named(open_room: Any, field: str, value: str, said: str) -> None:
    """The message says which field, what stood there, and what would be right."""
    table = opened(open_room)

    assert said in table["USA"].seal(409, **{field: value})


def test_control_enters_for_a_paper_cell(open_room: Any) -> None:
    """A cell without a browser is entered at the desk, and the log says it was that cell's answer."""
    table = opened(open_room)
    page = table["CONTROL"].get("enter/PHL").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    table["CONTROL"].do("seal", seat="PHL", key=key[1], act="own-protest@blockade", intent="on paper")

    assert "control for PHL" in table["PHL"].page
    table.until("respond")
    assert [("PHL", "on paper")] == [
        (x.seat, x.decision.intent)
        for x in table.room.game.entries
        if type(x).__name__ == "Decided" and x.decision.intent
    ]


def test_the_declared_default_is_declared(open_room: Any) -> None:
    """Control may close a round; who has not answered gives no orders, and the log says why."""
    table = opened(open_room)
    table["USA"].answer()
    table["CONTROL"].do("clock", do="close")
    reasons = {x.seat: x.decision.reason for x in table.room.game.entries if type(x).__name__ == "Decided"}

    assert "declared default: no answer in time" == reasons["JPN"]
    assert "" == reasons["USA"]


# ---------------------------------------------------------------- the clock on the wall


class Watch:
    """A clock a test can turn."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_pause_fires_no_backlog(open_room: Any) -> None:
    """While the clock stands nothing runs out; started again, there is as much time as there was (OpenAEV 1637, 1395)."""
    watch = Watch()
    table = opened(open_room, now=watch)
    room = table.room
    table["CONTROL"].do("rules", early="yes", at_end="close", grace="0", **{"min-deliberate": "30"})
    watch.now += 600
    table["CONTROL"].do("clock", do="pause")
    watch.now += 100_000
    room.tick()
    assert "deliberate" == room.stage
    assert 1200 == room.clock.remaining(watch.now)
    table["CONTROL"].do("clock", do="go")
    watch.now += 1199
    room.tick()
    assert "deliberate" == room.stage
    watch.now += 2
    room.tick()
    assert "deliberate" != room.stage


def test_time_up_waits_for_control_unless_it_said_otherwise(open_room: Any) -> None:
    """A deadline of nothing does not advance by itself (diplomacy 40)."""
    watch = Watch()
    table = opened(open_room, now=watch, minutes={"deliberate": 0})
    watch.now += 10_000
    table.room.tick()

    assert "deliberate" == table.room.stage
    assert table.room.clock.remaining(watch.now) < 0


def test_a_round_closes_when_its_time_and_its_grace_are_up(open_room: Any) -> None:
    """Who is typing when the time runs out has the minutes of grace the form speaks of, and no more."""
    watch = Watch()
    table = opened(open_room, now=watch, minutes={"deliberate": 10})
    table["CONTROL"].do("rules", early="yes", at_end="close", grace="2")
    assert "2 more minutes" in table["JPN"].page
    watch.now += 600 + 119
    table.room.tick()
    assert "deliberate" == table.room.stage
    watch.now += 2
    table.room.tick()

    assert "deliberate" != table.room.stage
    assert [] == verification_errors(read(table.room.path_of("main")))


def test_more_time_counts_from_now(open_room: Any) -> None:
    """Five minutes more after the time was up are five minutes."""
    watch = Watch()
    table = opened(open_room, now=watch, minutes={"deliberate": 1})
    watch.now += 4000
    table["CONTROL"].do("clock", do="more")

    assert 300 == table.room.clock.remaining(watch.now)


def test_fire_now_is_now(open_room: Any) -> None:
    """An inject fired by hand is on the cells' screens at once, clock paused or not (OpenAEV 897)."""
    table = opened(open_room)
    table["CONTROL"].do("clock", do="pause")
    table["CONTROL"].do("inject", inject="INJ-03", do="fire", text="The ring is fed from a port two days away.")

    assert "fed from a port two days away" in table["USA"].page
    assert "fed from a port two days away" not in table["PRC"].page


def test_the_day_may_be_changed_by_hand(open_room: Any) -> None:
    """The laptop's own clock decides nothing: the room counts on a steady one."""
    import inspect

    from fourthseat.engine.exercise import stages as phases
    from fourthseat.players.web import session as host

    assert "datetime" not in inspect.getsource(phases)
    assert ['return datetime.now(UTC).astimezone().isoformat(timespec="seconds")'] == [
        line.strip() for line in inspect.getsource(host).splitlines() if "datetime.now" in line
    ]


# ---------------------------------------------------------------- control's desk


def test_msel_rows_are_fired_held_rewritten_and_improvised(open_room: Any) -> None:
    """Everything control does to the list is an order of its seat, in the log."""
    table = opened(open_room)
    control = table["CONTROL"]
    control.do(
        "inject", inject="INJ-02", do="held", text="Video of the ramming is everywhere. Eight people are reported hurt."
    )
    control.do("inject", inject="INJ-03", do="amend", text="Nothing is loading.")
    control.do("adhoc", to=["JPN", "USA"], text="A typhoon turns north.")
    control.do("realign", coalition="aukus", reason="Tokyo steps back")
    kinds = [
        type(x).__name__
        for x in table.room.game.entries
        if type(x).__name__ in ("Withheld", "Amended", "Injected", "Realigned")
    ]

    assert ["Withheld", "Amended", "Injected", "Realigned"] == kinds[-4:]
    assert "A typhoon turns north." in table["JPN"].page
    assert "A typhoon turns north." not in table["GBR"].page
    table.until("deliberate", 2)
    sent = {x.inject: x.text for x in table.room.game.entries if type(x).__name__ == "Injected"}
    assert "INJ-02" not in sent
    assert "Nothing is loading." == sent["INJ-03"]


def test_a_contingency_inject_proposes_itself_and_control_decides(open_room: Any) -> None:
    """What the model brought about makes the row propose itself; held, it is not sent."""
    table = open_room("second-thomas", "aukus", seed=pressing())
    table.until("plenary")
    while "INJ-05" not in table.room.state.proposed:
        table.until("deliberate")
        table.until("plenary")
    assert "Contingency inject INJ-05 proposes itself" in table["CONTROL"].page
    table["CONTROL"].seal(**{f"prop-{p}": "hold" for p in table.room.state.proposed})

    assert "INJ-05" in table.room.state.withheld
    assert "A second convoy will sail" not in table["PHL"].page


def pressing() -> int:
    """A seed: the answers of :meth:`Table.until` press whatever they may, so any will do."""
    return 7


def test_an_overrule_needs_a_reason_and_says_it(open_room: Any) -> None:
    """The model's proposal, its reasons and bounds are shown; overruled, the log carries control's outcome and why."""
    table = open_room("second-thomas", "aukus")
    while not (table.room.stage == "adjudicate" and table.room.sight.shown("CONTROL").rulings):
        table.until("adjudicate") if table.room.stage != "adjudicate" else table["CONTROL"].seal()
    [(incident, _, _), *_] = table.room.sight.shown("CONTROL").rulings
    page = table["CONTROL"].page

    assert "The model proposes" in page
    assert "within its own uncertain numbers" in page
    assert "needs a reason" in table["CONTROL"].seal(409, **{f"rule-{incident}": "SUCCESS"})
    table["CONTROL"].seal(**{f"rule-{incident}": "SUCCESS", f"why-{incident}": "the sea was too high"})
    assert [("control", "the sea was too high")] == [
        (x.by, x.reason) for x in table.room.game.entries if type(x).__name__ == "Ruled" and x.incident == incident
    ]


def test_a_matrix_argument_settles_a_ruling(open_room: Any) -> None:
    """PROs and CONs by author, odds shown, dice from the game's own luck; it ends as the ruling."""
    table = open_room("second-thomas", "aukus")
    while not (table.room.stage == "adjudicate" and table.room.sight.shown("CONTROL").rulings):
        table.until("adjudicate") if table.room.stage != "adjudicate" else table["CONTROL"].seal()
    [(incident, _, _), *_] = table.room.sight.shown("CONTROL").rulings
    said = table["CONTROL"].do(
        "argue", claim="The boats slip through at night", effect="stores last another week", method="2d6", incident=incident,
        **{"pro-by-1": "PHL", "pro-1": "they know the shoal", "pro-counts-1": "yes", "pro-by-2": "USA", "pro-2": "a drone shows the gap",
           "pro-counts-2": "yes", "con-by-1": "PRC", "con-1": "the moon is full", "con-counts-1": "yes"},
    )  # fmt: skip

    assert re.match(
        r"Argument 1: it (?:stands|stands in part|does not stand) \(chance 72.2 %, threw \d \+ \d, margin [+-]\d+\)",
        said,
    )
    assert "Settled by argument" in table["CONTROL"].page
    table["CONTROL"].seal()
    [ruled] = [x for x in table.room.game.entries if type(x).__name__ == "Ruled" and x.incident == incident]
    assert ruled.reason.startswith("matrix argument 1, 2d6")
    assert ARGUED[ruled.outcome] in said


def test_cells_talk_offer_and_answer(open_room: Any) -> None:
    """An offer about an option, its answer, and whether it was kept, for control to see."""
    table = opened(open_room)
    table["USA"].do("send", to="JPN", sort="offer", text="Our destroyers join you.", option="presence@", by_turn="1")
    assert "Our destroyers join you." in table["JPN"].page
    assert "Our destroyers join you." not in table["PRC"].page
    table["JPN"].do("answer", about="1", sort="accept", text="Welcome.")
    table["USA"].seal(act="presence@blockade")
    table.until("deliberate", 2)

    assert ">kept<" in table["CONTROL"].page


def test_a_form_whose_answer_got_lost_is_not_taken_twice(open_room: Any) -> None:
    """Pressed again, it gets the first answer; another seat's form with the same mark is its own."""
    table = opened(open_room)
    first = table["JPN"].do("send", to="USA", text="Are you there?", once="a1")
    again = table["JPN"].do("send", to="USA", text="Are you there?", once="a1")
    table["AUS"].do("send", to="USA", text="So am I.", once="a1")

    assert first == again
    assert ["Are you there?", "So am I."] == [talk.text for talk in table.room.state.talks]


def test_see_as_seat_is_what_the_seat_sees(open_room: Any) -> None:
    """Control looking through a cell's eyes sees the cell's picture, and cannot answer for it there."""
    table = opened(open_room)
    ghost = table["CONTROL"].get("as/JPN").text

    assert "through JPN's eyes" in ghost
    assert table.room.keys.token("JPN") not in ghost
    assert 'name="token" value=""' in ghost
    assert 3 == ghost.count('<fieldset disabled class="col')


def test_free_words_reach_control_and_nobody_else(open_room: Any) -> None:
    """An order in a cell's own words waits for control's argument."""
    table = opened(open_room)
    table["JPN"].seal(free="We ask the fishermen to stay home")
    table.until("respond")

    assert "We ask the fishermen to stay home" in table["CONTROL"].page
    assert "We ask the fishermen to stay home" not in table["USA"].page


def test_the_wall_waits_for_the_plenary(open_room: Any) -> None:
    """What a move brings is on the cells' screens first; the wall shows it once control calls the plenary."""
    table = opened(open_room)
    table.until("outbrief")
    before = table["BOARD"].page
    assert "H+0 <small>day 1" in before
    table["CONTROL"].do("plenary")

    assert f"H+{table.room.state.hour} <small>" in table["BOARD"].page


# ---------------------------------------------------------------- lines of play


def test_a_branch_keeps_everybody_and_everything(open_room: Any, tmp_path: Path) -> None:
    """From move 1 without Japan: links hold, the main line stays as it was, both are proved, a tree and a pair are shown."""
    table = opened(open_room)
    table["JPN"].seal(act=table["JPN"].menu[:1], intent="on the main line")
    table.until("deliberate", 2)
    before = (table.room.folder / "main.jsonl").read_bytes()
    table["CONTROL"].do(
        "branch",
        name="without-japan",
        turn="1",
        parent="main",
        coalition="aukus",
        reason="What if Tokyo stayed out?",
        played="people",
    )

    assert "without-japan" == table.room.active
    assert "aukus" == table.room.state.coalition.id
    assert 1 == table.room.state.turn
    assert before == (table.room.folder / "main.jsonl").read_bytes()
    table.until("deliberate", 2)
    page = table["CONTROL"].get("lines?left=main&right=without-japan").text
    assert "What if Tokyo stayed out?" in page
    assert "They part" in page
    table["CONTROL"].do("switch", name="main")
    assert ("main", 2) == (table.room.active, table.room.state.turn)
    for name in ("main", "without-japan"):
        assert [] == verification_errors(read(table.room.path_of(name)))


def test_a_branch_played_out_by_doctrines_stands_beside(open_room: Any) -> None:
    """The room stays where it is, and the other line is at its ENDEX at once."""
    table = opened(open_room)
    table["CONTROL"].do(
        "branch", name="beside", turn="1", parent="main", coalition="aukus", reason="quick look", played="doctrines"
    )

    assert "main" == table.room.active
    assert table.room.branches["beside"].game.state.ended
    assert "it can be watched, not played" in table["CONTROL"].do("switch", 409, name="beside")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Main!"}, "is no name for a branch"),
        ({"name": "main"}, "There is a line called main"),
        ({"name": "x", "turn": "3"}, "no turn 3 in the log"),
        ({"name": "x", "reason": ""}, "needs a reason"),
        ({"name": "x", "coalition": "quad"}, "no coalition 'quad'"),
    ],
)
def test_a_wrong_branch_is_refused_and_leaves_nothing(open_room: Any, fields: dict[str, str], said: str) -> None:
    """Each with what would be right; no file is left behind."""
    table = opened(open_room)
    given = {
        "name": "x",
        "turn": "1",
        "parent": "main",
        "coalition": "",
        "reason": "why not",
        "played": "people",
    } | fields

    assert said in table["CONTROL"].do("branch", 409, **given)
    assert ["main.jsonl", "room.jsonl"] == sorted(p.name for p in table.room.folder.iterdir())


# ---------------------------------------------------------------- evaluation and papers


def test_notes_ratings_and_the_hot_wash_reach_the_report(open_room: Any) -> None:
    """A note is tied to its move and entry; an anonymous form names no cell; the report has them all."""
    table = opened(open_room)
    table["EVALUATOR"].do("note", text="Tokyo asked before it acted.", objective="jpn-home")
    table["EVALUATOR"].do("rate", objective="jpn-home", rating="S", text="late but clear")
    table.until("deliberate", 2)
    table["CONTROL"].do("end", reason="time")
    table["JPN"].do("wash", well="We talked.", anonymous="yes")
    table["USA"].do("wash", badly="Too slow.")
    page = table["CONTROL"].get("aar/control.html").text

    for told in ("Tokyo asked before it acted.", "late but clear", "We talked.", "Too slow. (USA)"):
        assert told in page
    assert "We talked. (JPN)" not in page
    assert 200 == table["CONTROL"].get("aar/control.docx").status_code
    assert table["CONTROL"].get("aar/releasable.md").text.startswith("# After-Action Report")


def test_what_people_write_is_text_everywhere(open_room: Any) -> None:
    """Markup typed into any field is shown as it was typed: page, report, Markdown, packet of another browser."""
    table = opened(open_room)
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    table.join("USA", evil)
    table["USA"].do("send", to="JPN", text=evil)
    table["EVALUATOR"].do("note", text=evil)
    table["JPN"].seal(free=evil, intent=evil, reason=evil, expected=evil, confidence="50")
    table.until("respond")
    table["CONTROL"].do("adhoc", to=["JPN"], text=evil)
    table["CONTROL"].do("exercise", **{"x-Sponsor": evil})
    pages = [table[r].page for r in ("CONTROL", "JPN", "EVALUATOR", "USA")]
    pages += [
        table["CONTROL"].get(p).text
        for p in ("aar/control.html", "aar/control.md", "papers", "lines", "theatre/main.html")
    ]

    assert [] == [n for n, page in enumerate(pages) if "<script>alert" in page or "<img src=x" in page]
    assert any("&lt;script&gt;alert" in page for page in pages)


def test_the_overview_stands_filled_in_with_what_the_exercise_knows_of_itself(open_room: Any) -> None:
    """Control finds name, scenario, objectives and seats in its rows; what it leaves as it is goes on with the exercise, what it
    changes stands as changed, and what it empties is the exercise's own again.
    """
    table = open_room()
    control, scenario = table["CONTROL"], table.room.scenario

    def rows() -> dict[str, str]:
        page = control.get("papers").text
        found = re.findall(r'<textarea name="(x-[^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
        hidden = re.findall(r'name="(was-[^"]+)" value="([^"]*)"', page)
        return {name: unescape(text) for name, text in (*found, *hidden)}

    before = rows()
    assert scenario.title == before["x-Exercise Name"]
    assert all(seat.name in before["x-Participating Organizations"] for seat in scenario.seats)
    assert all(o.text in before["x-Objectives"] for seat in scenario.seats for o in seat.objectives)
    assert "" == before["x-Sponsor"]

    control.do(
        "exercise",
        **before | {"x-Sponsor": "The war college", "x-Objectives": before["x-Objectives"].replace("\n", "\r\n")},
    )
    assert {"Sponsor": "The war college"} == {name: text for name, text in table.room.record.overview.items() if text}
    table.until("deliberate", 2)
    later = rows()
    assert before["x-Scope"] != later["x-Scope"]
    control.do("exercise", **later | {"x-Scope": "One afternoon", "x-Sponsor": ""})
    assert ("One afternoon", "") == (rows()["x-Scope"], rows()["x-Sponsor"])
    assert "One afternoon" in control.get("aar/control.md").text


def test_every_paper_opens(open_room: Any) -> None:
    """Packets, guide, events list, report, theatre, log: each is there, and nothing else is."""
    table = opened(open_room)
    control = table["CONTROL"]
    for path in ("links", "lines", "papers", "as/JPN", "packet/JPN.html", "packet/JPN.docx", "packet/guide.html", "packet/msel.docx",
                 "msel.csv", "msel.xlsx", "aar/control.html", "aar/releasable.docx", "theatre/main.html", "log/main.jsonl"):  # fmt: skip
        assert 200 == control.get(path).status_code, path
    for path in (
        "aar/secret.html",
        "log/room.jsonl",
        "packet/FRA.html",
        "theatre/x.html",
        "as/CONTROL",
        "log/../room.jsonl",
        "packet/JPN.exe",
    ):
        assert 404 == control.get(path).status_code, path
    assert 200 == table["JPN"].get("packet.html").status_code
    assert 404 == table["JPN"].get("packet/USA.html").status_code


def test_a_bug_says_nothing_of_what_was_on_the_table(open_room: Any, monkeypatch: Any) -> None:
    """An error page has no traceback and no secret."""
    table = opened(open_room)
    japan = table["JPN"]
    monkeypatch.setattr("fourthseat.players.web.views.Pages.page", lambda *_, **__: 1 / 0)
    answer = japan.get()

    assert 500 == answer.status_code
    assert "What was accepted is safe" in answer.text
    assert "ZeroDivision" not in answer.text


# ---------------------------------------------------------------- what the disk does


def test_a_room_resumes_with_its_links_its_sealed_answers_and_its_clock(open_room: Any) -> None:
    """What was on disk is in the room again; the clock stands until control starts it."""
    table = opened(open_room)
    room = table.room
    table["JPN"].seal(act=table["JPN"].menu[:1], intent="kept")
    table["CONTROL"].do("clock", do="more")
    tokens = {role: room.keys.token(role) for role in room.roles}
    room.close()
    resumed = Room.resume(room.folder)
    again = open_room.enter(resumed)

    assert tokens == {role: resumed.keys.token(role) for role in resumed.roles}
    assert resumed.is_sealed(Seat("JPN"))
    assert "kept" == resumed.record.sealed[Seat("JPN")].decision.intent
    assert (resumed.stage, resumed.state.hour, resumed.clock.running) == ("deliberate", room.state.hour, False)
    assert abs(resumed.clock.remaining(0) - 35 * 60) < 5
    again.people = {}
    again.until("deliberate", 2)
    assert [] == verification_errors(read(resumed.path_of("main")))


def test_a_room_in_a_branch_resumes_in_it_with_every_line(open_room: Any) -> None:
    """Also where one line was played out by doctrines before the one people are in was made."""
    table = opened(open_room)
    table.until("deliberate", 2)
    for name, played in (("beside", "doctrines"), ("other", "people")):
        table["CONTROL"].do("branch", name=name, turn="1", parent="main", coalition="", reason="what if", played=played)
    room = table.room
    before = {name: list(line.game.entries) for name, line in room.branches.items()}
    room.close()
    resumed = Room.resume(room.folder)
    after = {name: list(line.game.entries) for name, line in resumed.branches.items()}
    active = resumed.active
    resumed.close()

    assert before == after
    assert "other" == active


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_journal_cut_anywhere_is_read_up_to_its_last_whole_line(open_room: Any, cut: int) -> None:
    """A crash in the middle of a line costs that line, which nobody was told was taken."""
    table = opened(open_room)
    table["JPN"].seal(act=table["JPN"].menu[:1])
    path = table.room.folder / "room.jsonl"
    whole = path.read_bytes()
    lines = whole.count(b"\n")
    table.room.close()
    path.write_bytes(whole[:-cut])

    resumed = Room.resume(table.room.folder)
    assert len(resumed.journal.facts) >= lines - 1
    resumed.close()


def test_a_folder_with_a_room_is_not_overwritten(open_room: Any) -> None:
    """A second room in one folder is refused, and the first stays."""
    table = opened(open_room)
    with pytest.raises(LogError, match="holds a room already; continue it with --resume"):
        Room.start(table.room.folder, table.room.scenario, "aukus", 1)


def test_a_folder_that_is_no_room_says_so(tmp_path: Path) -> None:
    """An empty folder, a journal that is none, a line that is not JSON: each is named."""
    with pytest.raises(LogError, match="holds no room"):
        Room.resume(tmp_path)
    (tmp_path / "room.jsonl").write_text('{"kind":"note"}\n')
    with pytest.raises(LogError, match="the room's own line is missing"):
        Room.resume(tmp_path)
    (tmp_path / "room.jsonl").write_text("hello\n")
    with pytest.raises(LogError, match="line 1: not JSON"):
        Room.resume(tmp_path)


def test_the_journal_is_its_owners_alone(open_room: Any) -> None:
    """It holds the room's key: nobody else on the machine reads it."""
    table = open_room()

    assert 0o600 == (table.room.folder / "room.jsonl").stat().st_mode & 0o777


# ---------------------------------------------------------------- nothing leaks


def test_no_secret_reaches_another_seat(open_room: Any) -> None:
    """A word only one cell knows is searched for in everything every other seat can open, through a whole exercise."""
    table = open_room("second-thomas", "aukus-jpn")
    marks = {str(seat): f"zq{str(seat).lower()}xv" for seat in table.room.scenario.players}
    for turn in (1, 2):
        table["CONTROL"].seal(**{f"prop-{p}": "send" for p in table.room.state.proposed}) if turn == 1 else None
        for seat, mark in marks.items():
            table[seat].seal(
                act=table[seat].menu[:1], intent=mark, reason=mark, expected=mark, free=mark, confidence="40"
            )
        for seat, mark in marks.items():
            table["CONTROL"].do("adhoc", to=seat, text=f"for your eyes: {mark}")
        _search(table, marks)
        table.until("deliberate", turn + 1)
    table["CONTROL"].do(
        "branch", name="other", turn="1", parent="main", coalition="aukus", reason="what if", played="people"
    )
    _search(table, marks)
    table["CONTROL"].do("end", reason="time")
    _search(table, marks)
    releasable = table["CONTROL"].get("aar/releasable.md").text
    assert marks["PRC"] not in releasable


def _search(table: Any, marks: dict[str, str]) -> None:
    for role in (*marks, "BOARD", "OBSERVER"):
        person = table[role]
        opened = [person.page, person.get("packet.html").text, person.do("nothing", 409) if role in marks else ""]
        opened.append(json.dumps(table.room.sight.shown(role), default=str))
        for owner, mark in marks.items():
            assert owner == role or all(mark not in text for text in opened), f"{role} can read {owner}'s secret"
    assert all(mark in table["CONTROL"].page for mark in marks.values()) or table.room.active != "main"


def test_who_is_asked_in_the_middle_of_a_move_is_no_seats_business(open_room: Any) -> None:
    """During deliberation everybody sees who is waited for; while capitals are asked only control does."""
    table = opened(open_room)
    assert "waiting for" in table["PRC"].page
    table.until("respond")

    assert "waiting for" not in table["PRC"].page
    assert "waiting for" not in table["BOARD"].page
    assert "waiting" in table["CONTROL"].page


def test_control_speaks_through_orders_alone(open_room: Any) -> None:
    """Whatever the desk does to the game is in the log as a decision of CONTROL: played again, it is the same game."""
    table = opened(open_room)
    table["CONTROL"].do("realign", coalition="aukus", reason="for the test")
    table.until("washup")
    log = read(table.room.path_of("main"))

    assert log.finished
    assert [] == verification_errors(log)
    assert any(
        type(x).__name__ == "Decided" and x.seat == CONTROL and Realign("aukus") in x.decision.orders
        for x in log.entries
    )


def test_an_inject_that_proposes_itself_within_a_move_is_put_to_control_at_once(open_room: Any) -> None:
    """Its condition stands beside it in words; held it is not sent, and the move goes on."""
    raw = scenarios.find("tutorial").model_dump(mode="json", by_alias=True)
    row = {"id": "C1", "kind": "contingency", "to": ["JPN"], "text": "A ship is seen.", "source": "s"}
    raw["msel"].append(row | {"when": "survey opened and hour >= 50"})
    table = open_room(parse(raw, "test"))
    table.until("respond")
    control = table["CONTROL"]

    assert ("C1",) == table.room.state.proposed
    assert "Contingency inject C1 proposes itself" in control.page
    assert "If “Escorted survey” has opened and the hour is at least 50." in control.page
    assert "survey opened and hour &gt;= 50" in control.page
    control.seal(**{"prop-C1": "hold"})
    table.until("plenary")
    assert "C1" not in table.room.state.injected


def test_the_wall_goes_with_the_people_to_another_branch(open_room: Any) -> None:
    """After a rewind the wall shows the branch that is played, as far as a plenary had told of it; and going back, the other as it was."""
    table = open_room("second-thomas", "aukus-jpn")
    table.until("deliberate", 2)
    inherited = len(table.room.game.entries)
    table.until("plenary", 3)
    control = table["CONTROL"]
    control.do("branch", name="second-try", turn="2", reason="another answer", played="people")
    wall = table["BOARD"].page

    assert ("second-try", "outbrief") == (table.room.active, table.room.stage)
    assert "1 of 4" in wall
    assert "H+168 <small>" in wall
    assert "What move" not in wall
    assert table.room.sight.board[0] == "second-try"
    assert table.room.sight.board[1] <= inherited
    control.do("switch", name="main")
    assert "2 of 4" in table["BOARD"].page
    assert "What move 2 brought" in table["BOARD"].page


def test_the_wall_tells_the_move_in_the_plenary_and_what_came_too_late(open_room: Any) -> None:
    """The plenary has an account of the closed move from its opening to its close, in reading order; outcomes in one word each."""
    table = open_room("second-thomas", "aukus-jpn", doctrine=("AUS", "GBR", "JPN", "PHL", "PRC", "USA"))
    table.until("outbrief", 3)
    assert "What move" not in table["BOARD"].page
    table["CONTROL"].do("plenary")
    news = table["BOARD"].page.split("What move 2 brought")[1].split("</ol>")[0]
    hours = [int(hour) for hour in re.findall(r'class="hour">H\+(\d+)', news)]

    assert hours == sorted(hours)
    assert {168 <= hour <= table.room.state.hour for hour in hours} == {True}
    table.until("washup")
    page = table["CONTROL"].page
    late = {force for i in table.room.sight.shown("CONTROL").incidents for _, force in i.late}
    arrived = [e for e in table.room.game.entries if type(e).__name__ == "Arrived"]
    assert late == {table.room.scenario.force_by_id[e.force].name for e in arrived if e.late}
    assert not late or "Came too late" in page
    assert not re.search(r"RULING (SUCCESS|PARTIAL|FAILURE)|proposes <strong>(SUCCESS|PARTIAL|FAILURE)", page)
