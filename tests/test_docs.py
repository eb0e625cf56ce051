"""The documents are true: links lead somewhere, commands and tasks exist with the options shown, examples run."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from fourthseat import scenarios
from fourthseat.engine.lint.linting import check_file
from fourthseat.players.terminal.commands.group import cli
from tests.conftest import SLOW, SLOW_FILES

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path for pattern in ("*.md", "docs/*.md", "docs/examples/*.md", ".github/**/*.md") for path in ROOT.glob(pattern)
)
"""What people read; ``docs/modules`` is made by a command and looked at there."""

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
EXAMPLES = sorted((ROOT / "docs/examples").glob("*.py"))
NOTEBOOKS = sorted((ROOT / "docs/examples").glob("*.ipynb"))


def name(path: Path) -> str:
    """The path as a reader would write it."""
    return path.relative_to(ROOT).as_posix()


def code(text: str) -> Iterator[str]:
    """Lines of shell in fences, and what stands between backticks outside of them."""
    for language, block in FENCE.findall(text):
        if language in ("sh", "bash", "console"):
            yield from (line.strip() for line in block.replace("\\\n", " ").splitlines())
    yield from SPAN.findall(FENCE.sub("", text))


def words(line: str) -> list[list[str]]:
    """The commands of *line*, each as its words; comments left out. Nothing for what no shell would read."""
    try:
        split = shlex.split(line, comments=True)
    except ValueError:
        return []
    commands: list[list[str]] = [[]]
    for word in split:
        if word in ("&&", "|", ";"):
            commands.append([])
        else:
            commands[-1].append(word)
    return [command for command in commands if command]


def commands(program: str, *before: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every use of *program* in the pages: the page, and the words after it (and after *before*, if given)."""
    wanted = (program, *before)
    return [
        (name(page), tuple(command[len(wanted) :]))
        for page in PAGES
        for line in code(page.read_text("utf-8"))
        for command in words(line)
        if (Path(command[0]).name, *command[1 : len(wanted)]) == wanted
    ]


@cache
@cache
def usage(command: str) -> str:
    """What ``fourthseat COMMAND --help`` prints; of the program itself for an empty *command*."""
    answer = CliRunner(env={"COLUMNS": "200"}).invoke(cli, [*([command] if command else []), "--help"])
    return answer.stdout if answer.exit_code == 0 else ""


def headings(path: Path) -> set[str]:
    """The anchors of the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A relative link names a file that is there, and a heading that is in it."""
    broken = []
    for target in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        place, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        path = page.parent / place if place else page
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in headings(path)):
            broken.append(target)

    assert [] == broken


def test_every_command_in_the_documents_exists() -> None:
    """Its sub-command is there, and every option shown is an option of it."""
    wrong = []
    for page, shown in commands("fourthseat"):
        command = next((word for word in shown if not word.startswith("-")), "")
        if not re.fullmatch(r"[a-z]*", command):
            continue  # a placeholder: fourthseat …
        text = usage(command)
        options = [word.partition("=")[0] for word in shown if word.startswith("--")]
        if not text or any(not re.search(rf"{re.escape(option)}\b", text) for option in options):
            wrong.append(f"{page}: fourthseat {' '.join(shown)}")

    assert len(commands("fourthseat")) > 40
    assert [] == wrong


def test_no_block_of_commands_writes_one_place_twice() -> None:
    """Who types a block word for word would be refused: what is there is never written over."""
    blocks = [
        (name(page), [w for line in code(f"```sh\n{block}```") for w in words(line)])
        for page in PAGES
        for language, block in FENCE.findall(page.read_text("utf-8"))
        if language in ("sh", "bash", "console")
    ]
    written = [
        (page, [after for w in typed for option, after in pairwise(w) if w[0] == "fourthseat" and option in ("--out", "--log")])
        for page, typed in blocks
    ]  # fmt: skip

    assert any(places for _, places in written)
    assert [] == [(page, places) for page, places in written if len(places) != len(set(places))]


def test_every_task_and_benchmark_in_the_documents_exists() -> None:
    """``nox -s NAME`` is a session of the noxfile; ``python -m benchmarks.NAME`` is a file."""
    sessions = {
        node.name
        for node in ast.walk(ast.parse((ROOT / ".ci/noxfile.py").read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    }
    asked = {word for _, shown in commands("nox", "-f", ".ci/noxfile.py", "-s") for word in shown if word != "NAME"}
    modules = {shown[0] for _, shown in commands("python", "-m") if shown[0].startswith("benchmarks.")}

    assert sessions - {"pythons"} <= asked, "a task that no document names"
    assert set() == asked - sessions
    assert [] == [module for module in modules if find_spec(module) is None]


def test_the_table_of_slow_tests_names_tests_that_exist() -> None:
    """A test that was renamed would otherwise slip into the fast subset in silence."""
    written = {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }

    assert set() == SLOW - written
    assert [] == [name for name in SLOW_FILES if not (ROOT / name).is_file()]


@pytest.mark.parametrize("script", EXAMPLES, ids=name)
def test_an_example_runs(script: Path, tmp_path: Path) -> None:
    """From the first line to the last, in an empty folder, without a complaint."""
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) >= 3


def test_the_scenario_in_the_readme_is_one(tmp_path: Path) -> None:
    """Laid over a shipped one, as the text says, it is read without a mistake."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## Writing a scenario")[2]
    (rows,) = [block for language, block in FENCE.findall(section.partition("\n## ")[0]) if language == "toml"]
    path = tmp_path / "mine.toml"
    path.write_text(f'format = 2\nname = "mine"\nextends = "second-thomas"\n{rows}', "utf-8")

    assert () == check_file(path, scenarios.source).errors


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name)
def test_a_notebook_runs(notebook: Path, tmp_path: Path) -> None:
    """Every cell of it, in an empty folder; it is kept without its outputs, so that no old number stands in it."""
    nbformat = pytest.importorskip("nbformat", reason="the extra for the documents is not installed")
    nbclient = pytest.importorskip("nbclient", reason="the extra for the documents is not installed")
    pytest.importorskip("ipykernel", reason="the extra for the documents is not installed")
    book = nbformat.read(notebook, as_version=4)

    assert [] == [cell for cell in book.cells if cell.cell_type == "code" and cell.outputs]
    nbclient.NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()


def test_there_are_three_scripts_and_a_notebook() -> None:
    """The examples have not gone missing."""
    assert len(EXAMPLES) >= 3
    assert NOTEBOOKS


def test_the_glossary_has_the_words_of_the_field() -> None:
    """Documents by their names, roles, terms and styles of adjudication."""
    told = (ROOT / "docs/glossary.md").read_text("utf-8")
    words = (
        "Situation Manual", "Controller/Evaluator Handbook", "Exercise Evaluation Guide", "ExPlan", "Participant Feedback Form", "C/E debrief",
        "sponsor", "game director", "lead facilitator", "HICON", "LOCON", "EXCON", "adjudicator", "data collector", "lead evaluator",
        "RFI", "DCMP", "road to war", "PAUSEX", "assumptions log", "STARTEX", "ENDEX", "hot wash", "turn zero", "minimal",
    )  # fmt: skip

    assert [] == [word for word in words if word not in told]
