"""The report as it is opened: one file that needs nothing else, every number beside its figure, every word by rule."""

from __future__ import annotations

import csv
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from fourthseat import scenarios
from fourthseat.engine.documents.blocks import Document, Drawing, Table
from fourthseat.engine.documents.folder import write_report
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.study import declarations
from fourthseat.engine.study.design import Study, parse_study
from fourthseat.engine.study.executors import Serial
from fourthseat.engine.study.findings import analyse
from fourthseat.engine.study.inputs import ranged
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.report.overview import _limits, report
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import run
from fourthseat.players.cast import cast_for, cast_names

SECTIONS = (
    "The answer", "Differences", "Distributions, block by block", "The ladder, move by move",
    "Concurrence against the window", "What became of requests", "Who pays", "The worst games", "Convergence", "Which mechanism carries the effect", "Across the futures",
    "Which inputs the difference follows", "The difference over two inputs", "Methods: what was done",
    "What was declared, and when", "Failures", "Limits", "To check and to repeat", "Appendix: every contrast",
)  # fmt: skip


def written(folder: Path, blocks: int, **changes: Any) -> tuple[Results, Document]:
    """A small study played and reported."""
    tutorial = scenarios.find("tutorial")
    raw = default_study(tutorial, "tutorial").model_dump(mode="json", by_alias=True)
    raw |= {
        "coalitions": ["aukus", "aukus-jpn"],
        "rules": ["unanimity"],
        "measure": [{"name": "p_press"}, {"name": "leaks"}],
    }
    study: Study = parse_study(raw | changes, "test")
    made = plan(study, tutorial)
    results = Results(folder, made)
    run(made, cast_for(tutorial, cast_names(tutorial, {})), results, blocks, Serial)
    document = report(results, analyse(results.whole(blocks), blocks), results.finish(blocks))
    write_report(document, folder)
    return results, document


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    """A report with every section there is."""
    folder = tmp_path_factory.mktemp("report") / "r"
    inputs = ranged(scenarios.find("tutorial"), ["assumptions.precision"])
    _, document = written(folder, 66, ablate=["provocation"], input=inputs, futures=22)
    return folder, document


class Page(HTMLParser):
    """What a browser would fetch or run, and what it would not close."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "xlink:href", "action")]
        if tag not in ("meta", "br", "img", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else(whole: tuple[Path, Document]) -> None:
    """No script, nothing fetched, every tag closed, every anchor and drawing reference there and unique."""
    text = (whole[0] / "report.html").read_text("utf-8")
    page = Page()
    page.feed(text)

    assert [] == page.open
    assert not {"script", "img", "link", "iframe", "form"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.links} <= set(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)


def test_every_section_is_there(whole: tuple[Path, Document]) -> None:
    """In the order of a simulation report, with the disclaimer on top and at the end."""
    text = (whole[0] / "report.html").read_text("utf-8")

    assert SECTIONS == tuple(section.title for section in whole[1].sections)
    assert 2 == text.count(DISCLAIMER)
    assert text.index(DISCLAIMER) < text.index("<main>")


def test_the_first_section_says_of_what_one_games_variance_is_made(whole: tuple[Path, Document]) -> None:
    """A row a measure, a column a part that was varied, assumptions and dice among them; and a plain sentence."""
    _, document = whole
    short = document.sections[0]
    tables = {block.name: block for block in short.blocks if isinstance(block, Table)}

    assert short.title == "The answer"
    assert tables["variance"].headings == (
        "measure",
        "coalition",
        "provocation",
        "only together",
        "assumptions",
        "dice",
        "blocks",
    )
    assert ["p_press", "leaks"] == [row[0] for row in tables["variance"].rows]
    assert "Not varied, so without a share: rule, doctrine, the opponent's doctrine." in short.blocks
    # The factors that are named multiply to the arms that are counted.
    assert "as it is and without provocation; " in str(short.blocks[0])


def test_every_figure_has_its_words_and_its_numbers(whole: tuple[Path, Document]) -> None:
    """A drawing is an image with a label, in the page and as a file; its section has a table, those of the differences are an appendix."""
    folder, document = whole
    page, text = (folder / "report.html").read_text("utf-8"), (folder / "report.md").read_text("utf-8")
    for section in document.sections:
        drawings = [block for block in section.blocks if isinstance(block, Drawing)]
        numbers = section if section.title != "Differences" else document.sections[-1]
        assert not drawings or any(isinstance(block, Table) for block in numbers.blocks)
        for drawing in drawings:
            assert f'aria-label="{escape(drawing.caption[:20], quote=True)}' in page
            assert f"](figures/{drawing.name}.svg)" in text
            ElementTree.parse(folder / "figures" / f"{drawing.name}.svg")


def test_tables_are_files_for_a_spreadsheet(whole: tuple[Path, Document]) -> None:
    """As many columns in every row as heads, and the numbers of the page."""
    files = list((whole[0] / "tables").glob("*.csv"))

    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert 1 == len({len(row) for row in rows}), path.name
    assert {f"{table.name}.csv" for table in whole[1].tables} == {path.name for path in files}
    assert {"primary.csv", "declarations.csv", "differences-leaks.csv", "regret.csv", "versions.csv"} <= {
        path.name for path in files
    }


def test_the_same_results_make_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures too: a report can be compared. Only when it was declared is each study's own."""
    monkeypatch.setattr(declarations, "written_at", lambda: "2026-11-27T00:00:00Z")
    pages = []
    for name in ("a", "b"):
        written(tmp_path / name / "r", 50)
        pages.append((tmp_path / name / "r" / "report.html").read_bytes())

    assert pages[0] == pages[1]


def test_a_study_short_of_its_precision_says_so_first(tmp_path: Path) -> None:
    """Before any verdict is read for more than it is."""
    measure = [{"name": "p_press", "half_width": 0.0001}]
    _, document = written(tmp_path / "r", 50, measure=measure, stopping={"first": 50, "cap": 50})

    first = as_html(document)
    assert "Precision not reached" in first[: first.index("<h2>2. Differences")]
    assert "Precision not reached" in as_markdown(document)


def test_failures_are_shown_with_their_addresses(tmp_path: Path) -> None:
    """Which games, of which arm, why; the block is left out and counted."""
    tutorial = scenarios.find("tutorial")

    class Bad:
        """Never plays."""

        def decide(self, view: Any, /) -> Any:  # noqa: ARG002
            raise RuntimeError("the staff is on leave")

    raw = default_study(tutorial, "tutorial").model_dump(mode="json", by_alias=True)
    raw |= {"coalitions": ["aukus", "aukus-jpn"], "rules": ["unanimity"], "provocation": [True], "failures": 1.0}
    made = plan(parse_study(raw, "test"), tutorial)
    results, cast = Results(tmp_path / "r", made), cast_for(tutorial, cast_names(tutorial, {}))
    run(made, cast, results, 50, Serial)
    run(made, {**cast, "GBR": Bad()}, results, 52, Serial)
    found = analyse(results.whole(52), 52)
    text = as_markdown(report(results, found, results.finish(52)))

    assert (50, 4) == (found.complete, found.failed)
    assert "51:aukus-jpn:unanimity:provoked | failed | RuntimeError: the staff is on leave" in text
    assert "4 games failed; their blocks are left out in every arm" in text


def test_no_report_speaks_of_a_country_its_scenario_does_not_name(tmp_path: Path) -> None:
    """Seats are called what the scenario calls them: what joins the baseline is told by the name of its seat."""
    tutorial = scenarios.find("tutorial")
    seats = [seat.model_copy(update={"name": "Ruritania"}) if seat.id == "JPN" else seat for seat in tutorial.seats]
    raw = default_study(tutorial, "tutorial").model_dump(mode="json", by_alias=True)
    raw |= {"question": "What does a fourth seat change?", "coalitions": ["aukus", "aukus-jpn"], "rules": ["lead"]}
    study = parse_study(raw, "test")
    made = plan(study, tutorial)._replace(scenario=tutorial.model_copy(update={"seats": tuple(seats)}))
    text = str(list(_limits(made)))

    assert "In the baseline JPN (Ruritania) is an ally that may act beside the coalition" in text
    assert "Japan" not in text
