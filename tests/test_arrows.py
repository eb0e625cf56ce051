"""One ordered list is the architecture: a module imports only what stands to its left."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ORDER = (
    "terms", "errors", "chance", "orders", "quantity", "specs", "coherence", "scenario", "vary", "entries", "log", "state",
    "rules", "models", "durations", "measures", "view", "story", "player", "adjudication", "deal", "processes", "game",
    "replay", "watch", "batch", "seminar",
)  # fmt: skip
"""The house, ground floor first."""

TYPES_ONLY = {("coherence", "scenario"), ("processes", "game")}
"""Two arrows that point right, under TYPE_CHECKING: a part names the whole it is handed, and never makes one."""

ROOMS = {
    "simpy": ("engine/game.py",),
    "click": ("cli.py", "players/human.py"),
    "rich": ("players/screen.py",),
    "numpy": ("engine/batch/",),
    "pyarrow": ("engine/batch/store.py",),
    "duckdb": ("engine/batch/store.py",),
    "matplotlib": ("engine/batch/figures.py",),
    "distributed": ("engine/batch/runner.py",),
    "openpyxl": ("engine/seminar/sheets.py",),
    "docx": ("engine/seminar/papers.py",),
    "starlette": ("players/room/app.py", "players/room/careful.py", "cli.py"),
    "uvicorn": ("players/room/serve.py", "cli.py"),
    "jinja2": ("players/room/pages.py", "cli.py"),
    "segno": ("players/room/app.py", "cli.py"),
    "SALib": ("engine/batch/design.py",),
    "sklearn": ("engine/batch/robustness.py",),
    "scipy": ("engine/batch/",),
    "pydantic": (
        "engine/quantity.py",
        "engine/specs.py",
        "engine/scenario.py",
        "engine/log.py",
        "engine/batch/study.py",
        "engine/seminar/msel.py",
        "players/room/host.py",
    ),
    "pydantic_core": ("engine/quantity.py",),
}
"""Third parties and the rooms they may enter."""

BANNED = {"random", "time", "datetime", "secrets", "uuid", "threading", "asyncio"}
"""What would let the wall clock or hidden luck into the engine."""

CLOCKS = {"engine/batch/runner.py": {"time", "threading"}, "engine/batch/trial.py": {"threading"}}
"""The runner sizes its chunks by the clock, its workers watch their parent, a game that hangs is interrupted; what is
played depends on none of it."""

FILES = sorted(
    path for folder in ("engine", "players", "scenarios") for path in (ROOT / folder).rglob("*.py")
) + [ROOT / "cli.py"]  # fmt: skip


def name(path: Path) -> str:
    """The path as the tables above write it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path, *, types: bool = True) -> Iterator[str]:
    """Dotted names *path* imports, function-level ones too; without *types*, not those under TYPE_CHECKING."""
    tree = ast.parse(path.read_text("utf-8"))
    hidden: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            hidden |= {inner for branch in node.body for inner in ast.walk(branch)}
    for node in ast.walk(tree):
        if node in hidden and not types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)} line {node.lineno}: a relative import hides its arrow"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floors(path: Path) -> Iterator[str]:
    """Engine modules *path* imports, by the name they have in ORDER."""
    for dotted in imports(path, types=False):
        parts = dotted.split(".")
        if parts[0] == "engine" and len(parts) > 1 and parts[1] != "__version__":
            yield parts[1]


def typed(path: Path) -> set[str]:
    """Engine modules *path* names under TYPE_CHECKING only."""
    every = {d.split(".")[1] for d in imports(path) if d.startswith("engine.")}
    return every - set(floors(path)) - {"__version__"}


def engine_floor(path: Path) -> str:
    """The floor an engine file stands on."""
    return path.relative_to(ROOT / "engine").with_suffix("").parts[0]


ENGINE = [path for path in FILES if name(path).startswith("engine/") and name(path) != "engine/__init__.py"]


def test_every_engine_module_has_its_place_in_the_list() -> None:
    """The list names every module of the engine and no other."""
    assert set(ORDER) == {engine_floor(path) for path in ENGINE}


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_an_engine_module_imports_only_what_stands_to_its_left(path: Path) -> None:
    """Every arrow inside the engine points left, function-level imports included."""
    here = engine_floor(path)
    inside = here in ("batch", "seminar") or path.name == "__init__.py"
    left = ORDER[: ORDER.index(here)] + ((here,) if inside else ())

    assert set() == set(floors(path)) - set(left)


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_only_two_arrows_point_right_and_they_carry_types_alone(path: Path) -> None:
    """What stands under TYPE_CHECKING points left too, but for the two arrows with a reason."""
    here = engine_floor(path)
    right = {(here, there) for there in typed(path) if ORDER.index(there) >= ORDER.index(here)}

    assert set() == right - TYPES_ONLY


@pytest.mark.parametrize("path", [p for p in ENGINE if engine_floor(p) == "models"], ids=name)
def test_a_model_knows_terms_errors_and_chance_alone(path: Path) -> None:
    """A model prices; it knows no scenario, no state and no other model."""
    own = {"models"} if path.name == "__init__.py" else set()

    assert set() == set(floors(path)) - {"terms", "errors", "chance"} - own


@pytest.mark.parametrize("path", [p for p in FILES if name(p).startswith("players/")], ids=name)
def test_a_player_knows_the_engine_up_to_player(path: Path) -> None:
    """A player sees what stands left of the table, never the table's own machinery; the room, which lays the table and
    hosts the game as the command line does, stands above all of it and is imported by nobody but the command line.
    """
    if not name(path).startswith("players/room/"):
        assert set() == set(floors(path)) - set(ORDER[: ORDER.index("player") + 1])
        assert [] == [dotted for dotted in imports(path) if dotted.startswith("players.room")]
    assert set() == {d.split(".")[0] for d in imports(path)} & {"scenarios", "cli"}


def test_the_shelf_knows_scenario_and_errors_alone() -> None:
    """A scenario file is read and parsed, nothing more."""
    path = ROOT / "scenarios/__init__.py"

    assert {"errors", "scenario"} == set(floors(path))
    assert set() == {d.split(".")[0] for d in imports(path)} & {"players", "cli"}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nobody_imports_the_command_line_and_the_engine_imports_nobody(path: Path) -> None:
    """The command line is the top; the engine stands by itself."""
    tops = {dotted.split(".")[0] for dotted in imports(path)}

    assert "cli" not in tops
    assert not name(path).startswith("engine/") or not tops & {"players", "scenarios"}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_third_parties_stay_in_their_rooms(path: Path) -> None:
    """The clock, the screen, the statistics and the validation each live in one place."""
    guests = {dotted.split(".")[0] for dotted in imports(path)} & set(ROOMS)
    welcome = {guest for guest, rooms in ROOMS.items() if any(name(path).startswith(room) for room in rooms)}

    assert set() == guests - welcome


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_no_wall_clock_and_no_hidden_luck_in_the_engine(path: Path) -> None:
    """The world enters by scenario, decisions and seed alone."""
    assert set() == {dotted.split(".")[0] for dotted in imports(path)} & (BANNED - CLOCKS.get(name(path), set()))


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_the_engine_prints_nothing(path: Path) -> None:
    """What is said is said by a screen."""
    calls = [
        n
        for n in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    ]

    assert [] == [n.lineno for n in calls if n.func.id in ("print", "input", "breakpoint")]


def test_the_models_import_no_pydantic_through_a_back_door() -> None:
    """The pure core builds plain dataclasses: entries, state and rules never validate."""
    pure = {"terms", "errors", "chance", "orders", "entries", "models", "deal"}

    assert [] == [name(p) for p in ENGINE if engine_floor(p) in pure and any("pydantic" in d for d in imports(p))]
