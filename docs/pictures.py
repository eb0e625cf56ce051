"""Makes the pictures that README shows: ``python docs/pictures.py [NAME ...]``, by default all of them (the figure takes a minute or more).

``played-game.svg`` is a move of a game, ``differences.svg`` a figure of a study's report, each by the commands README names.

``room-control.png`` and ``room-wall.png`` are of the room. An exercise with people in every seat is brought to the middle of its second move: three cells have sealed, three are waited for.
What the people order is what the doctrines of their seats would. Then the pages are opened in Chromium, everybody's, and control's
desk and the wall are taken. Look at them afterwards, and at what README says below them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from fourthseat import cast, load_scenario
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.players.web.app import application
from fourthseat.players.web.roles import BOARD
from fourthseat.players.web.session import Room

HERE = Path(__file__).parent
SCENARIO, COALITION, SEED = "second-thomas", "aukus-jpn", 7
PEOPLE = {
    "AUS": "R. Walker",
    "GBR": "J. Hughes",
    "JPN": "K. Sato",
    "PHL": "M. Reyes",
    "PRC": "L. Chen",
    "USA": "A. Miller",
    "CONTROL": "Control",
}
"""Invented names of who sits where."""
MOVE, SEALED = 2, ("AUS", "GBR", "PRC")
"""Where the exercise stands when the pictures are taken, and who has answered then."""
GONE = 410.0
"""Seconds of the stage that have passed."""
GAME, SHOWN = ("play", "second-thomas", "--coalition", "aukus-jpn", "--seed", "7", "--log", "g.jsonl"), "4"
"""A game, and the move of it that is shown."""
STUDY = ("batch", "second-thomas", "--games", "100")
FIGURE = "results-second-thomas/figures/differences-p_press.svg"
"""A study, and what of its results is shown."""
ROOM = {
    "room-control.png": (CONTROL, 1440, 1010),
    "room-wall.png": (BOARD, 1440, 810),
}
"""Whose page each picture is of, and its size in pixels."""


class Wall:
    """A clock on the wall that is turned by hand."""

    now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def exercise(folder: Path, clock: Wall) -> Room:
    """A room in *folder* in the middle of its move."""
    scenario = load_scenario(SCENARIO)
    room, players = Room.start(folder, scenario, COALITION, SEED, now=clock), cast(scenario)

    def answer(seat: Seat) -> None:
        key = room.round_key(seat)
        decision = Decision() if seat == CONTROL else players[seat].decide(room.asked(seat, key))
        room.seal(seat, key, decision, PEOPLE[seat])

    while (room.stage, room.state.turn) != ("deliberate", MOVE):
        answer(CONTROL if CONTROL in room.round.asked else room.waiting()[0])
    for name in SEALED:
        answer(Seat(name))
    room.stage_clock.go()
    clock.now += GONE
    return room


@contextmanager
def served(room: Room) -> Iterator[str]:
    """The room's pages, and where they are."""
    app = application(room, ["127.0.0.1"], lambda path: path)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="on", port=0))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        app.state.stop()
        server.should_exit = True
        thread.join()


def seated(browser: Browser, base: str, room: Room, role: str, width: int, height: int) -> Page:
    """The page of *role* in a browser of its own, once the clock has come."""
    page = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce").new_page()
    page.goto(f"{base}/join/{room.keys.token(role)}")
    page.fill("input[name=name]", PEOPLE.get(role, ""))
    page.locator("form button.main").click()
    page.wait_for_url(f"**/at/{role}/")
    page.locator("#clock", has_text=":").wait_for()
    return page


def of_the_room(wanted: list[str]) -> None:
    """Pictures of an exercise in its second move."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("Chromium is not installed.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        room = exercise(Path(folder) / "room", Wall())
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with served(room) as base:
            for name in PEOPLE:
                if name != CONTROL:
                    seated(browser, base, room, name, 800, 600)
            for name in wanted:
                role, width, height = ROOM[name]
                page = seated(browser, base, room, role, width, height)
                page.wait_for_timeout(1500)  # until who has come is told
                page.screenshot(path=str(HERE / name))
        browser.close()
        room.close()


def of_a_game(name: str, folder: Path) -> None:
    """The end of a played game, as the terminal shows it."""
    run(folder, *GAME)
    run(folder, "replay", "g.jsonl", "--turn", SHOWN, "--picture", name)
    shutil.move(folder / name, HERE / name)


def of_a_study(name: str, folder: Path) -> None:
    """The figure of the study that README speaks of."""
    run(folder, *STUDY)
    shutil.move(folder / FIGURE, HERE / name)


def run(folder: Path, *arguments: str) -> None:
    """A command of the program, in *folder*."""
    subprocess.run([sys.executable, "-m", "fourthseat", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


COMMANDS = {"played-game.svg": of_a_game, "differences.svg": of_a_study}


def main(*names: str) -> None:
    """Make the pictures *names*, or all."""
    wanted = names or (*ROOM, *COMMANDS)
    if strangers := set(wanted) - {*ROOM, *COMMANDS}:
        sys.exit(f"no picture {sorted(strangers)[0]!r}; there are {', '.join((*ROOM, *COMMANDS))}")
    if of_room := [name for name in wanted if name in ROOM]:
        of_the_room(of_room)
    for name in wanted:
        if name in COMMANDS:
            with tempfile.TemporaryDirectory() as folder:
                COMMANDS[name](name, Path(folder))
        print(f"docs/{name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
