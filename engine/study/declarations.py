"""What a study declared, when, and after how many games: the record of it that stands with the results.

``declarations.jsonl`` holds a line for the study as it was first declared and one for every time a command declared something else,
in order, each with the time, the number of games that were in the folder by then, and the hash of the line before. A line that is
changed, taken out or put in breaks the chain or ends in another hash than the manifest names, and the report says so. What nobody can
see from a folder is another folder that was thrown away: the first hash, given to somebody before the first game, settles that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from fourthseat.engine import __version__
from fourthseat.engine.core.files import file_error, write_atomic
from fourthseat.engine.study.design import Study
from fourthseat.engine.study.manifest import set_aside
from fourthseat.engine.study.plan import Arm, Plan

__all__ = [
    "DECLARATIONS",
    "Changed",
    "Declaration",
    "Register",
    "declare",
    "declared_by",
    "register_of",
    "value_text",
    "written_at",
]

DECLARATIONS = "declarations.jsonl"
LARGEST = 64 * 2**20
"""Bytes of the largest such file that is read."""
KEYS = ("number", "time", "games", "version", "note", "declared", "previous")
"""Of a line, besides its hash."""


class Changed(NamedTuple):
    """One thing that a declaration says otherwise than the one before; None where it says nothing of it."""

    what: str
    before: Any
    after: Any


class Declaration(NamedTuple):
    """One line of the record."""

    number: int
    time: str
    """UTC, ISO 8601, to the second."""
    games: int
    """In the folder when it was declared."""
    version: str
    """Of the program."""
    note: str
    """Why a record begins anew in a folder that had another; empty else."""
    declared: Mapping[str, Any]
    previous: str
    """Hash of the line before; empty for the first."""
    hash: str

    def changes(self, before: Declaration) -> list[Changed]:
        """What this one says otherwise than *before*, key by key."""
        old, new = before.declared, self.declared
        keys = [*old, *(key for key in new if key not in old)]
        return [Changed(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


class Register(NamedTuple):
    """The record of one folder."""

    declarations: tuple[Declaration, ...]
    wrong: str = ""
    """What is wrong with it, in words; empty for nothing. Then nothing in it counts as declared beforehand."""

    @property
    def head(self) -> str:
        """Hash of the last line; empty without any."""
        return self.declarations[-1].hash if self.declarations else ""

    @property
    def registered(self) -> Declaration | None:
        """What stood before the first game: the last declaration made without any game in the folder."""
        if self.wrong:
            return None
        before = [one for one in self.declarations if one.games == 0]
        return before[-1] if before else None

    def told_last(self) -> list[str]:
        """What the last declaration changed after games were seen, or why the record began anew, as sentences."""
        last = self.declarations[-1]
        if last.note:
            return [f"{last.note}; what is declared now counts as declared after {last.games:,} games"]
        if not last.number or not last.games:
            return []
        changes = last.changes(self.declarations[-2])
        return [
            f"after {last.games:,} games, {_told(change)}; this is written down and told in the report"
            for change in changes
        ]

    @property
    def family(self) -> frozenset[str]:
        """Every primary contrast that was ever declared: who drops one after a look does not widen what is left."""
        return frozenset(name for one in self.declarations for name in one.declared.get("primary", ()))

    def reason(self, measure: str, arm: Arm, study: Study) -> str:
        """Why a primary contrast of *study* is exploratory all the same, as a clause; empty if it stood before the first game."""
        if self.wrong:
            return "the record of declarations was changed"
        if not self.declarations:
            return "no record of when it was declared"
        first = self.registered
        if first is None:
            return f"declared after {self.declarations[0].games:,} games"
        name = contrast_name(measure, arm)
        if name not in first.declared.get("primary", ()):
            return f"made primary after {self._since('primary', lambda held: name in (held or ())):,} games"
        mine = _measures(study)
        for key, what in ((f"measure {measure}: zone", "zone"), ("alpha", "alpha")):
            now = mine.get(key, study.stopping.alpha)
            if first.declared.get(key) != now:
                return f"{what} changed after {self._since(key, lambda held, now=now: held == now):,} games"
        return ""

    def resized(self, study: Study) -> int:
        """Games that were there when the looks and the cap of *study* became what they are; 0 if they stood before the first game."""
        first, now = self.registered, study.stopping.model_dump(mode="json")
        if first is None:
            return 0
        changed = [key for key in ("first", "growth", "cap") if first.declared.get(key) != now[key]]
        return max((self._since(key, lambda held, so=now[key]: held == so) for key in changed), default=0)

    def _since(self, key: str, so: Any) -> int:
        """Games that were there when what *key* says became *so*, for the last time."""
        games = 0
        for one in reversed(self.declarations):
            if not so(one.declared.get(key)):
                break
            games = one.games
        return games


def contrast_name(measure: str, arm: Arm) -> str:
    """A contrast as the record names it: ``p_press pact-plus:lead:provoked``."""
    return f"{measure} {arm.title}"


def _told(change: Changed) -> str:
    return f"{change.what} is now {value_text(change.after)} and was {value_text(change.before)}"


def value_text(value: Any) -> str:
    """A declared value in words: ``none`` for none, a list with commas."""
    if value is None or value == []:
        return "none"
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def declared_by(plan: Plan) -> dict[str, Any]:
    """All that *plan* declares and that may be declared otherwise without playing another game, as plain data."""
    study = plan.study
    return {
        "question": study.question,
        "primary": [contrast_name(*one) for one in plan.family()],
        **_measures(study),
        **study.stopping.model_dump(mode="json"),
        **{key: list(getattr(study, key)) for key in ("rules", "doctrines", "opponents", "ablate", "provocation")},
        "coalitions": list(dict.fromkeys(arm.coalition for arm in plan.arms)),
        "failures": study.failures,
        "study": plan.digest,
    }


def _measures(study: Study) -> dict[str, Any]:
    """Zone, target and threshold of each measure."""
    return {
        f"measure {one.name}: {what}": value
        for one in study.measures
        for what, value in (("zone", one.indifference), ("target", one.half_width), ("threshold", one.threshold))
    }


def written_at() -> str:
    """Now, as a line of the record says it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def declare(folder: Path, plan: Plan, games: int, heads: Sequence[str]) -> Register:
    """Write down what *plan* declares in *folder*, which holds so many *games*, unless its last declaration says the same.

    *heads* are what ``study.json`` and ``manifest.json`` say the last line's hash is. A record that is not as it was left is kept under another name,
    and a new one begins, which says so. Raises :exc:`FileError` where it cannot be written.
    """
    held, path, note = register_of(folder, heads), folder / DECLARATIONS, ""
    if held.wrong:
        kept = f"; kept as {set_aside(path).name}" if path.exists() else ""
        note, held = f"{held.wrong}{kept}", Register(())
    elif not held.declarations and games:
        note = "the games before it were played by a version that kept no record"
    declared = declared_by(plan)
    if held.declarations and dict(held.declarations[-1].declared) == declared:
        return held
    content: dict[str, Any] = dict(
        zip(KEYS, (len(held.declarations), written_at(), games, __version__, note, declared, held.head), strict=True)
    )
    one = Declaration(**content, hash=_hash(content))
    every = Register((*held.declarations, one))
    write_atomic(path, "".join(f"{json.dumps(line._asdict(), sort_keys=True)}\n" for line in every.declarations))
    return every


def register_of(folder: Path, heads: Sequence[str]) -> Register:
    """The record in *folder*; *heads* are what its other files say the last line's hash is, empty where they say nothing."""
    heads = [head for head in heads if head]
    path = folder / DECLARATIONS
    try:
        if path.stat().st_size > LARGEST:
            return Register((), f"{path.name} is larger than any record of declarations")
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return Register((), f"{path.name} is gone" if heads else "")
    except UnicodeDecodeError:
        return Register((), f"{path.name} is no text")
    except OSError as reason:
        raise file_error(path, reason) from None
    return _chained(path.name, lines, heads)


def _chained(name: str, lines: Sequence[str], heads: Sequence[str]) -> Register:
    """The record that *lines* of the file *name* make, and the first thing that is wrong with it."""
    found: list[Declaration] = []
    for number, line in enumerate(lines, 1):
        one = _declaration(line)
        if one is None:
            return Register(tuple(found), f"line {number} of {name} is no declaration")
        if one.hash != _hash({key: getattr(one, key) for key in KEYS}):
            return Register(tuple(found), f"line {number} of {name} was changed after it was written")
        if (one.number, one.previous) != (len(found), found[-1].hash if found else ""):
            return Register(tuple(found), f"before line {number} of {name} a line was taken out or put in")
        found.append(one)
    # The other files are written after the record: a run that was killed in between leaves one line more than they know.
    if not set(heads) <= {one.hash for one in found[-2:]}:
        return Register(tuple(found), f"{name} does not end in the declaration that the study's other files name")
    if not heads and (len(found) > 1 or any(one.games for one in found)):
        return Register(tuple(found), f"no other file of the study names a declaration, and {name} has {len(found)}")
    return Register(tuple(found))


def _declaration(line: str) -> Declaration | None:
    """The declaration that a line holds; None if it is none."""
    try:
        raw = json.loads(line)
        one = Declaration(**raw)
    except (ValueError, TypeError, RecursionError):
        return None
    right = isinstance(one.number, int) and isinstance(one.games, int) and isinstance(one.declared, dict)
    words = all(isinstance(word, str) for word in (one.time, one.version, one.note, one.previous, one.hash))
    primary = one.declared.get("primary", []) if right else None
    listed = isinstance(primary, list) and all(isinstance(name, str) for name in primary)
    return one if right and words and listed else None


def _hash(content: Mapping[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(dict(content), sort_keys=True).encode(), digest_size=16).hexdigest()
