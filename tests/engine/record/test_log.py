"""The log: what is written comes back byte for byte, and whatever was changed since is noticed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from fourthseat import scenarios
from fourthseat.engine.core.entries.kinds import KINDS, Entry
from fourthseat.engine.core.entries.turns import Decided, EndCause, Ended
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Decision, End, Improvise, Order, Overrule, Realign, Release, Withhold
from fourthseat.engine.core.terms import CONTROL, Outcome, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record import log as log_module
from fourthseat.engine.record.log import FORMAT, EventLog, Header, lines, parse_log, read
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.record.writer import Writer
from fourthseat.engine.rules.view import View
from fourthseat.players.cast import cast_for, cast_names
from tests.logs import bodies_of, chained, unsealed

FIXTURE = Path(__file__).parents[2] / "data" / "log_format_1.jsonl"
OLD = Path(__file__).parents[2] / "data" / "logs_format_2"

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Script:
    """A CONTROL that says what is written for each of its questions."""

    said: Mapping[str, tuple[Order, ...]]

    def decide(self, view: View, /) -> Decision:
        """The orders of the script."""
        return Decision(tuple(order for question in view.questions for order in self.said.get(question.id, ())))


def written(game: Game) -> bytes:
    """The log of *game*, as a file holds it."""
    names = {str(seat): name for seat, name in cast_names(game.scenario, {}).items()}
    header = Header(game.scenario, game.start.coalition.id, game.seed, names, "test")
    return "".join(lines(EventLog(header, tuple(game.entries)))).encode()


@pytest.fixture(scope="module")
def rich() -> Game:
    """The tutorial game, among sixty, with the most kinds of entries."""
    tutorial = scenarios.find("tutorial")
    cast = cast_for(tutorial, cast_names(tutorial, {}))
    games = (play(Game(tutorial, "aukus-jpn", seed), cast) for seed in range(1, 61))
    return max(games, key=lambda game: (len({type(entry) for entry in game.entries}), -len(game.entries)))


@pytest.fixture(scope="module")
def data(rich: Game) -> bytes:
    """Its log."""
    return written(rich)


def spoken(seed: int) -> Game:
    """A game in which CONTROL says everything it can, in the strangest letters."""
    tutorial = scenarios.find("tutorial")
    words = 'a "quoted" \\ 日本 é \u2028 \x07 \U0001f6a2\nnext'
    said: dict[str, tuple[Order, ...]] = {
        "open:1": (
            Withhold("INJ-01"),
            Improvise(words, (Seat("JPN"), Seat("PRC"))),
            Realign("aukus-jpn"),
            Release("INJ-99"),
        ),
        "open:2": (Release("INJ-02"),),
        "close:1": (Overrule("survey", Outcome.PARTIAL, words),),
        "close:2": (Overrule("survey", Outcome.FAILURE, words), End(words)),
    }
    cast = cast_for(tutorial, cast_names(tutorial, {})) | {CONTROL: Script(said)}
    return play(Game(tutorial, "aukus", seed), cast)


# ---------------------------------------------------------------- round trip


@pytest.mark.parametrize("coalition", ["aukus", "aukus-jpn", "aukus-jpn-pillar2", "aukus-jpn-exempt"])
def test_a_log_comes_back_as_it_was(coalition: str) -> None:
    """Loading a written log gives the same header and entries, and writing those gives the same bytes."""
    tutorial = scenarios.find("tutorial")
    for player in ("doctrine", "uniform"):
        cast = cast_for(tutorial, cast_names(tutorial, dict.fromkeys(tutorial.players, player)))
        for seed in (0, 2, 2**128 - 1):
            game = play(Game(tutorial, coalition, seed), cast)
            bytes_ = written(game)

            log = parse_log(bytes_, "log")

            assert tuple(game.entries) == log.entries
            assert (tutorial, coalition, seed) == (log.header.scenario, log.header.coalition, log.header.seed)
            assert (True, False, None, len(bytes_)) == (log.finished, log.torn, log.broken, log.good_bytes)
            assert bytes_ == "".join(lines(log)).encode()


def test_a_control_that_says_everything_comes_back() -> None:
    """Orders of CONTROL, refusals and free words in any letters survive the file byte for byte, and verify."""
    for seed in range(6):
        game = spoken(seed)
        bytes_ = written(game)

        log = parse_log(bytes_, "log")

        assert tuple(game.entries) == log.entries
        assert bytes_ == "".join(lines(log)).encode()
        assert [] == verification_errors(log)


def test_every_order_and_every_kind_of_control_is_met() -> None:
    """The scripted CONTROL leaves Withheld, Injected, Realigned, Refused and Ended in the log: the round trip covers them."""
    kinds = {type(entry).__name__ for seed in range(6) for entry in spoken(seed).entries}

    assert set() == {"Withheld", "Injected", "Realigned", "Refused", "Ended"} - kinds


def exactly(value: Any) -> Any:
    """*value* with the type of everything in it: 1, 1.0 and True are three things."""
    if is_dataclass(value):
        return type(value), [exactly(getattr(value, field.name)) for field in fields(value)]
    return (type(value), [exactly(part) for part in value]) if isinstance(value, tuple) else (type(value), value)


@pytest.mark.parametrize("name", scenarios.names())
def test_the_quick_way_reads_what_the_careful_way_reads(name: str) -> None:
    """A line just as a writer puts it is read at once; what is made of it is what is made field by field, types too."""
    scenario = scenarios.find(name)
    cast = cast_for(scenario, cast_names(scenario, {}))
    games = [play(Game(scenario, coalition.id, 7), cast) for coalition in scenario.coalitions[:2]]
    for game in [*games, *(spoken(seed) for seed in range(2) if name == "tutorial")]:
        head, *rows = written(game).splitlines()
        before = json.loads(head)["hash"]
        for number, row in enumerate(rows, 2):
            read_at_once = log_module._as_written(row, before)
            line = log_module.line_of(row, before, "log")
            before = line.hash

            assert read_at_once is not None, f"line {number}"
            assert exactly(log_module.entry_of(line.body, "log")) == exactly(read_at_once[0])
            assert before == read_at_once[1]


def test_what_is_known_of_a_log_is_not_read_again(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """From every line on it is the same log; a start that is another's, or longer than the log, is no start."""
    whole = parse_log(data, "log")
    hashes = [json.loads(row)["hash"] for row in data.splitlines()]
    read_: list[bytes] = []
    real = log_module._as_written
    monkeypatch.setattr(log_module, "_as_written", lambda row, before: read_.append(row) or real(row, before))
    for count in range(1, len(whole.entries) + 1, 7):
        read_.clear()
        known = log_module.KnownStart(whole.entries[:count], hashes[count])
        assert whole == parse_log(data, "log", known=known)
        assert len(whole.entries) - count == len(read_)

    count = len(whole.entries) // 2
    shorter = unsealed(b"".join(data.splitlines(keepends=True)[:count]))
    for bytes_, known in (
        (data, log_module.KnownStart(whole.entries[:count], hashes[count + 1])),
        (data, log_module.KnownStart(whole.entries[: count + 1], hashes[count])),
        (shorter, log_module.KnownStart(whole.entries, hashes[-1])),
    ):
        read_.clear()
        assert parse_log(bytes_, "log") == parse_log(bytes_, "log", known=known)
        assert 2 * (bytes_.count(b"\n") - 1) == len(read_)


def test_the_writer_writes_what_lines_tells(rich: Game, data: bytes, tmp_path: Path) -> None:
    """A file written entry by entry holds the same bytes as the log told at once."""
    header = parse_log(data, "log").header
    writer = Writer(tmp_path / "log.jsonl", header)
    for entry in rich.entries:
        writer(entry)
    writer.close()

    assert data == (tmp_path / "log.jsonl").read_bytes()
    assert tuple(rich.entries) == read(tmp_path / "log.jsonl").entries


def test_the_chain_is_what_the_format_says(data: bytes) -> None:
    """Each line is compact JSON in file order with the BLAKE2b of the hash before and the line without its own hash."""
    assert data == chained(bodies_of(data))
    assert FORMAT == bodies_of(data)[0]["fourthseat"]
    assert list(bodies_of(data)[0]) == ["fourthseat", "engine", "coalition", "seed", "cast", "parent", "scenario"]


def test_no_wall_clock_is_in_a_log(rich: Game, data: bytes) -> None:
    """The same game written twice is the same bytes: nothing in a log says when or where it was played."""
    again = play(Game(rich.scenario, "aukus-jpn", rich.seed), cast_for(rich.scenario, cast_names(rich.scenario, {})))

    assert data == written(again)


def test_a_log_needs_no_file_but_itself(data: bytes) -> None:
    """The header holds the whole scenario: what was shipped when the game was played is what is replayed."""
    assert scenarios.find("tutorial") == parse_log(data, "log").header.scenario
    assert [] == verification_errors(parse_log(data, "log"))


def test_a_log_is_never_overwritten(data: bytes, tmp_path: Path) -> None:
    """A new log onto an existing file is refused and the file left alone."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(data)

    with pytest.raises(LogError, match="already exists"):
        Writer(path, parse_log(data, "log").header)

    assert data == path.read_bytes()


# ---------------------------------------------------------------- a changed character


def test_every_changed_character_is_noticed(data: bytes) -> None:
    """A character replaced, deleted or inserted anywhere in any line makes the log unreadable with its line named.

    Of ten places each line is tried at three or four, the next line at others.
    """
    start, missed, tried = 0, [], 0
    for number, row in enumerate(data.splitlines(keepends=True), 1):
        width = len(row) - 1
        for at in sorted({round(n * (width - 1) / 9) for n in range(10) if (n + number) % 3 == 0}):
            here = start + at
            if data[here] >= 128:
                continue
            other = b"7" if data[here : here + 1] != b"7" else b"8"
            for edited in (
                data[:here] + other + data[here + 1 :],
                data[:here] + data[here + 1 :],
                data[:here] + b" " + data[here:],
            ):
                tried += 1
                try:
                    parse_log(edited, "log")
                except LogError as wrong:
                    if f"line {number}" not in str(wrong):
                        missed.append((number, at, str(wrong)))
                else:
                    missed.append((number, at, "read"))
        start += len(row)
    assert [] == missed
    assert tried > 500


def test_every_changed_character_fails_a_verification(data: bytes) -> None:
    """Read unchecked, as --verify does, a changed character is either unreadable or the first complaint of the proof."""
    rows = data.splitlines(keepends=True)
    for number in range(1, len(rows), 3):
        for at in (5, len(rows[number]) // 2, len(rows[number]) - 4):
            row = rows[number]
            edited = b"".join(
                [
                    *rows[:number],
                    row[:at] + (b"7" if row[at : at + 1] != b"7" else b"8") + row[at + 1 :],
                    *rows[number + 1 :],
                ]
            )
            try:
                found = verification_errors(parse_log(edited, "log", checked=False))
            except LogError as wrong:
                found = [str(wrong)]
            assert found
            assert f"line {number + 1}" in found[0]


def test_every_line_dropped_doubled_or_moved_is_noticed(data: bytes) -> None:
    """A line missing, standing twice or changing places with the next breaks the chain at that line."""
    rows = data.splitlines(keepends=True)
    for n in range(1, len(rows) - 1):
        for edited in (
            [*rows[:n], *rows[n + 1 :]],
            [*rows[: n + 1], *rows[n:]],
            [*rows[:n], rows[n + 1], rows[n], *rows[n + 2 :]],
        ):
            with pytest.raises(LogError, match=rf"line ({n + 1}|{n + 2}):"):
                parse_log(b"".join(edited), "log")


def test_lines_from_another_log_are_noticed(data: bytes) -> None:
    """Half of one game on half of another is no log, though every line is honest."""
    other = written(spoken(3)).splitlines(keepends=True)
    rows = data.splitlines(keepends=True)

    with pytest.raises(LogError, match="line 11"):
        parse_log(b"".join([*rows[:10], *other[10:]]), "log")


def test_a_finished_log_that_lost_its_tail_says_so(data: bytes) -> None:
    """The seal of ENDEX in the header catches every cut, at the end of a line and inside one; --verify names it."""
    rows = data.splitlines(keepends=True)
    for n in {1, 2, *range(3, len(rows), 4), len(rows) - 1}:
        for cut in (b"".join(rows[:n]), b"".join(rows[:n]) + rows[n][: len(rows[n]) // 2]):
            with pytest.raises(LogError, match=f"sealed at ENDEX with {len(rows) - 1} entries, and {n - 1} stand here"):
                parse_log(cut, "log")
            assert "its tail has been cut" in verification_errors(parse_log(cut, "log", checked=False))[0]


def test_a_log_that_stopped_is_an_unfinished_one(data: bytes) -> None:
    """Before ENDEX a log has no seal: it reads as far as it goes, and says that it is unfinished."""
    rows = unsealed(data).splitlines(keepends=True)
    for n in range(1, len(rows)):
        log = parse_log(b"".join(rows[:n]), "log")
        assert (n - 1, False, False, None) == (len(log.entries), log.finished, log.torn, log.seal)


def test_a_seal_is_a_seal(data: bytes) -> None:
    """What stands in its place and is none is refused; one that speaks of another end is found."""
    head, _, rest = data.partition(b"\n")
    for wrong in (b"", b"x" * 43, b"7"):
        with pytest.raises(LogError, match="line 1"):
            parse_log(re.sub(rb'"seal":"[^"]*"', b'"seal":"' + wrong + b'"', head) + b"\n" + rest, "log")
    with pytest.raises(LogError, match="tail"):
        parse_log(re.sub(rb'"seal":"\d{10}', b'"seal":"0000000003', head) + b"\n" + rest, "log")
    with pytest.raises(LogError, match="seal: missing"):  # without its place too, though the chain is whole
        parse_log(re.sub(rb',"seal":"[^"]*"', b"", head) + b"\n" + rest, "log")


def test_a_torn_last_line_is_left_out(data: bytes) -> None:
    """A last line cut at any byte is left out and reported; everything before it stands. Without its end alone it is whole."""
    rows = unsealed(data).splitlines(keepends=True)
    before = b"".join(rows[:-2])
    for cut in range(1, len(rows[-2]) - 1):
        log = parse_log(before + rows[-2][:cut], "log")
        assert (len(rows) - 3, True, len(before)) == (len(log.entries), log.torn, log.good_bytes)
    assert (len(rows) - 2, False) == (len((whole := parse_log(before + rows[-2][:-1], "log")).entries), whole.torn)


def test_bytes_after_the_end_are_noticed(data: bytes) -> None:
    """A whole line behind ENDEX is refused, an honest one too: nothing happens after the end."""
    with pytest.raises(LogError):
        parse_log(data + b"{}\n", "log")
    bodies = bodies_of(data)
    after = parse_log(chained([*bodies, bodies[-1]]), "log", checked=False)
    assert verification_errors(after)


# ---------------------------------------------------------------- a changed field


def leaves(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Where every plain value of *value* stands."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from leaves(item, (*path, n))
    else:
        yield path


def changed(body: Mapping[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    """*body* with another value at *path*."""
    new: dict[str, Any] = json.loads(json.dumps(body))
    here: Any = new
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return new


def at(body: Any, path: Path_) -> Any:
    """What stands at *path*."""
    for step in path:
        body = body[step]
    return body


def named(kind: str, path: Path_) -> str:
    """``Received.estimate.p``: the field without the places in lists."""
    return ".".join([kind, *(str(step) for step in path if isinstance(step, str))])


def forgeries(bodies: Sequence[Mapping[str, Any]], most: int = 2) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Entries with each of their values changed, once to nonsense and once to what another such field says.

    Every field of every kind is changed in its first, its last and as many entries between as make *most*.
    """
    places: dict[str, list[int]] = {}
    for number, body in enumerate(bodies[1:], 1):
        for name in {named(str(body["kind"]), path) for path in leaves(body)}:
            places.setdefault(name, []).append(number)
    chosen = {
        name: {every[round(n * (len(every) - 1) / (most - 1))] for n in range(most)} for name, every in places.items()
    }
    seen: dict[str, list[Any]] = {}
    for body in bodies[1:]:
        for path in leaves(body):
            seen.setdefault(str(path[-1]) if isinstance(path[-1], str) else named("", path), []).append(at(body, path))
    for number, body in enumerate(bodies[1:], 1):
        for path in leaves(body):
            if path == ("kind",):
                continue
            if number not in chosen[named(str(body["kind"]), path)]:
                continue
            old = at(body, path)
            others = seen[str(path[-1]) if isinstance(path[-1], str) else named("", path)]
            for new in {_nonsense(old), next((other for other in others if other != old), _nonsense(old))}:
                yield number, named(str(body["kind"]), path), changed(body, path, new)


def _nonsense(old: Any) -> Any:
    if isinstance(old, bool):
        return not old
    if isinstance(old, int | float):
        return old + 1
    return 50 if old is None else old + "x"


def test_every_changed_field_is_noticed(data: bytes) -> None:
    """Any one value of any entry changed under its old hash is refused with its line."""
    rows, bodies = data.splitlines(keepends=True), bodies_of(data)
    hashes = [json.loads(row)["hash"] for row in rows]
    tried = 0
    for number, _, body in forgeries(bodies):
        text = json.dumps(body | {"hash": hashes[number]}, ensure_ascii=False, separators=(",", ":"))
        with pytest.raises(LogError, match=f"line {number + 1}:"):
            parse_log(b"".join([*rows[:number], text.encode() + b"\n", *rows[number + 1 :]]), "log")
        tried += 1
    assert tried > 500


FREE = {
    "Decided.decision.by.kind",
    "Decided.decision.by.name",
    "Decided.decision.intent",
    "Decided.decision.reason",
    "Decided.decision.expected",
    "Decided.decision.confidence",
}
"""What a seat said beside its orders: an input that moves nothing, so a forger who recomputes every hash may change it."""

DEFAULTS = {"Decided.decision.orders.request", "Decided.decision.orders.incident", "Decided.decision.orders.concur"}
"""Inputs that may amount to the same: a refusal addressed to nobody is no answer, an answer that lands after ENDEX is none."""


def test_every_forged_field_is_found_by_playing_again(rich: Game, data: bytes) -> None:
    """With the whole chain recomputed, a rerun still finds every changed derived field; only a seat's free words escape."""
    log, escaped, tried = parse_log(data, "log"), set(), 0
    for number, field, body in forgeries(bodies_of(data)):
        try:
            entry: Entry = TypeAdapter(KINDS[body["kind"]]).validate_python(
                {k: v for k, v in body.items() if k != "kind"}
            )
        except ValidationError:
            continue  # refused on reading: test_a_forged_log_is_read_like_any_other
        tried += 1
        forged = replace(log, entries=(*log.entries[: number - 1], entry, *log.entries[number:]))
        if entry != log.entries[number - 1] and not verification_errors(forged):
            escaped.add(field)

    assert tried > 400
    assert set() == {field for field in escaped if not field.startswith("Decided.decision.")}
    assert set() == escaped - FREE - DEFAULTS
    assert {"Decided.decision.intent", "Decided.decision.reason"} <= escaped


def test_a_forged_log_is_read_like_any_other(data: bytes) -> None:
    """A forgery with recomputed hashes passes the chain and fails the proof, which names the line, the step and the field."""
    bodies = bodies_of(data)
    number = next(n for n, body in enumerate(bodies) if body.get("kind") == "Chosen")
    forged = [*bodies[:number], bodies[number] | {"strength": 99.0}, *bodies[number + 1 :]]

    log = parse_log(chained(forged), "log")
    found = verification_errors(log)

    assert 1 == len(found)
    assert (
        f"line {number + 1} (step {number - 1}, H+{bodies[number]['hour']}): Chosen.strength is 99.0 in the log"
        in found[0]
    )


def test_a_forged_number_must_be_spelt_as_this_engine_spells_it(data: bytes) -> None:
    """A value of another JSON type, or a field nobody knows, is refused on reading even under recomputed hashes."""
    bodies = bodies_of(data)
    number = next(n for n, body in enumerate(bodies) if body.get("kind") == "TurnOpened")
    for change in ({"turn": "1"}, {"turn": 1.0}, {"turn": True}, {"colour": "red"}):
        with pytest.raises(LogError, match=f"line {number + 1}"):
            parse_log(chained([*bodies[:number], bodies[number] | change, *bodies[number + 1 :]]), "log")


def test_an_entry_dropped_or_doubled_under_new_hashes_is_found(rich: Game, data: bytes) -> None:
    """An entry that is missing or stands twice is found by playing again, though every hash was recomputed."""
    log = parse_log(data, "log")
    for n in range(len(log.entries) - 1):
        for entries in ((*log.entries[:n], *log.entries[n + 1 :]), (*log.entries[: n + 1], *log.entries[n:])):
            assert verification_errors(replace(log, entries=entries)), (n, log.entries[n])


def test_a_forged_seed_or_coalition_is_found(data: bytes) -> None:
    """Another seed or coalition under new hashes is another game, and the proof says where it parts."""
    head, *rest = bodies_of(data)
    for change in ({"seed": head["seed"] + 1}, {"coalition": "aukus"}):
        assert verification_errors(parse_log(chained([head | change, *rest]), "log"))


def test_what_a_rerun_cannot_know_is_exactly_this(data: bytes) -> None:
    """Of the header, a forger may change who sat where, the engine's version and the parent; nothing of the game hangs on them."""
    head, *rest = bodies_of(data)
    for change in (
        {"cast": head["cast"] | {"JPN": "human"}},
        {"engine": "9.9"},
        {"parent": {"log": "x.jsonl", "turn": 1, "hash": "0"}},
    ):
        assert [] == verification_errors(parse_log(chained([head | change, *rest]), "log"))


def test_a_forged_scenario_is_found_where_it_matters(data: bytes) -> None:
    """A changed length of the move, or strength of the opponent, under new hashes is found by playing again."""
    head, *rest = bodies_of(data)
    turn = changed(head, ("scenario", "turn_hours"), head["scenario"]["turn_hours"] + 1)
    red = head["scenario"]["incident"][0]["red_strength"]
    strength = changed(head, ("scenario", "incident", 0, "red_strength"), red | {"value": red["value"] * 1.1})
    for forged in (turn, strength):
        assert verification_errors(parse_log(chained([forged, *rest]), "log"))


# ---------------------------------------------------------------- unfinished


def test_every_beginning_of_a_log_verifies(data: bytes) -> None:
    """A log that stops after any entry is proved as far as it goes."""
    log = parse_log(data, "log")
    for n in range(len(log.entries) + 1):
        assert [] == verification_errors(replace(log, entries=log.entries[:n], seal=None)), n


def test_only_endex_finishes_a_log(data: bytes) -> None:
    """A log is finished exactly if its last entry is ENDEX."""
    log = parse_log(data, "log")

    assert log.finished
    assert isinstance(log.entries[-1], Ended)
    assert [False] * len(log.entries) == [
        replace(log, entries=log.entries[:n]).finished for n in range(len(log.entries))
    ]


# ---------------------------------------------------------------- versions


def test_a_newer_format_is_refused(data: bytes) -> None:
    """A log of a later format is refused before anything in it is believed, naming both versions."""
    head, *rest = bodies_of(data)

    with pytest.raises(LogError, match=rf"line 1: format {FORMAT + 1} is newer than this engine reads \({FORMAT}\)"):
        parse_log(chained([head | {"fourthseat": FORMAT + 1}, *rest]), "log")


def format_1(bodies: Sequence[Mapping[str, Any]]) -> bytes:
    """The log of *bodies*, of format 2, as format 1 would have written it."""
    head = {("variant" if key == "coalition" else key): value for key, value in bodies[0].items() if key != "parent"}
    rest = [{k: v for k, v in body.items() if (body["kind"], k) != ("Chosen", "strength")} for body in bodies[1:]]
    return chained([head | {"fourthseat": 1}, *rest])


def test_a_log_of_format_1_is_lifted() -> None:
    """A format-1 log is read as the same game: the variant is its coalition, it has no parent, and no strength was recorded."""
    kept = (OLD / "tutorial.jsonl").read_bytes()
    new, old = parse_log(kept, "log"), parse_log(format_1(bodies_of(kept)), "log")

    assert (new.header.coalition, new.header.seed, {}) == (old.header.coalition, old.header.seed, old.header.parent)
    assert new.header.scenario == old.header.scenario
    differing = {type(a).__name__ for a, b in zip(new.entries, old.entries, strict=True) if a != b}
    assert {"Chosen"} == differing


def test_the_kept_log_of_format_1_can_still_be_watched() -> None:
    """The format-1 log in the repository is read to its end and folds to a finished game."""
    from fourthseat.engine.record.perspective import last_state, narrate_entries

    log = read(FIXTURE)

    assert log.finished
    assert 1 == json.loads(FIXTURE.read_bytes().splitlines()[0])["fourthseat"]
    assert EndCause.ALL_MOVES is last_state(log).ended
    assert any(
        "MOVE 1" in line.text
        for line in narrate_entries(log.entries, Game(log.header.scenario, log.header.coalition).start)
    )
    assert any(isinstance(entry, Decided) for entry in log.entries)


def test_the_kept_log_of_format_1_is_guarded_by_its_chain_too() -> None:
    """A changed character in a format-1 log is noticed before it is lifted."""
    kept = FIXTURE.read_bytes()

    with pytest.raises(LogError, match="line 3"):
        parse_log(
            b"\n".join([*kept.split(b"\n")[:2], kept.split(b"\n")[2].replace(b"0", b"1", 1), *kept.split(b"\n")[3:]]),
            "log",
        )
