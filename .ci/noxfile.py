"""One command a task: ``nox -f .ci/noxfile.py -s NAME``; ``-l`` lists them; ``--no-venv`` uses the environment you are in.

The sessions need no path of this machine: other Pythons are looked for on PATH and, where there is one, by pyenv.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nox

ROOT = Path(__file__).parent.parent
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
"""Versions of Python the package promises to run on; those that can be found here are tested."""

TWO = ("-n", "2", "--dist", "worksteal")
"""Two processes, each with a half of the files, so that what the tests of a file share is made once; who is done first takes from the other."""
FAST = ("-m", "not slow and not browser")
"""The fast subset; which tests are slow stands in ``tests/conftest.py``."""

nox.options.sessions = ["lint", "types", "fast"]
nox.options.reuse_existing_virtualenvs = True
nox.options.envdir = str(ROOT / "build/nox")


def installed(session: nox.Session) -> None:
    """The project and everything for working on it, in the versions the tests are known to pass with."""
    session.chdir(ROOT)
    if session.virtualenv.is_sandboxed:
        session.install("-q", "-c", "constraints.txt", "-e", ".[dev]", "--config-settings", "editable_mode=strict")


def answers(command: str, *words: str) -> str:
    """What *command* prints, or nothing where it is missing or fails."""
    try:
        return subprocess.run([command, *words], check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def interpreter(version: str) -> str:
    """Path of the Python of *version* (``3.12``), or nothing: from PATH if it runs, else the newest one pyenv has."""
    asks_itself = ("-c", "import sys; print(sys.executable)")
    if found := answers(f"python{version}", *asks_itself):
        return found
    patches = [line for line in answers("pyenv", "versions", "--bare").split() if line.startswith(f"{version}.")]
    newest = max(patches, key=lambda patch: [int(part) for part in patch.split(".") if part.isdigit()], default="")
    return (
        answers(str(Path(answers("pyenv", "root"), "versions", newest, "bin", "python")), *asks_itself)
        if newest
        else ""
    )


FOUND = {version: path for version in SUPPORTED if (path := interpreter(version))}
OTHERS = [
    nox.param(path, id=version)
    for version, path in FOUND.items()
    if version != f"{sys.version_info[0]}.{sys.version_info[1]}"
]


@nox.session
def tests(session: nox.Session) -> None:
    """Every test, on two cores."""
    installed(session)
    session.run("pytest", *TWO, *session.posargs)


@nox.session
def fast(session: nox.Session) -> None:
    """The fast subset: under 90 seconds on two cores."""
    installed(session)
    session.run("pytest", *TWO, *FAST, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """The linter and the formatter; neither changes a file."""
    installed(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """The type checker, strict, on the whole package."""
    installed(session)
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """The manual and the API reference into ``build/docs``; a reference that leads nowhere is an error."""
    installed(session)
    shutil.rmtree(ROOT / "docs/modules", ignore_errors=True)
    session.run("python", "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", "build/docs")


@nox.session
def examples(session: nox.Session) -> None:
    """The scripts and the notebook of ``docs/examples``, run from the first line to the last."""
    installed(session)
    session.run("pytest", "tests/test_docs.py", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Which lines the tests reach; the floor stands in ``pyproject.toml``."""
    installed(session)
    session.run("pytest", *TWO, "--cov", "--cov-report=term:skip-covered", *session.posargs)


@nox.session
@nox.parametrize("python", OTHERS)
def pythons(session: nox.Session) -> None:
    """The fast subset on every other supported Python that can be found here."""
    installed(session)
    session.run("pytest", *TWO, *FAST, *session.posargs)


def lower_bounds() -> list[str]:
    """What the package needs to run, extras included, each at exactly the lower bound that ``pyproject.toml`` declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = ("dask", "sensitivity", "seminar", "discovery")
    needed = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return [re.sub(r">=([\w.]+).*", r"==\1", line) for line in needed]


@nox.session
def floors(session: nox.Session) -> None:
    """The fast subset with every dependency at its declared lower bound; what they need themselves is the newest that fits.

    Not part of ``.ci/run``: the environment alone takes minutes. Run it whenever a bound or what is used of a library changes.
    """
    session.chdir(ROOT)
    if not session.virtualenv.is_sandboxed:
        session.error("lower bounds are tried in an environment of their own; leave --no-venv out")
    tools = ("pytest>=8", "pytest-xdist>=3.6", "hypothesis>=6.100", "httpx>=0.27,<1", "pexpect>=4.9", "setuptools>=77",
             "playwright>=1.48", "axe-playwright-python>=0.1.4")  # fmt: skip
    session.install("-q", *lower_bounds(), *tools)
    session.install("-q", "--no-deps", "-e", ".", "--config-settings", "editable_mode=strict")
    # Old releases warn of each other's newer ones; that is nothing this package can mend.
    session.run("pytest", *TWO, "-W", "ignore::DeprecationWarning", *FAST, *session.posargs)
