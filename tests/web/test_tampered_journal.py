"""A journal that was really played, changed in every line and field by somebody who makes the hashes right again.

What is wrong is named with line and field; what nobody can know to be wrong opens, and every page of the room can be drawn.
"""

from __future__ import annotations

import contextlib
import copy
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import FourthSeatError, LogError
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.chain import chained
from fourthseat.engine.record.log import EventLog, read
from fourthseat.players.terminal import commands
from fourthseat.players.web.consistency import check_against_logs
from fourthseat.players.web.journal import fold, read_facts
from fourthseat.players.web.session import Room
from tests.web.conftest import HOST, Table, TestClient, application

Body = dict[str, Any]
OPENED_TO = ("CONTROL", "EVALUATOR", "BOARD", "AUS", "JPN")


class Played(NamedTuple):
    """An exercise's folder, and what stands in it."""

    folder: Path
    bodies: list[Body]
    logs: dict[str, EventLog]
    roles: tuple[str, ...]

    def read(self, data: bytes) -> None:
        """What opening a journal of *data* beside these logs checks, without playing the games again each time."""
        facts, _, _ = read_facts(data[: data.rfind(b"\n") + 1], "room.jsonl")
        if not facts or not fold(facts, "room.jsonl").branches:
            raise LogError("room.jsonl: line 1: nothing stands in it")
        check_against_logs(
            facts, {n: self.logs[n] for n in fold(facts, "room.jsonl").branches}, self.roles, "room.jsonl"
        )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Two moves of the tutorial with a branch, notes, ratings, forecasts, a hot wash, and answers that wait sealed."""
    folder = tmp_path_factory.mktemp("played") / "room"
    room = Room.start(folder, scenarios.find("tutorial"), "aukus-jpn", 7, [Seat("PRC")])
    app = application(room, ["127.0.0.1", "testserver"], lambda path: HOST + path)
    table = Table(room, lambda: TestClient(app, base_url=HOST))
    control, japan, judge = table["CONTROL"], table.join("JPN", "山田　太郎"), table.join("EVALUATOR", "Eva")
    table.until("deliberate", 1)
    judge.do("note", text="slow", objective="")
    japan.seal(act=japan.menu[:1], free="own words", intent="hold", expected="they wait", confidence="60")
    table.until("deliberate", 2)
    objective = next(o.id for seat in table.room.scenario.seats for o in seat.objectives)
    judge.do("note", text="clear", objective=objective)
    judge.do("rate", objective=objective, rating="S", text="well done")
    about = next(
        f"L{n + 2}"
        for n, e in enumerate(table.room.game.entries)
        if getattr(getattr(e, "decision", None), "expected", "")
    )
    control.do("forecast", about=about, came="open")
    control.do("exercise", **{"x-Sponsor": "nobody"})
    control.do("rules", early="1", grace="2", symbols="plain", washing="1", doctrine=["PRC"], **{"min-brief": "5"})
    japan.do("wash", well="talk", badly="slow", change="maps")
    control.do("revoke", role="OBSERVER")
    control.do("clock", do="more")
    control.do("branch", name="other", turn="1", parent="main", coalition="", reason="what if", played="people")
    table.until("deliberate", 1)
    table["AUS"].seal(act=table["AUS"].menu[:1], intent="again")
    japan.seal(intent="again")
    japan.do("recall", key=table.room.round_key(Seat("JPN")))
    bodies = [json.loads(line) for line in (room.folder / "room.jsonl").read_text().splitlines()]
    for body in bodies:
        del body["hash"]
    logs = {name: read(room.path_of(name)) for name in room.branches}
    room.close()
    return Played(room.folder, bodies, logs, room.roles)


def written(bodies: Sequence[Body]) -> bytes:
    """A journal of *bodies* whose hashes are right."""
    lines, digest = [], ""
    for body in bodies:
        text, digest = chained(body, digest)
        lines.append(text)
    return "".join(lines).encode()


def fields(inside: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in *inside*, those of tables and lists too."""
    steps = inside.items() if isinstance(inside, dict) else enumerate(inside) if isinstance(inside, list) else ()
    for step, value in steps:
        yield (*at, step)
        yield from fields(value, (*at, step))


def others(value: Any) -> list[Any]:
    """Values that may stand where *value* does, by their type or not at all."""
    wrong: list[Any] = [
        None,
        7,
        -1,
        10**30,
        1e308,
        True,
        "",
        "x",
        "\x00\x1b[31m\u202e",
        "y" * 60_000,
        [],
        {},
        ["x"],
        {"x": 1},
        ...,
    ]
    return [other for other in wrong if other != value or type(other) is not type(value)]


def changed(bodies: Sequence[Body], number: int, path: tuple[Any, ...], value: Any) -> list[Body]:
    """*bodies* with one value replaced; taken away where it is ``...``."""
    copied = [*bodies]
    copied[number] = inside = copy.deepcopy(bodies[number])
    for step in path[:-1]:
        inside = inside[step]
    if value is ...:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return copied


def refused(played: Played, data: bytes) -> str:
    """Why the journal is refused; empty if it is not. Anything but a message of this project's is a failure."""
    try:
        played.read(data)
    except FourthSeatError as told:
        return str(told)
    return ""


def test_the_journal_as_it_was_played_is_right(played: Played) -> None:
    """Every kind of fact is in it that this exercise could have, and nothing contradicts the logs."""
    kinds = {body["kind"] for body in played.bodies}
    assert (
        not {"sealed", "recalled", "note", "rating", "forecast", "wash", "board", "clock", "line", "active", "revoked"}
        - kinds
    )

    assert "" == refused(played, written(played.bodies))


def test_every_field_of_every_line_is_named_or_opens(played: Played) -> None:
    """Line and field stand in each message, and a message fits a screen; a share of what passes is opened and drawn."""
    passed, wrong, seen = [], [], set()
    for number, body in enumerate(played.bodies):
        shape = (body["kind"], len(json.dumps(body)) // 400)
        if shape in seen:  # one of each kind, and of each much longer one
            continue
        seen.add(shape)
        for path in fields(body):
            for value in random.Random(f"{number}{path}").sample(others(body), 5):
                forged = changed(played.bodies, number, path, value)
                told = refused(played, written(forged))
                if not told:
                    passed.append(forged)
                elif not told.startswith("room.jsonl: line ") or len(told) > 1000:
                    wrong.append((body["kind"], path, value, told[:300]))
    assert [] == wrong
    for forged in random.Random(4).sample(passed, min(len(passed), SHARE)):
        draw(played, written(forged))


SHARE = 3


def draw(played: Played, data: bytes) -> None:
    """Open the exercise with a journal of *data*, and every page of it; or be told in words why not."""
    folder = played.folder.with_name("forged")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(played.folder, folder)
    (folder / "room.jsonl").write_bytes(data)
    try:
        room = Room.resume(folder)
    except LogError:
        return
    try:
        opened(room)
    finally:
        room.close()


def opened(room: Room) -> None:
    """Every page and paper of *room*, each without an error."""
    app = application(room, ["127.0.0.1", "testserver"], lambda path: path)
    for role in OPENED_TO:
        client = TestClient(app, base_url=HOST)  # an error of the room's own is raised here
        assert 200 == client.post(f"/join/{room.keys.token(role)}", data={}, follow_redirects=True).status_code
        if role == "CONTROL":
            for path in ("links", "lines", "papers", "aar/control.html", "aar/releasable.docx", "as/JPN", "enter/JPN"):
                assert 200 == client.get(f"/at/CONTROL/{path}").status_code, path


def test_lines_dropped_doubled_swapped_and_cut_are_read_or_named(played: Played) -> None:
    """Between any two lines, and with the hashes right or as they were; a cut anywhere, and pages of NULs."""
    bodies, good = played.bodies, written(played.bodies).splitlines(keepends=True)
    draws = random.Random(5)
    for n in range(len(bodies)):
        for forged in (
            [*bodies[:n], *bodies[n + 1 :]],
            [*bodies[: n + 1], *bodies[n:]],
            [*bodies[:n], *bodies[n + 1 : n + 2], bodies[n], *bodies[n + 2 :]],
            bodies[:n],
        ):
            told = refused(played, written(forged))
            assert told == "" or told.startswith("room.jsonl: line "), told
        for torn in (
            b"".join([*good[:n], *good[n + 1 :]]),
            b"".join([*good[: n + 1], *good[n:]]),
            b"".join(good[:n]) + bytes(4096) + b"".join(good[n:]),
            b"".join(good[:n]) + bytes(len(good[n])) + b"\n" + b"".join(good[n + 1 :]),
            b"".join(good[:n]) + good[n][: draws.randrange(len(good[n]))] + b"".join(good[n + 1 :]),
            b"".join(good[:n]) + good[n][: draws.randrange(len(good[n]))] + bytes(4096),
        ):
            told = refused(played, torn)
            assert told == "" or told.startswith("room.jsonl: line "), told


def test_an_answer_of_a_game_that_the_journal_does_not_have_is_missed(played: Played) -> None:
    """Sealed answers dropped or changed, with the hashes made right: their lines in the log are named."""
    n = next(n for n, body in enumerate(played.bodies) if body["kind"] == "sealed" and body["seat"] == "JPN")
    told = refused(played, written([*played.bodies[:n], *played.bodies[n + 1 :]]))
    assert "of main.jsonl is an answer of JPN that was never sealed here" in told
    told = refused(played, written(changed(played.bodies, n, ("decision", "intent"), "press")))

    assert f"line {n + 1}: sealed.decision: JPN answered otherwise by line" in told


@pytest.mark.parametrize(
    ("kind", "path", "value", "said"),
    [
        ("board", ("upto",), 10**6, "board.upto = 1000000: main.jsonl has"),
        ("note", ("entry",), 10**6, "note.entry = 1000000: main.jsonl has"),
        ("note", ("hour",), 999, "note.hour = 999: entry"),
        ("note", ("turn",), 9, "note.turn = 9: entry"),
        ("rating", ("objective",), "fame", "rating.objective = 'fame': no such objective"),
        ("forecast", ("about",), "L1", "forecast.about = 'L1': no expected effect"),
        (
            "exercise",
            ("fields", "Sponser"),
            "x",
            "exercise.fields = 'Sponser': no row of the overview; did you mean 'Sponsor'?",
        ),
        ("joined", ("role",), "FRA", "joined.role = 'FRA': no such seat"),
        ("wash", ("role",), "FRA", "wash.role = 'FRA': no such seat"),
        ("revoked", ("role",), "", "revoked.role = '': no such seat"),
    ],
)
def test_what_contradicts_the_logs_is_named(
    played: Played, kind: str, path: tuple[str, ...], value: Any, said: str
) -> None:
    """The field, its value, and what it contradicts."""
    n = next(n for n, body in enumerate(played.bodies) if body["kind"] == kind)

    assert f"room.jsonl: line {n + 1}: {said}" in refused(played, written(changed(played.bodies, n, path, value)))
    n = next(n for n, body in enumerate(played.bodies) if body["kind"] == "line" and body["name"] == "other")
    for field, other in (("turn", 2), ("reason", "why not"), ("played", "doctrines")):
        told = refused(played, written(changed(played.bodies, n, (field,), other)))
        assert (
            f"line {n + 1}: line.{field} = {other!r}: the header of other.jsonl has" in told
            or "played out by doctrines" in told
        )


@pytest.mark.parametrize("kind", ["note", "sealed", "recalled"])
def test_a_damaged_journal_is_repaired_and_the_room_goes_on(
    played: Played, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message about the damage says how; afterwards the room opens, though sealed answers behind it are not in it."""
    folder = tmp_path / "room"
    shutil.copytree(played.folder, folder)
    n = next(n for n, body in enumerate(played.bodies) if body["kind"] == kind)
    rows = written(played.bodies).splitlines(keepends=True)
    (folder / "room.jsonl").write_bytes(b"".join([*rows[:n], bytes(len(rows[n])), b"\n", *rows[n + 1 :]]))
    with pytest.raises(
        LogError, match=rf"room\.jsonl: line {n + 1}: .*\(fourthseat repair .* keeps what can be read\)"
    ):
        Room.resume(folder)
    monkeypatch.setattr("sys.argv", ["fourthseat", "repair", str(folder)])
    with contextlib.suppress(SystemExit):
        commands.main()
    room = Room.resume(folder)
    opened(room)
    room.close()
