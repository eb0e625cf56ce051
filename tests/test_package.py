"""The package as a user has it: one name, typed, whole, in nobody's way."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

import fourthseat

ROOT = Path(__file__).parents[1]
TABLE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
SCRIPT = """\
import fourthseat as fs

class Waits:
    def decide(self, view: fs.View, /) -> fs.Decision:
        return fs.Decision(reason="nothing yet")

scenario = fs.load_scenario("tutorial")
players = fs.cast(scenario)
players[fs.Seat("JPN")] = Waits()
game = fs.play(fs.Game(scenario, "aukus-jpn", seed=7), players)
print(fs.measure(scenario, game.entries, game.state)["p_press"], len(game.pending))
"""


# ---------------------------------------------------------------- the public names


def test_every_public_name_is_there_and_told() -> None:
    """``__all__``, ``dir`` and the table of the docstring name the same; each can be had."""
    table = {line.split("``")[1] for line in (fourthseat.__doc__ or "").splitlines() if line.startswith("``")}

    assert sorted(fourthseat.__all__) == dir(fourthseat)
    assert set(fourthseat.__all__) == table | {"__version__"}
    assert all(getattr(fourthseat, name) is not None for name in fourthseat.__all__)
    with pytest.raises(AttributeError, match="module 'fourthseat' has no attribute 'nothing'"):
        fourthseat.nothing  # noqa: B018


def test_a_type_checker_sees_what_the_program_has() -> None:
    """The imports under ``TYPE_CHECKING`` are re-exported by their names, and are the objects a program gets."""
    tree = ast.parse((ROOT / "engine/facade/__init__.py").read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    public = {
        alias.asname: (node.module or "", alias.name)
        for node in imports
        for alias in node.names
        if (node.module or "").startswith("fourthseat.") and alias.asname
    }

    assert set(fourthseat.__all__) == set(public)
    for name, (module, its_name) in public.items():
        __import__(module)
        assert getattr(sys.modules[module], its_name) is getattr(fourthseat, name), name


def test_importing_the_package_loads_nothing_heavy() -> None:
    """A name loads what it needs: a scenario no clock, a game no statistics."""
    code = (
        "import sys, fourthseat\n"
        "heavy = {'numpy', 'scipy', 'pydantic', 'simpy', 'rich', 'click', 'matplotlib'}\n"
        "def seen(): return sorted(heavy & set(sys.modules))\n"
        "first = seen(); fourthseat.Scenario; second = seen(); fourthseat.play; third = seen()\n"
        "print(first, second, third)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[] ['pydantic'] ['pydantic', 'simpy']" == done.stdout.strip()


# ---------------------------------------------------------------- what is packed


def folders() -> dict[str, str]:
    """Every folder of the tree that holds Python files, by the package it becomes."""
    packages = {}
    for top in ("engine", "players", "scenarios"):
        for path in (ROOT / top).rglob("*.py"):
            folder = path.parent.relative_to(ROOT).as_posix()
            packages["fourthseat." + folder.replace("/", ".")] = folder
    packages["fourthseat"] = packages.pop("fourthseat.engine.facade")
    return packages


def test_the_list_of_packages_is_the_tree() -> None:
    """A folder that is forgotten there would be missing from every installation."""
    assert sorted(folders()) == sorted(TABLE["packages"])
    assert all((ROOT / folder / "__init__.py").is_file() for folder in folders().values())


def test_every_data_file_is_named() -> None:
    """A template, a map, a scenario or a mark for type checkers that is not listed is not installed."""
    packages = folders()
    data = {
        path
        for top in ("engine", "players", "scenarios")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    listed = {
        path
        for package, patterns in TABLE["package-data"].items()
        for pattern in patterns
        for path in (ROOT / packages[package]).glob(pattern)
    }

    assert data == listed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree; built apart from it, for a build leaves folders behind."""
    source = tmp_path_factory.mktemp("source")
    for name in ("engine", "players", "scenarios", "pyproject.toml", "README.md", "LICENSE"):
        _copy(ROOT / name, source / name)
    try:
        here = int(version("setuptools").partition(".")[0]) >= 77
    except PackageNotFoundError:
        here = False
    options = ["--no-build-isolation"] if here else []
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        *options,
        "-w",
        str(source / "dist"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": ""})
    return next((source / "dist").glob("*.whl"))


def _copy(old: Path, new: Path) -> None:
    """Copy a file, or a folder without what Python left in it."""
    if old.is_file():
        new.write_bytes(old.read_bytes())
        return
    new.mkdir()
    for path in old.iterdir():
        if path.name != "__pycache__":
            _copy(path, new / path.name)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, which comes before everything else that is installed."""
    target = tmp_path_factory.mktemp("installed")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return target


def python(installed: Path, folder: Path, *args: str) -> str:
    """What ``python ARGS`` prints in *folder*, with the installed package and not the tree's."""
    env = {key: value for key, value in os.environ.items() if key != "MYPYPATH"}
    env |= {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *args], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


def _mypy(installed: Path) -> list[str]:
    """Mypy with no settings but its strictest; what it learns of the package is kept beside it."""
    return ["-m", "mypy", "--strict", "--config-file=", f"--cache-dir={installed.with_name('mypy')}"]


@pytest.mark.slow
def test_the_wheel_holds_one_package_and_all_of_it(wheel: Path) -> None:
    """``fourthseat/`` and its metadata, every file of the tree's packages, and no test."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    expected = {
        f"{package.replace('.', '/')}/{path.name}"
        for package, folder in folders().items()
        for path in (ROOT / folder).iterdir()
        if path.is_file()
    }
    web = ROOT / "players/web"
    expected |= {
        f"fourthseat/players/web/{path.relative_to(web)}" for path in web.glob("*/*.*") if path.suffix != ".pyc"
    }
    metadata = {name for name in names if ".dist-info/" in name.partition("/")[0] + "/"}

    assert expected == names - metadata
    assert {"fourthseat/py.typed", "fourthseat/api.py", "fourthseat/scenarios/tutorial.toml"} <= names
    assert {"fourthseat/engine/exercise/map/fine.bin", "fourthseat/players/web/templates/base.html"} <= names


@pytest.mark.slow
def test_an_installed_package_plays_from_a_folder_with_files_of_the_same_names(installed: Path, tmp_path: Path) -> None:
    """A user's ``players.py``, ``engine.py``, ``cli.py`` and ``scenarios.py`` are the user's."""
    for name in ("players", "engine", "cli", "scenarios", "api"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('the user\\'s {name}.py was imported')\n", "utf-8")
    (tmp_path / "mine.py").write_text(SCRIPT, "utf-8")

    where = python(installed, tmp_path, "-c", "import fourthseat; print(fourthseat.__file__, *dir(fourthseat))")
    assert [str(installed / "fourthseat/__init__.py"), *dir(fourthseat)] == where.split()
    assert python(installed, tmp_path, "mine.py").endswith(" 0\n")
    assert "Debrief" in python(installed, tmp_path, "-m", "fourthseat", "play", "tutorial")


@pytest.mark.slow
def test_another_package_may_be_called_cli(installed: Path, tmp_path: Path) -> None:
    """It is found by its name, and ours by ours."""
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli/__init__.py").write_text("name = 'another'\n", "utf-8")
    code = "import cli, fourthseat.players.terminal.commands; print(cli.name)"

    assert "another" == python(installed, tmp_path, "-c", code).strip()


@pytest.mark.slow
def test_a_script_of_a_user_is_checked_strictly(installed: Path, tmp_path: Path) -> None:
    """Mypy knows the installed package's types; a wrong answer of a player is found."""
    (tmp_path / "mine.py").write_text(SCRIPT, "utf-8")
    (tmp_path / "wrong.py").write_text(
        SCRIPT.replace("-> fs.Decision:", "-> str:").replace("fs.Decision(", "str("), "utf-8"
    )
    assert "Success" in python(installed, tmp_path, *_mypy(installed), "mine.py")
    with pytest.raises(AssertionError, match="Waits"):
        python(installed, tmp_path, *_mypy(installed), "wrong.py")


@pytest.mark.slow
def test_the_types_of_the_public_names_are_as_written_down(installed: Path, tmp_path: Path) -> None:
    """tests/typing/api.py, strictly: every public name is used in it."""
    text = (ROOT / "tests/typing/api.py").read_text("utf-8")
    (tmp_path / "api_types.py").write_text(text, "utf-8")
    used = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}

    assert set(fourthseat.__all__) <= used
    assert "Success" in python(installed, tmp_path, *_mypy(installed), "api_types.py")
