"""Seminar, batch and replay differ in one thing: who sits in the seats. Cheap tripwires for a second path."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from fourthseat.engine.core.chance import ADDRESSES
from fourthseat.engine.core.entries.kinds import KINDS
from tests.sources import nodes, tree

ROOT = Path(__file__).parent.parent
ENGINE = sorted((ROOT / "engine").rglob("*.py"))
HEAVY = ("pydantic", "numpy", "scipy", "simpy", "rich")


@cache
def called(path: Path) -> set[str]:
    """Names of everything *path* calls."""
    calls = [node.func for node in nodes(path) if isinstance(node, ast.Call)]
    return {f.id if isinstance(f, ast.Name) else f.attr for f in calls if isinstance(f, ast.Name | ast.Attribute)}


def callers(name: str) -> set[str]:
    """Engine files that call *name*."""
    return {path.relative_to(ROOT / "engine").as_posix() for path in ENGINE if name in called(path)}


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.name)
def test_nothing_asks_whether_it_is_a_replay_or_a_batch(path: Path) -> None:
    """There is no mode: no branch of the engine reads a word like replaying, batch, seminar or verbose."""
    tests = [node.test for node in nodes(path) if isinstance(node, ast.If | ast.IfExp | ast.While)]
    words = re.compile(
        r"replay(ing)?|is_?batch|in_?batch|seminar|live_mode|is_live|dry_?run|simulat|verbose|is_?human", re.IGNORECASE
    )
    names = {
        n.id if isinstance(n, ast.Name) else n.attr
        for t in tests
        for n in ast.walk(t)
        if isinstance(n, ast.Name | ast.Attribute)
    }

    assert set() == {n for n in names if words.search(n)}


def test_only_the_game_applies_entries_while_one_is_played() -> None:
    """State is made by apply; apply is called by the game for play, and by the readers that fold a log."""
    readers = {
        "record/migrations.py", "record/own_measures.py", "record/replay.py", "record/perspective.py", "lint/playing.py",
    }  # fmt: skip

    assert {"game/table.py", *readers} == callers("apply") - {"study/discovery.py"}, "a tree's leaves"


def test_only_the_game_adjudicates() -> None:
    """Outcomes are decided in one place: rulings, settlement, escalation, leaks and recovery have one caller."""
    for rule in ("rulings", "settle", "escalate", "leaks", "recover"):
        own = {"rules/ruling.py", "rules/consequences.py", "rules/secrecy.py"}
        assert {"game/game.py"} == callers(rule) - own, rule


def test_only_one_function_says_no() -> None:
    """Refusals are written by the game alone, and each with the words of rules.refuse."""
    assert {"game/table.py", "game/game.py"} == callers("Refused")
    assert {"game/table.py", "game/game.py", "record/replay.py"} == callers("refuse")


def test_the_fold_runs_no_rule() -> None:
    """Any readable log can be watched: fold.py calls no rule, no model and no chance."""
    tree = ast.parse((ROOT / "engine/rules/fold.py").read_text("utf-8"))
    froms = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    words = re.compile(
        "legality|concurrence|contingency|effects|models|chance|durations|pricing|consenting|ruling|consequences|secrecy"
    )

    assert set() == {m for m in froms if m and words.search(m)}


def test_luck_is_drawn_in_the_open() -> None:
    """Only the deal, the durations, adjudication and the clock's questions draw; models and rules never do."""
    assert {
        "rules/deal.py",
        "rules/durations.py",
        "rules/accidents.py",
        "rules/ruling.py",
        "rules/consequences.py",
        "rules/secrecy.py",
        "rules/contingency.py",
        "game/table.py",
        "record/migrations.py",
    } == callers("draw")


def drawn() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where a draw stands, and the parts of its address: a literal as it is, anything else as ``<>``."""
    for path in ENGINE:
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "draw":
                parts = tuple(
                    str(a.value) if isinstance(a, ast.Constant) and isinstance(a.value, str) else "<>"
                    for a in node.args[1:]
                )
                yield f"{path.name}:{node.lineno}", parts


def shape(parts: tuple[str, ...]) -> tuple[str, ...]:
    """An address of the table with its variable parts as ``<>``."""
    return tuple("<>" if part.startswith("<") else part for part in parts)


def test_every_draw_stands_in_the_table_of_addresses() -> None:
    """The table in core/chance.py names every address that is drawn at, and none that is not; what shows it is an entry."""
    table = {shape(address.parts) for address in ADDRESSES}

    assert [] == [where for where, parts in drawn() if parts not in table]
    assert table == {parts for _, parts in drawn()}
    assert [] == [kind for address in ADDRESSES for kind in address.shown.split(", ") if kind not in KINDS]


def test_no_two_addresses_can_meet() -> None:
    """Two addresses of equal length differ in a part that is a word in both, so no name can make them one.

    One pair could meet only over an incident called ``readiness`` and a force called like a field of one, which the check
    of a scenario refuses.
    """
    words = [shape(address.parts) for address in ADDRESSES]
    assert len(words) == len(set(words))
    meeting = {
        (a[0], a[1], b[1])
        for n, a in enumerate(words)
        for b in words[n + 1 :]
        if len(a) == len(b) and all(x == y or "<>" in (x, y) for x, y in zip(a, b, strict=True))
    }

    assert {("world", "<>", "readiness")} == meeting


def test_the_variant_is_never_part_of_an_address() -> None:
    """No draw names a coalition, a member list or a rule: adding a member moves nobody else's luck."""
    for path in ENGINE:
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "draw":
                address = " ".join(ast.unparse(argument) for argument in node.args)
                assert not re.search(r"coalition|members|rule\b(?!['\"])|variant", address), f"{path.name}: {address}"


def test_a_game_never_calls_a_player() -> None:
    """The game waits; only play and players of players (a tape, one whose menus are counted) call decide."""
    deciders = {
        (path.name, function.name)
        for path in ENGINE
        for function in nodes(path)
        if isinstance(function, ast.FunctionDef)
        and any(
            isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "decide"
            for n in ast.walk(function)
        )
    }

    assert {
        ("game.py", "play"),
        ("replay.py", "decide"),
        ("replay.py", "apply_fork_changes"),
        ("lookahead.py", "_opening"),
        ("repair.py", "_played_again"),
        ("playing.py", "decide"),
    } == deciders


def test_importing_the_command_line_is_cheap() -> None:
    """``import fourthseat.players.terminal.commands`` loads click and nothing heavier: help and completion answer at once."""
    code = (
        f"import sys, fourthseat.players.terminal.commands; print(' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "" == told.stdout.strip()


def test_a_game_is_played_without_statistics_or_a_screen() -> None:
    """The engine plays without numpy, scipy, rich or click: they belong to batch, the screen and the shell."""
    code = (
        "import sys; from fourthseat import scenarios; from fourthseat.engine.game.game import Game, play; from fourthseat.players.cast import cast_for, cast_names;"
        "s = scenarios.find('tutorial'); play(Game(s), cast_for(s, cast_names(s, {})));"
        "print(' '.join(m for m in ('numpy', 'scipy', 'rich', 'click') if m in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "" == told.stdout.strip()


# ---------------------------------------------------------------- facts are typed, words are made at the edge

EDGES = (
    "engine/record/migrations.py",  # reads the sentences of formats 1 and 2, which are frozen
    "engine/exercise/msel/conditions.py",  # reads conditions and effects that people write into a cell
    "engine/exercise/msel/times.py",  # and when something is to happen
)
"""Where a sentence may be read."""

PHRASE = re.compile(r"[A-Za-z]+'?[a-z]* [a-z]")


def decided_by_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where code compares with, looks for or cuts at a phrase: lines, and the phrase."""
    for node in ast.walk(tree):
        phrases: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            phrases = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            cuts = (
                "startswith",
                "endswith",
                "removeprefix",
                "removesuffix",
                "partition",
                "rpartition",
                "find",
                "index",
                "count",
            )
            patterns = ("match", "search", "fullmatch", "findall", "finditer", "split")
            if node.func.attr in (*cuts, *patterns):
                phrases = list(node.args[:1])
        elif isinstance(node, ast.MatchValue):
            phrases = [node.value]
        for phrase in phrases:
            for part in ast.walk(phrase):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and PHRASE.search(part.value):
                    yield part.lineno, part.value


@pytest.mark.parametrize(
    "text", ['if "staff put it at" in reason: ...', 'reason.startswith("declared default")', 'x == "all moves played"']
)
def test_a_decision_by_words_is_recognised(text: str) -> None:
    """The tripwire below sees the three ways it was done before."""
    assert list(decided_by_words(ast.parse(text)))


def test_nothing_decides_by_the_wording_of_a_sentence() -> None:
    """No code of the engine or the front ends compares with, looks for or cuts at a phrase."""
    code = [p for top in ("engine", "players") for p in sorted((ROOT / top).rglob("*.py"))]
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {phrase!r}"
        for path in code
        if path.relative_to(ROOT).as_posix() not in EDGES
        for line, phrase in decided_by_words(tree(path))
    ]

    assert [] == found


def test_every_kind_of_entry_is_folded_told_and_classified_on_purpose() -> None:
    """A new kind of entry has a fold, a sentence (or stands among those that need none) and an audience of its own."""
    from fourthseat.engine.core.entries.kinds import AUDIENCES
    from fourthseat.engine.record.narration import UNTOLD, narrated
    from fourthseat.engine.rules.fold import folded

    kinds = set(KINDS.values())
    assert kinds == folded()
    assert kinds == narrated() | UNTOLD
    assert not narrated() & UNTOLD
    assert kinds == set(AUDIENCES)
