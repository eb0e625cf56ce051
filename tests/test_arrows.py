"""The architecture as lists: a package imports only what stands to its left, and so does a file inside its package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sources import nodes

ROOT = Path(__file__).parent.parent

PACKAGES = ("core", "scenario", "models", "rules", "game", "record", "lint", "documents", "study", "exercise")
"""The engine's packages, ground floor first. Study and exercise are two wings: neither knows the other."""

FILES: dict[str, tuple[str, ...]] = {
    "core": (
        "chance",
        "shown",
        "fragments",
        "errors",
        "files",
        "statistics",
        "locks",
        "lazy",
        "records",
        "terms",
        "talk",
        "orders",
        "entries.kinds",
        "entries.changes",
        "entries.turns",
        "entries.control",
        "entries.talk",
        "entries.concurrence",
        "entries.acts",
        "entries.incidents",
        "entries",
        "measures",
        "wording",
    ),
    "scenario": (
        "codes",
        "positions",
        "findings",
        "quantity",
        "amounts",
        "constants",
        "colours",
        "cells",
        "effect_rows",
        "exempt_rows",
        "library",
        "doctrine_rows",
        "doctrine_library",
        "handouts",
        "ladder",
        "calendar",
        "expressions",
        "judging",
        "texts",
        "seat_rows",
        "force_rows",
        "option_rows",
        "coalition_rows",
        "incident_rows",
        "watched_rows",
        "technology_rows",
        "event_rows",
        "rule_rows",
        "agreements",
        "scenario",
        "doctrine_sets",
        "conditions",
        "complaining",
        "coalition_checks",
        "incident_checks",
        "option_checks",
        "event_checks",
        "checks",
        "effect_checks",
        "agreement_checks",
        "complaints",
        "argued_rows",
        "packs",
        "pictures",
        "toml_file",
        "sources",
        "handed",
        "symbol_codes",
        "sense",
        "reader",
        "keys",
        "schema",
        "merging",
        "scaffolding",
        "overrides",
        "plain",
        "added",
    ),
    "models": (
        "argument",
        "cyber",
        "accidents",
        "expectation",
        "reputation",
        "escalation",
        "technology",
        "functions",
        "coordination",
        "deterrence",
        "engagement",
    ),
    "rules": (
        "stages",
        "state",
        "talked",
        "fold",
        "concurrence",
        "holdings",
        "publics",
        "effects",
        "durations",
        "recalling",
        "pricing",
        "contingency",
        "orders_board",
        "settling",
        "legality",
        "deal",
        "consenting",
        "ruling",
        "consequences",
        "accidents",
        "reputation",
        "secrecy",
        "view_parts",
        "view",
        "viewers",
        "player",
        "reach",
        "seen",
    ),
    "game": (
        "agenda",
        "clock",
        "table",
        "ends",
        "happening",
        "processes",
        "settling",
        "card",
        "game",
        "together",
    ),
    "record": (
        "migrations",
        "own_measures",
        "measures",
        "effect_words",
        "said",
        "order_words",
        "talk_words",
        "sentences",
        "described",
        "causes",
        "table_sentences",
        "crisis_sentences",
        "narration",
        "own_story",
        "stopped",
        "briefing",
        "chain",
        "source",
        "log",
        "log_file",
        "writer",
        "going_on",
        "replay",
        "repair",
        "forks",
        "breath",
        "perspective",
    ),
    "lint": (
        "references",
        "people",
        "figures",
        "orders",
        "words",
        "idle",
        "agreements",
        "changes",
        "left_over",
        "playing",
        "linting",
        "forms",
        "fixing",
        "migrating",
        "pages",
        "keys_page",
        "library_page",
        "doctrines_page",
    ),
    "documents": (
        "blocks",
        "canvas",
        "charts",
        "surfaces",
        "front_charts",
        "sheets.cells",
        "sheets.archive",
        "sheets.dates",
        "sheets.formats",
        "sheets.grid",
        "sheets.styles",
        "sheets.workbook",
        "sheets.opendocument",
        "sheets.delimited",
        "sheets.reading",
        "sheets.writing",
        "sheets.tables",
        "html",
        "markdown",
        "latex",
        "pictures",
        "docx",
        "folder",
    ),
    "study": (
        "bounds",
        "statistics",
        "verdicts",
        "stopping",
        "heterogeneity",
        "shrinkage",
        "prim",
        "variance",
        "design",
        "inputs",
        "sampling",
        "plan",
        "run_record",
        "manifest",
        "declarations",
        "arrays",
        "outcomes",
        "report.arms",
        "executors",
        "cluster",
        "levels",
        "presets",
        "study_file",
        "views",
        "database",
        "sharing",
        "details",
        "disk",
        "tidy",
        "trial",
        "parts",
        "settling",
        "final_tables",
        "store",
        "results",
        "factors",
        "alike",
        "findings",
        "runner",
        "tables",
        "contrasts",
        "query",
        "frames",
        "survival",
        "tails",
        "quick",
        "ablation",
        "robustness",
        "futures_tables",
        "sensitivity",
        "sensitivity_tables",
        "switches",
        "given_data",
        "report.quantities",
        "report.differences",
        "discovery",
        "regions_told",
        "report.robustness",
        "report.sensitivity",
        "report.answer",
        "report.methods",
        "report.surface",
        "report.overview",
        "export",
        "conduct",
        "terms.levers",
        "terms.declaration",
        "terms.staging",
        "terms.optimiser",
        "terms.front",
        "terms.certainty",
        "terms.prices",
        "terms.searching",
        "terms.words",
        "terms.tables",
        "terms.report",
        "terms.keeping",
        "appraise.points",
        "appraise.probing",
        "appraise.playing",
        "appraise.sweep",
        "appraise.judging",
        "appraise.experiments",
        "appraise.crossing",
        "appraise.appraisal",
    ),
    "exercise": (
        "stages",
        "handouts",
        "msel.conditions",
        "msel.columns",
        "msel.words",
        "msel.times",
        "msel.headers",
        "msel.placing",
        "msel.recipients",
        "msel.mapping",
        "msel.summary",
        "msel.tables",
        "msel.rows",
        "msel.complaints",
        "msel.reading",
        "msel.packed",
        "msel.writing",
        "msel.lint",
        "lookahead",
        "rehearsal",
        "map.projection",
        "map.coast",
        "map.names",
        "map.symbols",
        "map.tracks",
        "map.placement",
        "map.pieces",
        "map.markers",
        "map.board",
        "map.printed",
        "papers.guide",
        "papers.packet",
        "collection",
        "aar.evidence",
        "aar.fates",
        "aar.redaction",
        "aar.timeline",
        "aar.asked",
        "aar.calibration",
        "aar.findings",
        "aar.results",
        "aar.turning",
        "aar.front",
        "aar.appendices",
        "aar.appraisal",
        "aar.cells",
        "aar.collection",
        "aar.report",
        "aar.workbook",
        "rehearsal_report",
    ),
}
"""The files of each, in the same order."""

GATHERED = {"core.entries"}
"""Folders whose own name stands for everything in them: a log is read by the names of all kinds of entry there are."""

PLAYERS_KNOW = ("core", "scenario", "models", "rules", "record.sentences", "record.briefing")
"""What a player in a seat may import: a view, an order, the words of the table; never the table's machinery."""

FRONT_ENDS = ("players/terminal/", "players/web/")
"""The two ways people come to the table. Neither knows the other, but the terminal's commands start the web."""

GUESTS = {
    "simpy": ("engine/game/clock.py",),
    "click": ("players/terminal/",),
    "rich": ("players/terminal/screen.py",),
    "numpy": (
        "engine/study/",
        "engine/documents/charts.py",
        "engine/documents/surfaces.py",
        "engine/documents/front_charts.py",
    ),
    "pyarrow": (
        "engine/documents/sheets/tables.py",
        "engine/study/arrays.py",
        "engine/study/conduct.py",
        "engine/study/outcomes.py",
        "engine/study/parts.py",
        "engine/study/tidy.py",
        "engine/study/contrasts.py",
        "engine/study/final_tables.py",
        "engine/study/store.py",
        "engine/study/results.py",
        "engine/study/database.py",
        "engine/study/frames.py",
    ),
    "polars": ("engine/study/frames.py",),
    "pandas": ("engine/study/frames.py",),
    "duckdb": ("engine/study/database.py",),
    "matplotlib": ("engine/documents/canvas.py", "engine/documents/pictures.py"),
    "distributed": ("engine/study/cluster.py",),
    "PIL": ("engine/scenario/pictures.py", "engine/exercise/handouts.py"),
    "openpyxl": ("engine/documents/sheets/writing.py", "engine/documents/sheets/tables.py"),
    "resvg_py": ("engine/documents/pictures.py",),
    "docx": ("engine/documents/docx.py",),
    "starlette": (
        "players/web/app.py",
        "players/web/groups_desk.py",
        "players/web/hosts.py",
        "players/web/security.py",
        "players/web/serve.py",
    ),
    "uvicorn": ("players/web/connections.py", "players/web/serve.py"),
    "jinja2": (
        "players/web/views.py",
        "players/web/fragments.py",
    ),
    "segno": ("players/web/app.py", "players/terminal/commands/serving.py"),
    "tomli_w": ("engine/study/study_file.py",),
    "SALib": ("engine/study/sampling.py",),
    "pymoo": ("engine/study/terms/optimiser.py",),
    "sklearn": ("engine/study/discovery.py",),
    "scipy": ("engine/study/",),
    "pydantic": (
        "engine/scenario/",
        "engine/record/log.py",
        "engine/record/migrations.py",
        "engine/study/design.py",
        "engine/study/run_record.py",
        "engine/study/manifest.py",
        "engine/exercise/msel/",
        "players/web/cell_facts.py",
        "players/web/clock_facts.py",
        "players/web/door_facts.py",
        "players/web/evaluation_facts.py",
        "players/web/fact_values.py",
        "players/web/facts.py",
        "players/web/journal_format.py",
    ),
    "pydantic_core": ("engine/scenario/",),
    "annotated_types": ("engine/scenario/schema.py",),
    "tree_sitter": ("engine/scenario/positions.py",),
    "tree_sitter_toml": ("engine/scenario/positions.py",),
    "platformdirs": ("scenarios/",),
}
"""Third parties and the rooms they may enter."""

BANNED = {"random", "time", "datetime", "secrets", "uuid", "threading", "asyncio"}
"""What would let the wall clock or hidden luck into the engine."""

CLOCKS = {
    "engine/scenario/calendar.py": {"datetime"},
    "engine/exercise/msel/times.py": {"datetime"},
    "engine/exercise/msel/placing.py": {"datetime"},
    "engine/documents/sheets/cells.py": {"datetime"},
    "engine/documents/sheets/dates.py": {"datetime"},
    "engine/documents/sheets/opendocument.py": {"datetime"},
    "engine/study/declarations.py": {"datetime"},
    "engine/study/run_record.py": {"datetime", "time"},
    "engine/study/runner.py": {"time"},
    "engine/study/executors.py": {"threading"},
    "engine/study/cluster.py": {"threading", "time"},
    "engine/study/trial.py": {"threading"},
}
"""The runner sizes its chunks by the clock, its workers watch their parent, a cluster is waited for so long, a game that hangs
is interrupted; what is played depends on none of it. The cells of a spreadsheet hold dates, which are no clock."""

EVERY = sorted(path for top in ("engine", "players", "scenarios") for path in (ROOT / top).rglob("*.py"))
ENGINE = [
    p for p in EVERY if p.is_relative_to(ROOT / "engine") and p.parent not in (ROOT / "engine", ROOT / "engine/facade")
]


def name(path: Path) -> str:
    """The path as the tables above write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def imports(path: Path, *, types: bool = True) -> frozenset[str]:
    """Dotted names *path* imports, function-level ones too; without *types*, not those under TYPE_CHECKING."""
    return frozenset(_imports(path, types=types))


def _imports(path: Path, *, types: bool) -> Iterator[str]:
    whole = nodes(path)
    hidden: set[ast.AST] = set()
    for node in whole:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            hidden |= {inner for branch in node.body for inner in ast.walk(branch)}
    for node in whole:
        if node in hidden and not types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)} line {node.lineno}: a relative import hides its arrow"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(path: Path) -> str:
    """An engine file as ``package.file``; a package's own ``__init__`` as the package."""
    return ".".join(path.relative_to(ROOT / "engine").with_suffix("").parts).removesuffix(".__init__")


def places(path: Path, *, types: bool = False) -> set[str]:
    """Engine files that *path* imports, as :func:`place` writes them."""
    known = {place(p) for p in ENGINE}
    found = set()
    for dotted in imports(path, types=types):
        parts = dotted.removeprefix("fourthseat.engine.").split(".") if dotted.startswith("fourthseat.engine.") else []
        found |= {
            max(
                (".".join(parts[:n]) for n in range(1, len(parts) + 1) if ".".join(parts[:n]) in known),
                key=len,
                default="",
            )
        }
    return found - {""}


def package(where: str) -> str:
    """The package of a place."""
    return where.partition(".")[0]


def left(where: str) -> set[str]:
    """Every place *where* may import."""
    here, _, file = where.partition(".")
    wings = {"exercise"} if here == "study" else {"study"} if here == "exercise" else set()
    below = [p for p in PACKAGES[: PACKAGES.index(here)] if p not in wings]
    own = FILES[here][: FILES[here].index(file)] if file in FILES[here] else ()
    return {*below, *(f"{p}.{f}" for p in below for f in FILES[p]), *(f"{here}.{f}" for f in own)}


def test_the_lists_name_every_file_of_the_engine_and_no_other() -> None:
    """A new file gets its place in the order before it gets an import."""
    listed = {f"{folder}.{file}" for folder, files in FILES.items() for file in files}

    assert listed - GATHERED == {place(p) for p in ENGINE if p.name != "__init__.py"}
    assert set(PACKAGES) == set(FILES) == {package(place(p)) for p in ENGINE}


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_an_engine_file_imports_only_what_stands_to_its_left(path: Path) -> None:
    """Every arrow inside the engine points left, function-level imports included; one carries types alone."""
    here = place(path)
    if path.name == "__init__.py":
        assert all(there.startswith(f"{here}.") for there in places(path)), "a package speaks of its own files"
        return

    assert set() == places(path, types=True) - left(here), "for types too"


@pytest.mark.parametrize(
    "path", [p for p in ENGINE if package(place(p)) == "models" and p.name != "__init__.py"], ids=name
)
def test_a_model_knows_terms_records_errors_chance_and_its_constants_alone(path: Path) -> None:
    """A model prices; it knows its constants but no scenario, no state and no other model but the functions they share."""
    known = {"core.terms", "core.records", "core.errors", "core.chance", "models.functions", "scenario.constants"}
    assert places(path) <= known


@pytest.mark.parametrize("path", [p for p in EVERY if name(p).startswith("players/")], ids=name)
def test_a_player_sees_the_table_and_a_front_end_lays_it(path: Path) -> None:
    """A player imports a view and its words; a front end hosts a game; only the commands know every front end."""
    if not name(path).startswith(FRONT_ENDS):
        assert all(
            any(there == known or there.startswith(f"{known}.") for known in PLAYERS_KNOW) for there in places(path)
        )
    if not name(path).startswith("players/terminal/commands/"):
        assert not any(d.startswith("fourthseat.scenarios") for d in imports(path))
        own = next((end for end in FRONT_ENDS if name(path).startswith(end)), "")
        others = [f"fourthseat.{end.replace('/', '.')}" for end in FRONT_ENDS if end != own]
        allowed = "fourthseat.players.terminal.person" if name(path) == "players/cast.py" else "nothing"
        assert [] == [d for d in imports(path) if d.startswith(tuple(others)) and not d.startswith(allowed)]


def test_the_shelf_knows_scenarios_and_errors_alone() -> None:
    """A scenario file is read and parsed, and the events list of a pack with it; nothing more."""
    path = ROOT / "scenarios/__init__.py"

    assert {"core", "scenario"} == {package(there) for there in places(path) if there != "exercise.msel.packed"}
    assert not any(d.startswith("fourthseat.players") for d in imports(path))


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_nobody_imports_the_door_and_the_engine_imports_nobody(path: Path) -> None:
    """The commands are the top, behind the door ``cli.py``; the engine stands by itself."""
    assert not any(d == "cli" or d.startswith("cli.") for d in imports(path))
    if not name(path).startswith(("players/terminal/commands/", "engine/facade/")):
        assert not any(d.startswith("fourthseat.players.terminal.commands") for d in imports(path))
    if not name(path).startswith(("players/terminal/commands/", "engine/facade/")):
        assert not any(d.startswith("fourthseat.api") for d in imports(path)), (
            "what all is put together in is the top too"
        )
    if path in ENGINE:
        assert not any(d.startswith(("fourthseat.players", "fourthseat.scenarios")) for d in imports(path))


def test_the_door_is_a_door() -> None:
    """``cli.py`` opens on the commands and holds nothing."""
    assert len((ROOT / "cli.py").read_text("utf-8").splitlines()) < 50


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_third_parties_stay_in_their_rooms(path: Path) -> None:
    """The clock, the screen, the statistics and the validation each live in one place."""
    guests = {dotted.split(".")[0] for dotted in imports(path)} & set(GUESTS)
    welcome = {guest for guest, rooms in GUESTS.items() if any(name(path).startswith(room) for room in rooms)}

    assert set() == guests - welcome


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_no_wall_clock_and_no_hidden_luck_in_the_engine(path: Path) -> None:
    """The world enters by scenario, decisions and seed alone."""
    assert set() == {dotted.split(".")[0] for dotted in imports(path)} & (BANNED - CLOCKS.get(name(path), set()))


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_the_engine_prints_nothing(path: Path) -> None:
    """What is said is said by a screen."""
    calls = [n for n in nodes(path) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]

    assert [] == [n.lineno for n in calls if n.func.id in ("print", "input", "breakpoint")]


def test_the_pure_core_imports_no_pydantic_through_a_back_door() -> None:
    """The core and the models build plain dataclasses: entries and models never validate."""
    pure = [p for p in ENGINE if package(place(p)) in ("core", "models") or place(p) == "rules.deal"]

    assert [] == [name(p) for p in pure if any("pydantic" in d for d in imports(p))]
