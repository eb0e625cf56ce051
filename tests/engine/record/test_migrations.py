"""Logs of formats 1 and 2 are lifted: they can be watched and played again, and what they said in words are facts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import AuthorKind
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.log import FORMAT, EventLog, parse_log, read
from fourthseat.engine.record.migrations import with_causes
from fourthseat.engine.record.perspective import check_references, narrate_entries
from fourthseat.engine.record.replay import rerun, resume_game, verification_errors
from fourthseat.engine.record.writer import Writer
from fourthseat.engine.rules.state import start

DATA = Path(__file__).parents[2] / "data"
GAMES = sorted((DATA / "logs_format_2").glob("*.jsonl"))
EXERCISE = sorted(path for path in (DATA / "seminar_format_1").glob("*.jsonl") if path.name != "room.jsonl")


def of(log: EventLog, kind: type[e.Entry]) -> list[e.Entry]:
    """The entries of one kind."""
    return [entry for entry in log.entries if isinstance(entry, kind)]


@pytest.mark.parametrize("path", [*GAMES, *EXERCISE], ids=lambda path: path.stem)
def test_a_log_of_format_2_is_watched(path: Path) -> None:
    """Written by version 0.1.0, it is told to its end; that later rules would play it otherwise is said in one line."""
    log = read(path)

    assert 2 == log.format == json.loads(path.read_bytes().splitlines()[0])["fourthseat"]
    assert log.finished
    said = verification_errors(log)
    assert len(said) <= 1
    assert all(line.startswith("format 2, of an earlier version: today's rules play it otherwise") for line in said)
    assert tuple(resume_game(log, "log").entries) == log.entries
    check_references(log)
    assert list(narrate_entries(log.entries, start(log.header.scenario, log.header.coalition)))


def test_a_log_of_format_1_is_watched() -> None:
    """The oldest log there is can still be told."""
    log = read(DATA / "log_format_1.jsonl")

    check_references(log)
    assert 1 == log.format
    assert list(narrate_entries(log.entries, start(log.header.scenario, log.header.coalition)))


def test_what_was_said_in_words_is_a_fact() -> None:
    """Causes, authors, rulers and changes of lifted logs are typed, and none is left at a default that says nothing."""
    logs = [read(path) for path in (*GAMES, *EXERCISE)]
    ends = {entry.cause for log in logs for entry in of(log, e.Ended) if isinstance(entry, e.Ended)}
    blocked = {entry.cause for log in logs for entry in of(log, e.Blocked) if isinstance(entry, e.Blocked)}
    dropped = {entry.cause for log in logs for entry in of(log, e.Dropped) if isinstance(entry, e.Dropped)}
    rulers = {entry.by for log in logs for entry in of(log, e.Ruled) if isinstance(entry, e.Ruled)}
    kinds = {
        change.what
        for log in logs
        for entry in of(log, e.Acted)
        if isinstance(entry, e.Acted)
        for change in entry.changes
    }

    assert {e.EndCause.ALL_MOVES, e.EndCause.CONTROL} <= ends
    assert {e.BlockCause.REFUSED, e.BlockCause.LAPSED} == blocked
    assert e.DropCause.LATE in dropped
    assert {e.Ruler.MODEL, e.Ruler.ARGUMENT} == rulers
    assert {"statement", "hardened", "consulted", "raised", "highest_act"} <= kinds


def test_an_exercise_of_format_2_does_not_say_who_sat() -> None:
    """A seat that its header calls human may have been a doctrine's for a while: its author is not recorded."""
    log = read(DATA / "seminar_format_1/main.jsonl")
    authors = {entry.by.kind for entry in log.entries if isinstance(entry, e.Decided)}

    assert AuthorKind.PERSON not in authors
    assert AuthorKind.UNRECORDED in authors


def test_a_lifted_argument_names_its_number() -> None:
    """A ruling that an argument made says which."""
    log = read(DATA / "seminar_format_1/main.jsonl")
    (ruled,) = [entry for entry in log.entries if isinstance(entry, e.Ruled) and entry.by is e.Ruler.ARGUMENT]
    (argued,) = [entry for entry in log.entries if isinstance(entry, e.Argued)]

    assert (argued.number, argued.outcome) == (ruled.argument, ruled.outcome)


@pytest.mark.parametrize(("kind", "field"), [("Acted", "option"), ("Sailed", "incident"), ("Received", "request")])
def test_an_old_log_that_names_what_is_not_there_says_so(kind: str, field: str) -> None:
    """A forged line of an old log is refused with its number, not with a traceback."""
    from hashlib import blake2b

    rows = [json.loads(row) for row in (DATA / "logs_format_2/second-thomas.jsonl").read_bytes().splitlines()]
    number = next(n for n, row in enumerate(rows) if row.get("kind") == kind)
    rows[number][field] = "nowhere"
    before, lines = "", []
    for row in rows:
        row.pop("hash")
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        before = blake2b(before.encode() + text.encode(), digest_size=16).hexdigest()
        lines.append(f'{text[:-1]},"hash":"{before}"}}\n')

    with pytest.raises(LogError, match=f"line {number + 1}: {kind}: 'nowhere'"):
        parse_log("".join(lines).encode(), "old")


def test_going_on_with_an_old_log_lifts_the_file_and_keeps_the_old_one(tmp_path: Path) -> None:
    """No file holds two formats: the log is rewritten whole, and what it was stands beside it."""
    path = tmp_path / "game.jsonl"
    old = GAMES[0].read_bytes()
    rows = old.splitlines(keepends=True)
    path.write_bytes(b"".join(rows[:40]))
    log = read(path)
    game = rerun(log)

    writer = Writer.resume(path, log)
    for entry in game.entries:
        writer(entry)
    writer.close()

    assert b"".join(rows[:40]) == (tmp_path / "game.jsonl.format-2").read_bytes()
    assert FORMAT == read(path).format
    assert tuple(game.entries) == read(path).entries
    assert not (tmp_path / ".game.jsonl.tmp").exists()


def test_an_old_copy_is_not_overwritten(tmp_path: Path) -> None:
    """If something bears the copy's name already, nothing is touched."""
    path = tmp_path / "game.jsonl"
    shutil.copy(GAMES[0], path)
    (tmp_path / "game.jsonl.format-2").write_text("mine")

    writer = Writer.resume(path, read(path))
    for entry in read(path).entries:
        writer(entry)
    with pytest.raises(LogError, match="already exists"):
        writer(e.TurnOpened(999, 9))
    writer.close()
    assert "mine" == (tmp_path / "game.jsonl.format-2").read_text()
    assert GAMES[0].read_bytes() == path.read_bytes()


def test_a_log_that_is_only_looked_at_stays_as_it_is(tmp_path: Path) -> None:
    """Taking an old log up changes nothing on disk before there is something to add."""
    path = tmp_path / "game.jsonl"
    shutil.copy(GAMES[0], path)

    log = read(path)
    writer = Writer.resume(path, log)
    for entry in log.entries:
        writer(entry)
    writer.close()

    assert [path] == list(tmp_path.iterdir())
    assert GAMES[0].read_bytes() == path.read_bytes()


def test_why_trust_moved_is_a_fact_in_logs_that_said_it_in_words() -> None:
    """Each sentence that a program wrote; another one stays as it is."""
    licensed = e.Licensed(30, Seat("JPN"), "radar", "licence", 41.5)
    said = {
        "concurred on joint-protest": (e.TrustCause.CONCURRED, "joint-protest", 0.0),
        "refused on joint-protest": (e.TrustCause.REFUSED, "joint-protest", 0.0),
        "a secret got out at AUS": (e.TrustCause.LEAK, "AUS", 0.0),
        "raid was lost without concurrence": (e.TrustCause.LOST, "raid", 0.0),
        "42 days for a licence": (e.TrustCause.LICENCE, "radar", 41.5),
        "consulted": (e.TrustCause.CONSULTED, "", 0.0),
    }
    old = [e.TrustMoved(30, Seat("JPN"), 0.5, words) for words in said]
    other = e.TrustMoved(30, Seat("JPN"), 0.5, "a word of nobody's")

    lifted = with_causes([licensed, *old, other])

    assert [("", *known) for known in said.values()] == [
        (one.reason, one.cause, one.about, one.waited_days) for one in lifted[1:-1] if isinstance(one, e.TrustMoved)
    ]
    assert (licensed, other) == (lifted[0], lifted[-1])
