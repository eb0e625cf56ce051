"""An exercise's journal: typed, chained, versioned; damage is named, and never changed on disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat import scenarios
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Act, Author, AuthorKind, Decision
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.chain import chained
from fourthseat.players.web.cell_facts import CellSaid, CellSealersSet, CellVoteAsked, CellVoteCast, PersonRoleTaken
from fourthseat.players.web.clock_facts import ClockSet, DeadlineSet, HoldSet, HomeworkSet, MinutesSet, RulesSet
from fourthseat.players.web.disk import NotWrittenError
from fourthseat.players.web.door_facts import LinkRestored, LinkRevoked, PersonJoined, RoomServed
from fourthseat.players.web.evaluation_facts import (
    ForecastJudged,
    NoteTaken,
    ObjectiveRated,
    OverviewFilled,
    QuestionPlanned,
    WashOpened,
    WashReleased,
    WashWritten,
)
from fourthseat.players.web.facts import (
    KINDS,
    AnswerRecalled,
    AnswerSealed,
    BoardShown,
    BranchActivated,
    BranchOpened,
    DoctrineSeated,
    Fact,
    FileShelved,
    PlenaryCalled,
    SelfDriven,
    SessionOpened,
    SymbolsChosen,
)
from fourthseat.players.web.journal import Journal, read_facts
from fourthseat.players.web.journal_format import FORMAT, body_of, fact_as_written, fact_of
from fourthseat.players.web.session import Room
from tests.disks import SmallDisk

USA = Seat("USA")
OLD = Path(__file__).parents[2] / "data/seminar_format_1"
MINUTES = {"brief": 15.0, "outbrief": 10.0, "plenary": 15.0, "deliberate": 30.0, "respond": 5.0, "adjudicate": 15.0, "washup": 30.0}  # fmt: skip
FACTS: tuple[Fact, ...] = (
    SessionOpened(FORMAT, "1", "ab" * 32, "2026-11-26T12:00:00+00:00"),
    BranchOpened("main", "", 0, "", "people"),
    DoctrineSeated((Seat("GBR"),)),
    MinutesSet(MINUTES),
    RulesSet(True, "close", 1.5),
    BranchOpened("other", "main", 2, "what if", "people"),
    BranchActivated("other"),
    AnswerSealed(USA, "main/orders:1", Decision((Act("harden"),), "calm", "why", "they wait", 60), "Ann", "12:00:01"),
    AnswerRecalled(USA),
    ClockSet(-2.5, "other/deliberate/1/USA/0"),
    PlenaryCalled("main/open:2"),
    BoardShown("other", 4),
    LinkRevoked("USA"),
    NoteTaken("late", "o1", "Eva", "12:00", "main", 1, 24, 8),
    ObjectiveRated("o1", "S", "clear", "Eva"),
    ForecastJudged("L12", "open"),
    WashWritten("", "talk", "slow", "maps"),
    WashOpened(True),
    PersonJoined("USA", "Ann"),
    OverviewFilled({"Sponsor": "nobody"}),
    SymbolsChosen("plain"),
    LinkRestored("USA"),
    HoldSet(30.0),
    PersonRoleTaken(USA, "Ann", "head"),
    CellSealersSet(USA, ("Ann",), "Ann"),
    CellSaid(USA, "Ann", "hm", "12:00", 3),
    CellVoteAsked(USA, "go?", "Ann", 3),
    CellVoteCast(USA, 1, "Ann", "yes"),
    WashReleased(0),
    RoomServed(8765, False, "", ""),
    QuestionPlanned("who spoke first?", "the log"),
    HomeworkSet(24.0),
    DeadlineSet(1.8e9, "other/deliberate/1/USA/0"),
    SelfDriven("USA"),
    FileShelved("file-00112233445566aa", "The quay", ".png", "00" * 32, "own", "12:00"),
)
"""One of every kind at least."""
BODIES = [body_of(fact) for fact in FACTS]


def written(bodies: list[dict[str, Any]]) -> bytes:
    """A journal of *bodies* whose hashes are right."""
    lines, digest = [], ""
    for body in bodies:
        text, digest = chained(body, digest)
        lines.append(text)
    return "".join(lines).encode()


def leaves(body: dict[str, Any], at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every field of *body*, nested ones too."""
    for key, value in body.items():
        yield (*at, key)
        if isinstance(value, dict):
            yield from leaves(value, (*at, key))
        elif isinstance(value, list):
            for n, one in enumerate(value):
                yield (*at, key, n)
                if isinstance(one, dict):
                    yield from leaves(one, (*at, key, n))


def edited(number: int, path: tuple[Any, ...], value: Any) -> list[dict[str, Any]]:
    """The bodies with the field at *path* of one line replaced; deleted where *value* is ``...``."""
    bodies = json.loads(json.dumps(BODIES))
    inside: Any = bodies[number]
    for step in path[:-1]:
        inside = inside[step]
    if value is ...:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return bodies


EVERY = [(n, path) for n, body in enumerate(BODIES) for path in leaves(body)]


def test_the_sample_holds_every_kind_and_comes_back() -> None:
    """Every kind of fact is in the sample, and what is read is what was written."""
    assert set(KINDS.values()) == {type(fact) for fact in FACTS}
    facts, _, version = read_facts(written(BODIES), "room.jsonl")

    assert (list(FACTS), FORMAT) == (facts, version)


def test_the_quick_way_reads_what_the_careful_way_reads() -> None:
    """A line just as a journal puts it is read at once; field by field it says the same, of every kind."""
    before = ""
    for number, (row, body) in enumerate(zip(written(BODIES).splitlines(), BODIES, strict=True)):
        found = fact_as_written(row, before)
        assert found is not None, f"line {number + 1}"
        assert repr(fact_of(body, "line")) == repr(found[0])
        assert row.endswith(f'"hash":"{found[1]}"}}'.encode())
        assert fact_as_written(row.replace(b":", b": ", 1), before) is None
        before = found[1]


def of_another_type(value: Any) -> list[Any]:
    """Values that cannot stand where *value* does."""
    return [v for v in (None, True, 7, 7.5, "seven", [], {}) if type(v) is not type(value)]


@pytest.mark.parametrize("number", range(len(BODIES)), ids=[str(body["kind"]) for body in BODIES])
def test_a_field_of_another_type_is_refused_though_the_hashes_are_right(number: int) -> None:
    """Line and field are named for every field of every kind; nothing passes and nothing is a traceback."""
    passed = []
    for n, path in EVERY:
        if n != number:
            continue
        value: Any = BODIES[n]
        for step in path:
            value = value[step]
        for wrong in of_another_type(value):
            if path == ("decision", "confidence") and wrong is None:
                continue  # which says that the cell did not say
            told = refusal(edited(n, path, wrong))
            named = str(path[0]) in told or (n, path) == (0, ("kind",))
            if not (named and told.startswith(f"room.jsonl: line {n + 1}: ")):
                passed.append((path, wrong, told))

    assert [] == passed


def saved(folder: Path, data: bytes) -> Path:
    """A journal with *data* in it."""
    file = folder / "room.jsonl"
    file.write_bytes(data)
    return file


def refusal(bodies: list[dict[str, Any]]) -> str:
    """Why a journal of *bodies* with the right hashes is refused; empty if it is not."""
    try:
        read_facts(written(bodies), "room.jsonl")
    except LogError as told:
        return str(told)
    return ""


def test_a_field_that_is_missing_or_unknown_is_named(tmp_path: Path) -> None:
    """Every field of every kind, deleted; and one too many in every line."""
    for n, path in EVERY:
        if isinstance(path[-1], int) or (path[0] == "fields" and len(path) > 1):
            continue  # a list or a table of people's words may be shorter
        if path[0] == "minutes" and len(path) > 1:
            with pytest.raises(LogError, match=rf"line {n + 1}: .*{path[-1]}: missing"):
                Journal(saved(tmp_path, written(edited(n, path, ...))))
            continue
        with pytest.raises(LogError, match=rf"^room\.jsonl: line {n + 1}: "):
            read_facts(written(edited(n, path, ...)), "room.jsonl")
    for n in range(len(BODIES)):
        with pytest.raises(LogError, match=rf"line {n + 1}: .*secrets: unknown field"):
            read_facts(written(edited(n, ("secrets",), 1)), "room.jsonl")


def test_any_changed_value_breaks_the_chain(tmp_path: Path) -> None:
    """Every field of every line, changed or deleted without the hashes: refused with its line, and the file stays as it was."""
    good = written(BODIES).splitlines(keepends=True)
    for n, path in EVERY:
        for value in (..., "changed", 12345):
            bad = edited(n, path, value)[n]
            digest = json.loads(good[n])["hash"]
            line = json.dumps({**bad, "hash": digest}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            if line == good[n]:
                continue
            file = tmp_path / "room.jsonl"
            file.write_bytes(b"".join([*good[:n], line, *good[n + 1 :]]))
            before = file.read_bytes()
            with pytest.raises(LogError, match=f"room.jsonl: line {n + 1}: "):
                Journal(file)
            assert before == file.read_bytes()


def test_a_line_that_is_lost_or_moved_breaks_the_chain() -> None:
    """Each of them, the last excepted: a journal may end anywhere."""
    good = written(BODIES).splitlines(keepends=True)
    for n in range(1, len(good) - 1):
        with pytest.raises(LogError, match=f"line {n + 1}: hash = .* does not follow"):
            read_facts(b"".join(good[:n] + good[n + 1 :]), "room.jsonl")


@pytest.mark.parametrize(
    ("number", "path", "value", "said"),
    [
        (0, ("format",), 99, "format 99 is newer than this program reads"),
        (0, ("format",), 0, "room.format = 0 is no format's number; this program reads 1 to 2"),
        (0, ("secret",), "short", "room.secret = 'short'"),
        (3, ("minutes", "brief"), ..., "minutes.minutes.brief: missing"),
        (3, ("minutes", "lunch"), 30.0, "minutes.minutes = 'lunch': nothing of that name is there"),
        (3, ("minutes", "brief"), -1.0, "minutes.minutes.brief = -1.0"),
        (5, ("name",), "../x", "line.name = '../x'"),
        (5, ("name",), "main", "line.name = 'main': there is a branch of that name already"),
        (5, ("parent",), "nowhere", "line.parent = 'nowhere': nothing of that name is there; known: main"),
        (6, ("name",), "othr", "active.name = 'othr': nothing of that name is there; did you mean 'other'?"),
        (11, ("line",), "nowhere", "board.line = 'nowhere'"),
        (11, ("upto",), -1, "board.upto = -1"),
        (13, ("line",), "nowhere", "note.line = 'nowhere'"),
        (14, ("rating",), "X", "rating.rating = 'X'"),
        (1, ("kind",), "room", "room."),
        (2, ("kind",), "doctrin", "unknown kind 'doctrin'; did you mean 'doctrine'?"),
    ],
)
def test_a_value_that_cannot_be_is_named(
    tmp_path: Path, number: int, path: tuple[str, ...], value: Any, said: str
) -> None:
    """File, line, field, the value, and what would be right; the hashes are right in all of them."""
    file = tmp_path / "room.jsonl"
    file.write_bytes(written(edited(number, path, value)))
    with pytest.raises(LogError) as told:
        Journal(file)

    assert f"{file}: line {number + 1}: " in str(told.value)
    assert said in str(told.value)


def test_a_torn_last_line_is_cut_when_the_journal_goes_on(tmp_path: Path) -> None:
    """Reading leaves it; the first fact that is added takes its place."""
    file = tmp_path / "room.jsonl"
    torn = written(BODIES)[:-9]
    file.write_bytes(torn)
    journal = Journal(file)
    assert torn == file.read_bytes()
    journal.add(WashOpened(False))
    journal.close()
    facts, _, _ = read_facts(file.read_bytes(), "x")

    assert [*FACTS[:-1], WashOpened(False)] == facts


# ---------------------------------------------------------------- a whole room


def room_of(folder: Path) -> Room:
    """The exercise folder written by the previous version, to be resumed."""
    shutil.copytree(OLD, folder)
    return Room.resume(folder)


def test_a_journal_of_format_1_is_resumed_and_rewritten_when_the_room_goes_on(tmp_path: Path) -> None:
    """Whole, in the same order, with the old file beside it; resumed again, it is the same."""
    folder = tmp_path / "room"
    room = room_of(folder)
    record, before = room.record, (OLD / "room.jsonl").read_bytes()
    assert before == (folder / "room.jsonl").read_bytes(), "reading changes nothing"
    assert ["Anna"] == list(record.names["AUS"])
    assert {"main", "without-japan"} == set(record.branches)
    room.note(PersonJoined("USA", "Zoe"))
    room.close()

    assert before == (folder / "room.jsonl.format-1").read_bytes()
    assert 0o600 == (folder / "room.jsonl").stat().st_mode & 0o777
    lines = [json.loads(line) for line in (folder / "room.jsonl").read_text().splitlines()]
    assert 2 == lines[0]["format"]
    assert [json.loads(line)["kind"] for line in before.splitlines()] + ["joined"] == [line["kind"] for line in lines]
    again = Room.resume(folder)
    assert ("Zoe",) == again.record.names["USA"]
    assert record.notes == again.record.notes
    assert record.secret == again.record.secret
    again.close()


def test_a_rewrite_that_fails_leaves_the_old_journal_and_takes_nothing(small_disk: SmallDisk) -> None:
    """On a full disk the room stands as it did; once there is room, the next fact rewrites it."""
    small_disk.resize(1024)
    room = room_of(small_disk.folder / "room")
    file = small_disk.folder / "room/room.jsonl"
    before = file.read_bytes()
    small_disk.fill()
    with pytest.raises(NotWrittenError, match="Not taken: the disk of the room takes nothing more"):
        room.note(PersonJoined("USA", "Zoe"))
    assert "No space left on device; cannot be written in format 2" in room.warning
    assert before == file.read_bytes()
    assert "USA" not in room.record.names
    assert ["main.jsonl", "room.jsonl", "without-japan.jsonl"] == sorted(path.name for path in file.parent.iterdir())
    small_disk.free()
    room.note(PersonJoined("USA", "Zoe"))
    room.close()

    facts, _, version = read_facts(file.read_bytes(), "x")
    assert (PersonJoined("USA", "Zoe"), 2) == (facts[-1], version)


def test_a_format_1_journal_that_is_damaged_is_refused(tmp_path: Path) -> None:
    """It has no hashes, but its fields are held to the same."""
    for old, new, said in (
        (b'"minutes":{"brief":15', b'"minutes":{"brief":"x"', "minutes.minutes.brief = 'x'"),
        (b'"seats":["GBR"]', b'"seats":3', "doctrine.seats = 3"),
        (b'"kind":"joined","role":"JPN","name"', b'"kind":"joined","role":"JPN","nam"', "joined.nam: unknown field"),
        (b'"name":"main","parent":"",', b'"name":"main",', "line.parent: missing"),
        (b'"role":"JPN","name"', b'"role":"FRA","name"', "joined.role = 'FRA': no such seat"),
    ):
        folder = tmp_path / said[:6]
        shutil.copytree(OLD, folder)
        data = (folder / "room.jsonl").read_bytes()
        assert old in data
        (folder / "room.jsonl").write_bytes(data.replace(old, new, 1))
        files = {path: path.read_bytes() for path in folder.iterdir()}
        with pytest.raises(LogError) as told:
            Room.resume(folder)
        assert said in str(told.value)
        assert files == {path: path.read_bytes() for path in folder.iterdir()}, "nothing is changed on disk"
        shutil.rmtree(folder)


def test_a_room_whose_second_log_is_damaged_changes_nothing(tmp_path: Path) -> None:
    """Every log is read before one is written on: a torn line in the first is still there."""
    folder = tmp_path / "room"
    shutil.copytree(OLD, folder)
    main = folder / "main.jsonl"
    main.write_bytes(main.read_bytes() + b'{"torn')
    other = folder / "without-japan.jsonl"
    other.write_bytes(other.read_bytes().replace(b'"seed":', b'"sead":', 1))
    files = {path: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(LogError, match="without-japan"):
        Room.resume(folder)
    assert files == {path: path.read_bytes() for path in folder.iterdir()}


def test_a_journal_without_its_exercise_says_so(tmp_path: Path) -> None:
    """Cut after its first line, as by a crash in the first instant."""
    scenario = scenarios.find("tutorial")
    Room.start(tmp_path / "room", scenario, scenario.coalitions[0].id, 1).close()
    file = tmp_path / "room/room.jsonl"
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])

    with pytest.raises(LogError, match="line 2: the line of 'main' is missing"):
        Room.resume(tmp_path / "room")


def test_a_sealed_answer_is_kept_with_who_wrote_it(tmp_path: Path) -> None:
    """The parts of a decision are the objects they were; whoever sealed it is its author, by the name that was given."""
    scenario = scenarios.find("tutorial")
    room = Room.start(tmp_path / "room", scenario, scenario.coalitions[0].id, 1)
    room.seal(Seat("CONTROL"), room.round_key(Seat("CONTROL")), Decision())
    seat = room.waiting()[0]
    answer = Decision(intent="the very same")
    room.seal(seat, room.round_key(seat), answer, "Anna")

    assert room.round.sealed[seat].decision == replace(answer, by=Author(AuthorKind.PERSON, "Anna"))
    assert room.round.sealed[seat].decision.intent is answer.intent
    assert room.round is room.round
    room.close()


def test_every_fact_is_frozen() -> None:
    """The record is a fold: no fact and no record can be changed in passing."""
    for fact in FACTS:
        with pytest.raises(AttributeError):
            setattr(fact, fields(fact)[0].name, "x")
