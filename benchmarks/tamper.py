"""Every line and every field of a record changed by hand, and whether ``replay --verify`` notices.

Run: ``python -m benchmarks.tamper [LOG|FOLDER] [--edits N] [--share PERCENT]
[--seed S]`` from the top of the checkout. Without an argument a game
and an exercise are played first; a FOLDER is an exercise's, and its journal is tried too (by opening its room). Each edit is made twice:
with the hashes as they were, and with every hash and the seal computed again, which is what somebody does who knows the format.

Prints, for each edit, how many were caught and how many slipped. Exits 1 on a traceback, if an edit slips that leaves the hashes as they
were, or if one slips under a new chain in a field that is not listed in :data:`NOT_PLAYED_AGAIN` with the reason why it may.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.inprocess import call, scratch, watched
from benchmarks.mutations import chained
from benchmarks.specimens import made

__all__ = ["NOT_PLAYED_AGAIN", "Edit", "Record", "Tried", "edited", "edits", "main", "report", "tamper", "wrong"]

Step = str | int

NOT_PLAYED_AGAIN: Mapping[str, str] = {
    r"header\.(engine|parent.*|cast.*)": "who and what wrote the log: nothing is recomputed from it",
    r"header\.scenario\..*": "texts, sources, ranges and numbers that this game did not come to use",
    r"Decided\..*(intent|reason|expected|confidence|text|by\..*|name)": "a person's own words about a decision",
    r"Decided\.decision\.orders.*": "an order or a reply that made no difference (too late, a free text): the same game follows from another",
    r"(Argued|Sent|Improvised|Noted|Adhoc|Injected|Ruled)\..*": "words between people, and what control wrote",
    r"line cut here": "a log that was cut and given a new chain without a seal reads as one that was stopped there",
    r"Ended dropped": "the same, of the last line alone",
    r"(Decided) (swapped)": "the order in which sealed answers to one round came in",
    r"journal\..*": "what people did in the room is not played again: the chain alone vouches for it",
}
"""Where an edit under a new chain may slip: a pattern of ``Kind.field`` (or of ``edit``), and why nobody can know."""


class Record(NamedTuple):
    """What is tampered with."""

    name: str
    files: dict[str, bytes]
    """All that the command needs, by path."""
    file: str
    """The one that is changed."""
    command: tuple[str, ...]

    @property
    def journal(self) -> bool:
        """Whether it is a room's journal."""
        return self.command[0] == "seminar"


class Edit(NamedTuple):
    """One change, small enough to be dealt to a worker."""

    record: int
    again: bool
    """Whether the chain is computed again."""
    what: str
    line: int
    path: tuple[Step, ...] = ()


class Tried(NamedTuple):
    """What became of it."""

    edit: Edit
    field: str
    """``Kind.field``, without positions in lists."""
    answer: str
    """``caught``, ``slipped``, or what went wrong."""


WHOLE_LINE = ("dropped", "doubled", "swapped with the next", "cut here", "cut within", "bit flipped")
FIELD = ("changed", "retyped", "dropped", "renamed")


def edits(records: Sequence[Record], share: float, seed: int) -> list[Edit]:
    """Every edit of every record; of the fields within the scenario a *share*, from 0 to 1, drawn by *seed*."""
    luck = Random(seed)
    found = []
    for number, record in enumerate(records):
        rows = record.files[record.file].splitlines()
        for again in (False, True):
            for line, row in enumerate(rows):
                whats = [what for what in WHOLE_LINE if line + 1 < len(rows) or what == "dropped"]
                if again:  # bytes that are no line have no chain
                    whats = [what for what in whats if what not in ("bit flipped", "cut within")]
                found += [Edit(number, again, what, line) for what in whats]
                for path in _paths(json.loads(row)):
                    if again and path[0] in ("hash", "seal"):
                        continue
                    if path[0] == "scenario" and len(path) > 1 and luck.random() > share:
                        continue
                    found += [Edit(number, again, what, line, path) for what in FIELD]
    return found


def _paths(value: Any, above: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The address of every field below *value*, lists and tables themselves too."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield (*above, key)
        yield from _paths(item, (*above, key))


def edited(data: bytes, edit: Edit) -> bytes:
    """*data* with *edit* made."""
    rows = data.splitlines(keepends=True)
    at = edit.line
    if not edit.path:
        match edit.what:
            case "dropped":
                del rows[at]
            case "doubled":
                rows.insert(at, rows[at])
            case "swapped with the next":
                rows[at : at + 2] = rows[at + 1], rows[at]
            case "cut here":
                del rows[at + 1 :]
            case "cut within":
                rows[at] = rows[at][: len(rows[at]) // 2] + b"\n"
            case _:
                half = len(rows[at]) // 2
                rows[at] = rows[at][:half] + bytes([rows[at][half] ^ 1]) + rows[at][half + 1 :]
    else:
        body = json.loads(rows[at])
        _change(body, edit.path, edit.what)
        rows[at] = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if not edit.again:
        return b"".join(rows)
    bodies = [{key: value for key, value in json.loads(row).items() if key not in ("hash", "seal")} for row in rows]
    return chained(bodies)


def _change(body: Any, path: tuple[Step, ...], what: str) -> None:
    """Make the edit *what* at *path* of *body*."""
    *above, last = path
    for step in above:
        body = body[step]
    old = body[last]
    match what:
        case "dropped":
            del body[last]
        case "renamed" if isinstance(body, dict):
            body[f"{last}x"] = body.pop(last)
        case "retyped":
            body[last] = str(old) if isinstance(old, int | float) or old is None else 7
        case _:
            body[last] = _other(old)


def _other(old: Any) -> Any:
    """Something near *old* and of its type."""
    match old:
        case bool():
            return not old
        case int() | float():
            return old + 1 if abs(old) >= 1 or isinstance(old, int) else old * 0.9 + 0.05
        case str():
            return f"{old}x" if not re.fullmatch(r"[0-9a-f:-]{32,}", old) else ("0" if old[0] != "0" else "1") + old[1:]
        case list():
            return [*old, copy.deepcopy(old[-1])] if old else ["x"]
        case dict():
            return dict(list(old.items())[1:]) if old else {"x": 1}
    return 0


def tried(records: Sequence[Record], edit: Edit) -> Tried:
    """Make the edit and ask the command."""
    record = records[edit.record]
    data = edited(record.files[record.file], edit)
    before = json.loads(record.files[record.file].splitlines()[edit.line])
    kind = f"journal.{before['kind']}" if record.journal else before.get("kind", "header")
    place = ".".join([kind, *(str(step) for step in edit.path if isinstance(step, str))]) if edit.path else kind
    if data == record.files[record.file]:
        return Tried(edit, place, "same")
    with scratch() as folder:
        for name, inside in {**record.files, record.file: data}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(inside)
        said = call(record.command)
    if said.raised or "Traceback" in said.err:
        return Tried(edit, place, f"traceback: {said.raised or said.err[-200:]}")
    return Tried(edit, place, {0: "slipped", 1: "caught", 2: "caught"}.get(said.code, f"exit {said.code}"))


def tamper(
    records: Sequence[Record], share: float, seed: int, most: int | None = None, workers: int = 2
) -> list[Tried]:
    """Try every edit, or *most* of them drawn by *seed*."""
    todo = edits(records, share, seed)
    Random(seed).shuffle(todo)
    del todo[len(todo) if most is None else most :]
    return [one for _, one in watched(todo, partial(tried, records), workers, lambda edit, why: Tried(edit, "", why))]


# ---------------------------------------------------------------- the answer


def wrong(one: Tried, records: Sequence[Record]) -> str:
    """Why this answer is not right; empty if it is."""
    if one.answer in ("caught", "same"):
        return ""
    if one.answer != "slipped":
        return one.answer
    if not one.edit.again:
        ends = records[one.edit.record].journal and one.edit.what in ("cut here", "dropped") and not one.edit.path
        return "" if ends and _only_shorter(one.edit, records) else "slipped with the chain as it was"
    spoken = (one.field, f"line {one.edit.what}", f"{one.field} {one.edit.what.split()[0]}")
    if any(re.fullmatch(pattern, text) for pattern in NOT_PLAYED_AGAIN for text in spoken):
        return ""
    if not one.edit.path and one.field.startswith("journal."):
        return ""
    return "slipped under a new chain, and is not listed as something nobody recomputes"


def _only_shorter(edit: Edit, records: Sequence[Record]) -> bool:
    """Whether nothing but the end is gone: a journal has no last line, so one that was stopped there looks the same."""
    data = records[edit.record].files[records[edit.record].file]
    return data.startswith(edited(data, edit))


def report(answers: Sequence[Tried], records: Sequence[Record], seconds: float) -> Iterator[str]:
    """The table, a line a record and edit, and below it what slipped where."""
    yield "| record | chain | edit | tried | caught | slipped | wrong |"
    yield "|---|---|---|---|---|---|---|"
    rows: dict[tuple[str, str, str], list[Tried]] = {}
    for one in answers:
        edit = one.edit
        what = f"field {edit.what}" if edit.path else f"line {edit.what}"
        rows.setdefault((records[edit.record].name, "new" if edit.again else "as it was", what), []).append(one)
    for key in sorted(rows):
        of = rows[key]
        counts = Counter(one.answer for one in of)
        bad = sum(bool(wrong(one, records)) for one in of)
        yield f"| {' | '.join(key)} | {len(of):,} | {counts['caught']:,} | {counts['slipped']:,} | {bad:,} |"
    yield f"\n{len(answers):,} edits in {seconds:.0f} s"
    slipped = Counter(_where(one) for one in answers if one.answer == "slipped")
    if slipped:
        yield "\nslipped, by field:"
        yield from (f"{count:6,} {where}" for where, count in slipped.most_common())
    bad_ones = Counter((wrong(one, records), _where(one)) for one in answers if wrong(one, records))
    if bad_ones:
        yield "\nwrong:"
        yield from (f"{count:6,} {why}: {where}" for (why, where), count in bad_ones.most_common())


def _where(one: Tried) -> str:
    """The field, the scenario's by its table alone, and how the chain was left."""
    short = ".".join(one.field.split(".")[:3])
    return f"{short} {'' if one.edit.path else one.edit.what}".strip() + (
        "" if one.edit.again else " (chain as it was)"
    )


def fresh() -> list[Record]:
    """A game and an exercise, played now."""
    made_now = made(study=False)
    files = {f"ex/{name}": data for name, data in made_now.room.items()}
    return [
        Record("game", {"g.jsonl": made_now.log}, "g.jsonl", ("replay", "g.jsonl", "--verify")),
        Record("exercise", {"g.jsonl": made_now.seminar}, "g.jsonl", ("replay", "g.jsonl", "--verify")),
        Record("journal", files, "ex/room.jsonl", ("seminar", "--resume", "ex", "--port", "0")),
    ]


def given_by(path: Path) -> list[Record]:
    """The records in *path*: a log, or the folder of an exercise."""
    if path.is_file():
        return [Record(path.name, {"g.jsonl": path.read_bytes()}, "g.jsonl", ("replay", "g.jsonl", "--verify"))]
    files = {f"ex/{file.name}": file.read_bytes() for file in path.iterdir() if file.is_file()}
    records = [
        Record(name[3:], {"g.jsonl": data}, "g.jsonl", ("replay", "g.jsonl", "--verify"))
        for name, data in files.items()
        if name.endswith(".jsonl") and name != "ex/room.jsonl"
    ]
    if "ex/room.jsonl" in files:
        records.append(Record("journal", files, "ex/room.jsonl", ("seminar", "--resume", "ex", "--port", "0")))
    return records


def main() -> None:
    """Print the table; exit 1 if an answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", nargs="?", type=Path, metavar="LOG|FOLDER")
    parser.add_argument(
        "--edits", type=int, metavar="N", help="so many, drawn by the seed; all (some 15,000) by default"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=3, metavar="PERCENT", help="of the scenario's own fields")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fourthseat-tamper-") as folder:
        tempfile.tempdir = folder
        records = fresh() if given.record is None else given_by(given.record)
        began = time.perf_counter()
        answers = tamper(records, given.share / 100, given.seed, given.edits, given.workers)
        print("\n".join(report(answers, records, time.perf_counter() - began)))
    tempfile.tempdir = None
    sys.exit(any(wrong(one, records) for one in answers))


if __name__ == "__main__":
    main()
