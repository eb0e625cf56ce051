"""The replay theatre: one file, nothing fetched, every seat's eyes in control's and one seat's alone in a seat's."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.perspective import WALL
from fourthseat.engine.record.replay import states
from fourthseat.engine.rules.viewers import public
from fourthseat.engine.scenario.overrides import vary
from fourthseat.players.cast import cast, cast_for, cast_names

pytest.importorskip("jinja2", reason="the room's extra is not installed")
from fourthseat.players.web.replay_page import theatre
from fourthseat.players.web.replay_story import curves

JPN = Seat("JPN")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@cache
def log(name: str = "second-thomas", coalition: str = "aukus-jpn", seed: int = 7) -> EventLog:
    """A game played by doctrines."""
    scenario = scenarios.find(name)
    names = cast_names(scenario, {})
    game = play(Game(scenario, coalition, seed), cast_for(scenario, names))
    return EventLog(Header(scenario, coalition, seed, dict(names), "1"), tuple(game.entries))


@cache
def page(*variants: str, eyes: Seat | None = None) -> str:
    """The file of those games of one luck."""
    return theatre([(name, log(coalition=name)) for name in variants], eyes)


def data(text: str) -> dict[str, Any]:
    """What the page carries, unpacked."""
    found = re.search(r'id="data">([^<]*)<', text)
    assert found is not None
    told: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return told


def everything(text: str) -> str:
    """The whole file, packed parts unpacked."""
    return unescape(text + json.dumps(data(text), ensure_ascii=False))


# ---------------------------------------------------------------- what the file holds


def test_the_curve_of_forces_falls_as_what_they_were_sent_about_is_decided() -> None:
    """What was on station is none of what is: with every incident decided nobody is."""
    seen = [(n, public(state)) for n, (_, state) in enumerate(states(log()))]
    [curve] = [one for one in curves(seen) if one["name"] == "Forces on station at open incidents"]

    assert all(one.choice is not None for one in seen[-1][1].incidents)
    assert sum(len(one.on_station) for one in seen[-1][1].incidents) > 0 == curve["points"][-1][1]


def test_one_file_that_fetches_nothing() -> None:
    """No address, no form, no frame; the policy forbids everything but the file's own script, named by its hash."""
    text = page("aukus-jpn")
    whole = everything(text).replace(
        '<link rel="icon" href="data:,">', "", 1
    )  # an empty icon, so that none is asked for

    assert [] == re.findall(r'(?:src|href)="(?!#)[^"]*"|url\(|@import|<(?:form|iframe|object|link)\b', whole)
    assert re.search(r"default-src 'none'; script-src 'sha256-[A-Za-z0-9+/=]{44}'", text)


def test_small_enough_to_send() -> None:
    """Four moves with eight pairs of eyes stay below a megabyte; two such games below two."""
    assert len(page("aukus-jpn").encode()) < 1_000_000
    assert len(page("aukus-jpn", "aukus").encode()) < 2_000_000


def test_controls_file_says_so() -> None:
    """It holds all eyes, and the first lines say whose it is."""
    text = page("aukus-jpn")

    assert "every seat's secrets" in unescape(text)
    assert ["CONTROL", *scenarios.find("second-thomas").players, "BOARD"] == list(data(text)["shows"][0]["eyes"])


@cache
def reasoned() -> EventLog:
    """The game, every seat with a reason of its own for what it decides."""
    return EventLog(
        log().header,
        tuple(
            replace(i, decision=replace(i.decision, reason=f"so thought {i.seat}")) if isinstance(i, e.Decided) else i
            for i in log().entries
        ),
    )


@cache
def all_of_it() -> str:
    """Everything of control's file of that game."""
    return everything(theatre([("g", reasoned())]))


@pytest.mark.parametrize(("eyes", "name"), [(JPN, "JPN"), (WALL, "BOARD")])
def test_a_file_of_one_view_holds_no_other(eyes: Seat, name: str) -> None:
    """No other eyes, no word sent to others, no reason of another's, no real end of a window, no measure, no seed."""
    entries = reasoned().entries
    text = theatre([("g", reasoned())], eyes)
    found, raw = data(text), everything(text)
    seats = scenarios.find("second-thomas").players
    secrets = [i.text for i in entries if isinstance(i, e.Injected) and eyes not in i.to and set(seats) - set(i.to)]
    secrets += [f"so thought {seat}" for seat in seats if seat != eyes]
    secrets += [f"closes at H+{i.closes}" for i in entries if isinstance(i, e.IncidentOpened)]

    assert [name] == list(found["shows"][0]["eyes"])
    assert [] == [secret for secret in secrets if secret in raw]
    assert [] == [secret for secret in secrets if secret not in all_of_it()]
    assert "" == found["shows"][0]["seed"]
    assert "How it ended" not in text
    assert "and nothing else" in text


def test_another_secret_leaves_the_file_as_it_was() -> None:
    """Whatever Japan could not know, changed in the log: Japan's file is the same to the byte, control's is not."""

    def changed(entry: e.Entry) -> e.Entry:
        match entry:
            case e.Decided() if entry.seat != JPN:
                return replace(entry, decision=replace(entry.decision, reason="a secret", intent="another"))
            case e.Dealt():
                return replace(entry, incidents=tuple(replace(i, resolve=0.123, window=77) for i in entry.incidents))
            case e.IncidentOpened():
                return replace(entry, closes=entry.closes + 5)
            case e.Injected() if JPN not in entry.to:
                return replace(entry, text="a secret")
            case e.Chosen():
                return replace(entry, estimate=replace(entry.estimate, p=0.321))
            case e.Tried() | e.Ruled():
                return replace(entry, draw=0.456)
            case _:
                return entry

    true = log()
    false = EventLog(replace(true.header, seed=99), tuple(changed(entry) for entry in true.entries))

    assert theatre([("g", true)], JPN) == theatre([("g", false)], JPN)
    assert theatre([("g", true)], WALL) == theatre([("g", false)], WALL)
    openings = [EventLog(one.header, one.entries[:60]) for one in (true, replace(false, header=true.header))]
    assert theatre([("g", openings[0])]) != theatre([("g", openings[1])])


def test_no_picture_betrays_when_others_learned_something() -> None:
    """Of the hours off the six-hour grid, a seat's file draws only those in which the seat saw something change."""
    frames = data(page("aukus-jpn", eyes=WALL))["shows"][0]["eyes"]["BOARD"]["frames"]
    told = {line[0] for line in data(page("aukus-jpn", eyes=WALL))["shows"][0]["eyes"]["BOARD"]["lines"]}
    odd = {frame[0] for frame in frames if frame[0] % 12}

    assert odd
    assert odd <= told


def test_a_licence_stands_on_the_board_from_its_own_hour() -> None:
    """Also where nothing else in the view of those eyes changed."""
    told = data(page("aukus-jpn"))
    granted = [entry for entry in log().entries if isinstance(entry, e.Licensed)]

    assert granted
    for entry in granted:
        for eyes in (CONTROL, entry.seat):
            at = [frame for frame in told["shows"][0]["eyes"][str(eyes)]["frames"] if frame[0] <= 2 * entry.hour + 1]
            assert f"allowed at H+{entry.hour}" in told["pool"][at[-1][4]]


def test_the_story_is_in_the_order_of_the_game() -> None:
    """Every eye's pictures and lines stand in time; the last picture is the one the game ended with."""
    show = data(page("aukus-jpn"))["shows"][0]
    for told in show["eyes"].values():
        for rows in (told["frames"], told["lines"]):
            assert rows == sorted(rows, key=lambda row: row[0])
        assert told["frames"][-1][0] <= show["last"]


def test_two_games_are_named_by_what_they_became() -> None:
    """A branch in which the coalition changed does not bear the name it began with; who sat where stands in control's file alone."""
    whole = log()
    turn = next(n for n, entry in enumerate(whole.entries) if isinstance(entry, e.TurnOpened) and entry.turn == 2)
    changed = (*whole.entries[: turn + 1], e.Realigned(whole.entries[turn].hour, "aukus"))
    other = EventLog(whole.header, changed)
    played = EventLog(whole.header, whole.entries[: turn + 1])  # what comes later says nothing of either
    first, second = data(theatre([("a", played), ("b", other)]))["shows"]
    title = whole.header.scenario.coalition

    assert title("aukus-jpn").title == first["coalition"]
    assert f"{title('aukus-jpn').title}; {title('aukus').title} from move 2" == second["coalition"]
    assert all(role[3] for role in first["roles"])
    assert [""] * len(first["roles"]) == [role[3] for role in data(page("aukus-jpn", eyes=JPN))["shows"][0]["roles"]]


def test_an_unfinished_log_is_shown_as_far_as_it_goes() -> None:
    """A game in its second move can be watched; no measures are told of it."""
    half = EventLog(log().header, log().entries[:150])

    text = theatre([("half", half)])

    assert "unfinished" in text
    assert not data(text)["shows"][0]["finished"]


def test_a_log_of_nothing_is_refused() -> None:
    """A header alone has no picture."""
    with pytest.raises(LogError, match="x: nothing of the game was recorded"):
        theatre([("x", EventLog(log().header, ()))])


def test_a_forged_log_is_refused() -> None:
    """An entry about what the scenario does not have is a message with its line."""
    forged = (*log().entries, e.Withheld(hour=600, inject="x"), e.IncidentOpened(600, "nowhere", 700))

    with pytest.raises(LogError, match="nowhere"):
        theatre([("x", EventLog(log().header, forged))])


# ---------------------------------------------------------------- in a browser

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium that talks to nobody."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


class Theatre:
    """A file opened from disk, as its receiver would."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("request", lambda asked: self.asked.append(asked.url))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("body[data-ready]")

    @property
    def now(self) -> str:
        """What the clock says."""
        return str(self.page.inner_text("#now"))

    @property
    def hour(self) -> int:
        """The game's hour on the clock."""
        found = re.search(r"H\+(\d+)", self.now)
        assert found is not None
        return int(found[1])

    def key(self, name: str) -> None:
        """Press a key with nothing focused."""
        self.page.evaluate("document.activeElement.blur()")
        self.page.keyboard.press(name)

    def story(self, show: int = 0) -> str:
        """The told lines, in reading order, between the opening and the ending."""
        return str(self.page.text_content(f'[data-show="{show}"] [data-piece=feed]'))


@pytest.fixture
def open_theatre(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens files; at the end nothing was asked of anybody and nothing went wrong."""
    opened: list[Theatre] = []

    def go(text: str, **options: Any) -> Theatre:
        file = tmp_path / f"{len(opened)}.html"
        file.write_text(text, "utf-8")
        opened.append(Theatre(browser, file, **options))
        return opened[-1]

    yield go
    for one in opened:
        assert [] == one.faults
        assert [] == [url for url in one.asked if not url.startswith("file:")]
        one.context.close()


@needs_browser
def test_a_reader_works_with_it(open_theatre: Any, tmp_path: Path) -> None:
    """A link opens at its hour under its eyes; what is written travels in a copy of the file; a class guesses before it is shown."""
    text = page("aukus-jpn")
    one = open_theatre(text, accept_downloads=True)
    one.page.evaluate("location.hash = '#H+336,JPN'")
    one.page.wait_for_function("() => document.getElementById('eyes').value === 'JPN'")
    assert 336 == one.hour
    assert one.page.locator("[data-moments] li[aria-current]").count() == 1
    assert one.page.locator("[data-curves] figure").count() >= 2

    one.page.locator(".notes > summary").click()
    one.page.fill("#notetext", "Why <i>now</i>?</script><script>1/0</script>")
    one.page.check("#notechapter")
    one.page.locator("#note button").click()
    with one.page.expect_download() as saved:
        one.page.click("#savecopy")
    saved.value.save_as(tmp_path / "copy.html")
    kept = (tmp_path / "copy.html").read_text("utf-8")
    assert kept.count("<script") == text.count("<script")
    other = open_theatre(kept)
    other.page.locator(".notes > summary").click()
    assert "Why <i>now</i>?</script><script>1/0</script>" in other.page.inner_text("#notelist")

    other.page.check("#guess")
    other.page.click("[data-go=end]")
    riddles = data(text)["shows"][0]["eyes"]["CONTROL"]["riddles"]
    assert other.hour < riddles[0]["key"] / 2
    assert riddles[0]["question"] in other.page.inner_text("#riddle")
    other.page.locator("#riddle button").nth(riddles[0]["right"]).click()
    assert "1 of 1 guessed right" == other.page.inner_text("#score")


@needs_browser
def test_the_keys(open_theatre: Any) -> None:
    """Home, End, event by event, move by move, hour by hour; space plays and stops at what happens."""
    one = open_theatre(page("aukus-jpn"))
    show = data(page("aukus-jpn"))["shows"][0]
    events = sorted({key for key, _, style, _ in show["eyes"]["CONTROL"]["lines"] if style not in ("", "quiet")})
    opened = show["opened"]

    one.key("End")
    assert show["last"] // 2 == one.hour
    one.key("PageUp")
    assert opened[-1] // 2 == one.hour
    one.key("Home")
    assert 0 == one.hour
    one.key("ArrowRight")
    assert events[1 if events[0] == 0 else 0] // 2 == one.hour
    one.key("PageDown")
    assert opened[1] // 2 == one.hour
    assert "move 2 of 4" in one.now
    one.key("ArrowUp")
    assert opened[1] // 2 + 1 == one.hour
    one.key("ArrowLeft")
    assert opened[1] // 2 == one.hour
    one.key(" ")
    one.page.wait_for_function("() => document.getElementById('at').value > 0")
    assert "Pause" == one.page.inner_text("#play")
    one.key(" ")
    assert "Play" == one.page.inner_text("#play")


@needs_browser
def test_a_move_closes_before_the_next_opens(open_theatre: Any) -> None:
    """At the hour a move ends and the next begins, the rulings can be seen before the next move's briefing."""
    one = open_theatre(page("aukus-jpn"))
    one.page.evaluate(
        "() => { const a = document.getElementById('at'); a.value = 2 * 168; a.dispatchEvent(new Event('input')); }"
    )

    assert "H+168 day 8, move 1 of 4" in one.now
    one.key("ArrowRight")
    assert "H+168 day 8, move 2 of 4" in one.now


@needs_browser
def test_the_clock_says_the_date_beside_the_hour(open_theatre: Any, logged: Any) -> None:
    """As every page words an hour, across the day on which summer time begins."""
    s = vary(scenarios.find("tutorial"), {"startex": "2031-03-29 20:00 Europe/Oslo"})
    one = open_theatre(theatre([("game", logged(play(Game(s, None, 3), cast(s, {}))))]))
    for hour in (0, 5, 6, 30):
        one.page.evaluate(
            "(n) => { const a = document.getElementById('at'); a.value = n; a.dispatchEvent(new Event('input')); }",
            2 * hour,
        )
        assert one.now.startswith(f"{s.told(hour)} day {hour // 24 + 1}, move ")


@needs_browser
def test_eyes_change_what_is_seen_and_what_counts_as_an_event(open_theatre: Any) -> None:
    """The opponent's own decision and control's numbers are gone under Japan's eyes; its marks are others."""
    one = open_theatre(page("aukus-jpn"))
    one.key("End")
    full, marks = one.story(), one.page.locator(".strip line.mark").count()
    one.page.select_option("#eyes", "JPN")

    assert "PRC decides" in full
    assert "PRC decides" not in one.story()
    assert "JPN decides" in one.story()
    assert one.page.locator(".strip line.mark").count() != marks
    assert "Your forces" in one.page.inner_text("[data-piece=forces]")


@needs_browser
def test_two_games_stay_at_one_hour(open_theatre: Any) -> None:
    """One clock for both: each story holds what its own game had told by then; the first difference can be gone to."""
    one = open_theatre(page("aukus-jpn", "aukus"))
    shows = data(page("aukus-jpn", "aukus"))["shows"]
    for _ in range(12):
        one.key("ArrowRight")
    at = int(one.page.input_value("#at"))
    for n, show in enumerate(shows):
        told = [row for row in show["eyes"]["CONTROL"]["lines"] if row[0] <= at]
        rows = one.page.locator(f'[data-show="{n}"] [data-piece=feed] > li:not(.told)')
        assert len(told) == rows.count()
    one.page.click("#part")

    assert f"H+{one.hour}" in one.page.inner_text("#parting")


@needs_browser
@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1920, 1080, "light"), (1366, 768, "dark"), (390, 844, "light"), (390, 844, "dark")]
)
def test_readable_on_every_screen(open_theatre: Any, width: int, height: int, scheme: str) -> None:
    """One game and two: nothing sticks out sideways, and axe finds nothing to object to."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    for variants in (("aukus-jpn",), ("aukus-jpn", "aukus")):
        one = open_theatre(page(*variants), viewport={"width": width, "height": height}, color_scheme=scheme)
        for _ in range(9):
            one.key("ArrowRight")
        one.page.click("summary >> nth=0")

        assert width == one.page.evaluate("document.documentElement.scrollWidth")
        found = axe.run(one.page).response["violations"]
        assert [] == [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found]


def first_move() -> tuple[e.Entry, ...]:
    """The game until the second move opens: every seat has decided."""
    entries = log().entries
    return entries[: next(n for n, one in enumerate(entries) if isinstance(one, e.TurnOpened) and one.turn == 2)]


@needs_browser
def test_what_a_player_wrote_is_text(open_theatre: Any) -> None:
    """A reason that looks like a page's code is shown as it was written and runs nowhere."""
    nasty = '<img src=x onerror="document.title=1"></script><script>document.title=2</script>'
    entries = tuple(
        replace(entry, decision=replace(entry.decision, reason=nasty, intent=nasty))
        if isinstance(entry, e.Decided) and entry.seat != CONTROL
        else entry
        for entry in first_move()
    )
    one = open_theatre(theatre([(nasty, EventLog(log().header, entries))]))
    one.key("End")

    assert nasty in one.story()
    assert one.page.title().startswith("Replay: ")


@needs_browser
def test_every_shipped_scenario_opens(open_theatre: Any) -> None:
    """Each is drawn, as far as its first entries, and can be gone through to their end."""
    for name in scenarios.names():
        whole = log(name, scenarios.find(name).coalitions[0].id)
        record = EventLog(whole.header, whole.entries[:30])
        one = open_theatre(theatre([(name, record)]))
        one.key("End")
        assert record.entries[-1].hour == one.hour
