"""A damaged log put right: what follows from what can be read is made again and proved; a person's lost decision is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries.turns import Decided
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header, lines, parse_log
from fourthseat.engine.record.log_file import LogInUseError
from fourthseat.engine.record.repair import describe, mend, put_in_place
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.record.writer import Writer
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.view import View
from fourthseat.players.cast import cast_for, cast_names

TUTORIAL = scenarios.find("tutorial")
DOCTRINES = cast_for(TUTORIAL, cast_names(TUTORIAL, {}))
MACHINES = {seat: player for seat, player in DOCTRINES.items() if seat != "JPN"}


class Tokyo:
    """A person in a seat: nobody can say again what they said."""

    def decide(self, view: View, /) -> Decision:
        """Words of their own."""
        return Decision((), intent=f"as Tokyo saw it at hour {view.hour}")


@cache
def rows(people: bool) -> tuple[bytes, ...]:
    """The lines of a whole game, with their ends."""
    cast: dict[Seat, Player] = {**DOCTRINES, Seat("JPN"): Tokyo()} if people else dict(DOCTRINES)
    game = play(Game(TUTORIAL, "aukus-jpn", 3), cast)
    names = {str(seat): "human" if seat == "JPN" and people else "doctrine" for seat in TUTORIAL.players}
    header = Header(TUTORIAL, "aukus-jpn", 3, names | {"CONTROL": "silent"}, "test")
    return tuple("".join(lines(EventLog(header, tuple(game.entries)))).encode().splitlines(keepends=True))


def never_written(lines: Sequence[bytes], at: int) -> list[bytes]:
    """A line the system never wrote."""
    return [*lines[:at], b"\0" * (len(lines[at]) - 1) + b"\n", *lines[at + 1 :]]


def missing(lines: Sequence[bytes], at: int) -> list[bytes]:
    """A line that is not there."""
    return [*lines[:at], *lines[at + 1 :]]


def changed(lines: Sequence[bytes], at: int) -> list[bytes]:
    """A line with another hour."""
    return [*lines[:at], lines[at].replace(b'"hour":', b'"hour":9', 1), *lines[at + 1 :]]


def a_page(lines: Sequence[bytes], at: int) -> list[bytes]:
    """A page of the disk that was never written: several lines, and the halves of two more."""
    data = bytearray(b"".join(lines))
    start = sum(map(len, lines[:at])) + 20
    data[start : start + 1500] = b"\0" * len(data[start : start + 1500])
    return [bytes(data)]


def twice(lines: Sequence[bytes], at: int) -> list[bytes]:
    """A line that stands twice."""
    return [*lines[: at + 1], *lines[at:]]


def later(lines: Sequence[bytes], at: int) -> list[bytes]:
    """A line that changed places with the next."""
    return [*lines[:at], *lines[at + 1 : at + 2], lines[at], *lines[at + 2 :]]


def cut(lines: Sequence[bytes], at: int) -> list[bytes]:
    """The end of a finished game, in the middle of a line."""
    return [*lines[:at], lines[at][:15]]


DAMAGE = (never_written, missing, changed, a_page, twice, later, cut)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_game_of_doctrines_loses_nothing(damage: Callable[[Sequence[bytes], int], list[bytes]]) -> None:
    """Whichever line is damaged, and however: the log is again, byte for byte, what it was; the chain or the seal proves it."""
    whole = rows(False)
    for at in (1, 3, len(whole) // 2, len(whole) - 2):
        mended = mend(b"".join(damage(whole, at)), "log", DOCTRINES)

        assert (at, b"".join(whole)) == (at, mended.text.encode())
        assert mended.whole
        assert len(whole) - 1 == mended.kept + mended.made_again
        assert () == mended.waits_for


@pytest.mark.parametrize("damage", [never_written, missing, changed, cut])
def test_a_persons_lost_decision_is_named_and_asked_for(damage: Callable[[Sequence[bytes], int], list[bytes]]) -> None:
    """The log ends where the game waits for it; what cannot stay is readable; other cells' answers of that round stay."""
    whole = rows(True)
    entries = parse_log(b"".join(whole), "log").entries
    at = [n for n, entry in enumerate(entries, 1) if isinstance(entry, Decided) and entry.seat == "JPN"][1]

    mended = mend(b"".join(damage(whole, at)), "log", MACHINES)

    log = parse_log(mended.text.encode(), "log")
    assert not mended.whole
    assert ("JPN",) == mended.waits_for
    assert entries[: at - 1] == log.entries[: at - 1]
    assert [] == verification_errors(log)
    assert not log.finished
    assert entries[at - 1] not in log.entries
    if damage is never_written:
        assert ["PRC", "USA"] == [row.entry.seat for row in mended.retaken if isinstance(row.entry, Decided)]
        assert any("decision of PRC (choose:" in describe(row) for row in mended.left_out)


def test_lost_lines_between_peoples_decisions_are_made_again() -> None:
    """Only decisions are lost for good: everything else follows from them."""
    whole = rows(True)
    entries = parse_log(b"".join(whole), "log").entries
    for at in [n for n, entry in enumerate(entries, 1) if not (isinstance(entry, Decided) and entry.seat == "JPN")][
        ::4
    ]:
        assert b"".join(whole) == mend(b"".join(never_written(whole, at)), "log", MACHINES).text.encode()


def test_of_a_line_that_cannot_be_read_is_said_what_can() -> None:
    """Its hour, kind and seat, if they can be made out."""
    whole = rows(True)
    entries = parse_log(b"".join(whole), "log").entries
    at = next(n for n, entry in enumerate(entries, 1) if isinstance(entry, Decided) and entry.seat == "JPN")
    torn = whole[at][: len(whole[at]) // 2] + b"\0" * 99 + b"\n"

    mended = mend(b"".join([*whole[:at], torn, *whole[at + 1 :]]), "log", MACHINES)

    said = describe(next(row for row in mended.left_out if row.number == at + 1))
    assert "99 of its " in said
    assert said.endswith("it says H+0 Decided of JPN")


@pytest.mark.parametrize(
    "damage",
    [
        lambda head: head.replace(b'"seed":3', b'"seed":4'),
        lambda head: b"\0" * (len(head) - 1) + b"\n",
        lambda _: b"",
        lambda head: head[:500] + b"\n",
    ],
    ids=["changed", "never written", "missing", "cut"],
)
def test_without_its_header_a_game_cannot_be_played_again(damage: Callable[[bytes], bytes]) -> None:
    """That is said, and what is in it."""
    whole = rows(False)

    with pytest.raises(LogError, match="log: line 1, the header, is damaged: it holds the scenario, the seed"):
        mend(damage(whole[0]) + b"".join(whole[1:]), "log", DOCTRINES)


def test_a_damaged_seal_is_made_again() -> None:
    """It says nothing that the lines do not."""
    whole = rows(False)
    place = whole[0].index(b'"seal":"') + 8

    for sealed in (b"\0" * 43, b"x" * 43):
        head = whole[0][:place] + sealed + whole[0][place + 43 :]
        assert b"".join(whole) == mend(head + b"".join(whole[1:]), "log", DOCTRINES).text.encode()


def test_a_log_that_this_version_plays_otherwise_keeps_its_good_lines() -> None:
    """Nothing is made up: the lines up to the damage, and why no more."""
    whole = rows(False)
    log = parse_log(b"".join(whole), "log")
    other = Header(TUTORIAL, "aukus-jpn", 4, log.header.cast, "test")
    foreign = "".join(lines(EventLog(other, log.entries))).encode().splitlines(keepends=True)

    mended = mend(b"".join(missing(foreign, 20)), "log", DOCTRINES)

    assert ("this version of the program plays it otherwise", 19) == (mended.only_prefix, mended.kept)
    assert log.entries[:19] == parse_log(mended.text.encode(), "log").entries


def test_an_old_format_keeps_its_good_lines() -> None:
    """It stays what it is, and can be gone on with."""
    data = next(Path("tests/data/logs_format_2").glob("*.jsonl")).read_bytes().splitlines(keepends=True)

    mended = mend(b"".join(never_written(data, 30)), "log", {})

    assert b"".join(data[:30]) == mended.text.encode()
    assert "format 2" in mended.only_prefix


def test_nothing_is_thrown_away(tmp_path: Path) -> None:
    """The original stays whole, what was cut is beside it, both private; a second repair takes other names."""
    path = tmp_path / "g.jsonl"
    for found in (b"one", b"two"):
        path.write_bytes(found)
        original, cut_off = put_in_place(path, found, "mended", [(3, "in words", b"raw \0\0 \xff")])
        assert cut_off is not None
        assert (b"mended", found) == (path.read_bytes(), original.read_bytes())
        assert "line 3: in words\nraw [2 bytes NUL] \\xff\n" in cut_off.read_text()
        assert {0o600} == {place.stat().st_mode & 0o777 for place in (path, original, cut_off)}
    assert ["g.jsonl", "g.jsonl.2.cut.txt", "g.jsonl.2.damaged", "g.jsonl.cut.txt", "g.jsonl.damaged"] == sorted(
        place.name for place in tmp_path.iterdir()
    )


def test_what_somebody_writes_is_not_repaired(tmp_path: Path) -> None:
    """Neither under their hands, nor what is no longer what was looked at."""
    path = tmp_path / "g.jsonl"
    writer = Writer(path, parse_log(b"".join(rows(False)), "log").header)
    found = path.read_bytes()

    with pytest.raises(LogInUseError):
        put_in_place(path, found, "mended", [])
    writer.close()
    with pytest.raises(LogError, match="has been changed since it was read"):
        put_in_place(path, b"something else", "mended", [])
    assert ([path], found) == (list(tmp_path.iterdir()), path.read_bytes())
