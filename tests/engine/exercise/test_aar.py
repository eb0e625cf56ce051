"""The report: deterministic, every row with its evidence, and a releasable version that keeps what is not to be told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import (
    Act,
    Amend,
    Argue,
    Author,
    AuthorKind,
    Choose,
    Decision,
    Improvise,
    Overrule,
    Point,
    Propose,
    Reply,
    Send,
    Withhold,
)
from fourthseat.engine.core.terms import CONTROL, Estimate, Outcome, Seat
from fourthseat.engine.documents.blocks import CITED, Document, Labelled, Points, Table, block_texts
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar.calibration import ENOUGH, brier, calibration
from fourthseat.engine.exercise.aar.evidence import facts_of
from fourthseat.engine.exercise.aar.findings import CAPABILITY, NOT_SAID
from fourthseat.engine.exercise.aar.redaction import reader
from fourthseat.engine.exercise.aar.report import Record, forecasts, report
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.record.replay import states
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names

AUS, GBR, JPN, PHL, PRC, USA = map(Seat, ("AUS", "GBR", "JPN", "PHL", "PRC", "USA"))
PERSON = Author(AuthorKind.PERSON)
ORDER = (
    "Summary", "Map and turning points", "Exercise overview", "Analysis of capabilities", "Data collection", "Timeline", "Decisions with their reasons",
    "Rulings: odds against results", "Deterrence and coordination",
    "Forecasts and how they came out", "Between the cells", "Hot wash", "Injects against expected responses", "Appendix A: Improvement plan",
    "Appendix B: Exercise participants", "Appendix C: Lines of the log cited",
)  # fmt: skip


# ---------------------------------------------------------------- a whole exercise of the drill


def marked(drill: Scenario) -> Scenario:
    """The drill, its contingency injects carrying words nobody but control has read."""
    raw = drill.model_dump(mode="json", by_alias=True)
    for row in raw["msel"]:
        if row["id"] == "inj-03":
            row |= {"text": "zqcontingency", "expected": "zqcontingency"}
    return parse(raw, "test")


def exercise(scenario: Scenario) -> EventLog:
    """Two moves with everything a room writes: reasons, words, injects rewritten and held, an argument, an overrule."""
    game = Game(scenario, "pact", 7)
    done: set[str] = set()

    def once(name: str, upto: str) -> bool:
        waits = any(q.id.startswith(upto) for shown in game.pending.values() for q in shown.questions)
        return waits and name not in done and not done.add(name)  # type: ignore[func-returns-value]

    def say(seat: Seat, *orders: Any, **why: str) -> None:
        game.interject(seat, Decision(orders, **why))

    while game.pending:
        if once("first", "orders:1"):
            say(USA, Send((JPN,), "zqwords we sail if you do", "offer", option="patrol", incident="raid", by_turn=1))
            say(JPN, Send((USA,), "zqwords agreed", "accept", 1))
            say(AUS, Send((GBR, JPN, PHL, USA), "Canberra will sail", "commitment", option="patrol", by_turn=1))
            say(CONTROL, Improvise("zqadhoc for one alone", (USA,)), reason="zqcontrol")
            say(CONTROL, Improvise("To everybody: the wind turns.", (AUS, GBR, JPN, PHL, PRC, USA)))
            say(CONTROL, Amend("inj-03", "zqamend"), Withhold("inj-03"), reason="zqcontrol")
            points = (Point("USA", "zqargue near"),), (Point("JPN", "zqargue far", counts=False),)
            say(CONTROL, Argue("zqargue the harbour is mined", "nobody sails", "2d6", (USA,), "", *points))
            say(CONTROL, Argue("The feed goes live", "neutrals speak up", "2d6", (AUS, GBR, JPN, PHL, USA), "", *(((Point("GBR", "it is asked for"),), ()))))  # fmt: skip
        if once("secret ruling", "close:1"):
            say(
                CONTROL,
                Argue("zqargue the ring opens", "boats pass", "umpire", (USA,), "raid", verdict=Outcome.PARTIAL),
            )
        if once("overrule", "close:2"):
            up = [i.id for i in game.state.incidents.values() if i.choice == "press" and i.outcome is None]
            orders = tuple(Overrule(name, Outcome.SUCCESS, "It was seen on the map") for name in up)
            game.submit({CONTROL: Decision(orders)})
            continue
        game.submit({seat: answer(seat, shown) for seat, shown in game.pending.items()})
    header = Header(scenario, "pact", 7, dict.fromkeys(map(str, scenario.players), "human"))
    return EventLog(header, tuple(planted(game.entries)))


def answer(seat: Seat, shown: Any) -> Decision:
    """What the seats write; the opponent presses and thinks words of its own."""
    replies = [Reply(q.about, True) for q in shown.questions if q.kind == "concur"]
    choices = [Choose(q.about, "press") for q in shown.questions if q.kind == "choose"]
    if seat == CONTROL:
        return Decision()
    if seat == PRC:
        orders = (*choices, *((Propose("zqred a trick"),) if not choices else ()))
        return Decision(orders, "zqred", "zqred", "zqred", 90, PERSON)
    if replies:
        return Decision(tuple(replies), reason="zqreply", by=PERSON)
    wanted = {AUS: "joint-patrol", USA: "patrol", JPN: "patrol", GBR: "protest"}.get(seat)
    acts = [act for act in shown.menu if act.option == wanted][:1]
    free = (Propose("zqown words"), Act("patroll", "raid")) if seat == GBR else ()
    return Decision((*acts, *free), f"{seat} holds", f"{seat} is near", f"{seat} sees it end", 60, PERSON)


def planted(entries: Any) -> Iterator[Any]:
    """The entries, with words in every estimate and reason a releasable report must not hold, and a leak and an intrusion."""
    for one in entries:
        entry = one
        if getattr(entry, "estimate", None) is not None and not isinstance(entry, e.Argued):
            entry = replace(entry, estimate=Estimate(entry.estimate.p, ("zqestimate",)))
        if isinstance(entry, e.RungMoved):
            entry = replace(entry, source="zqrung", reason="zqrung")
        if isinstance(entry, e.TrustMoved):
            entry = replace(entry, reason="zqtrust", cause=e.TrustCause.IN_WORDS)
        if isinstance(entry, e.Ended):
            yield e.Tried(entry.hour, PRC, JPN, Estimate(0.5, ("zqtried",)), 0.25, True)
            yield e.Leaked(entry.hour, JPN, "zqleak", 0.5, 0.25)
        yield entry


def record_of(log: EventLog) -> Record:
    """The log with everything people write beside it."""
    told = [one.about for one in forecasts(log)]
    return Record(
        log,
        notes=({"text": "zqnote they waited", "objective": "hold", "by": "Zqrater", "turn": 1, "entry": 5}, {"text": "No entry.", "turn": 1, "entry": 10**6}),
        ratings={"hold": {"rating": "S", "met": "partly", "text": "Held by Zqname Person", "by": "Zqrater"}},
        forecasts={about: ("yes", "no", "open")[n % 3] for n, about in enumerate(told)},
        wash=({"role": "JPN", "well": "Zqname Person spoke well.", "change": "More time"}, {"role": "", "badly": "The wait", "released": True}),
        participants={"USA": ("Zqname Person", "Al"), "EVALUATOR": ("Zqrater",), "CONTROL": ("Zqumpire",)},
        overview={"Sponsor": "The college of Zqname Person", "Point of Contact": "Zqcontact"},
        branches=(("other", "main", 1, "zqbranch"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole(drill: Scenario) -> Record:
    """The exercise, played once."""
    return record_of(exercise(marked(drill)))


def formats(document: Document) -> dict[str, str]:
    """What a reader of each format can find: markup and text, and text alone."""
    with zipfile.ZipFile(io.BytesIO(as_docx(document))) as packed:
        office = "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    page = as_html(document)
    return {"html": page + _bare(page), "md": as_markdown(document), "docx": office + _bare(office)}


def _bare(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup)


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Every text with the title of its section; the cells of a row as one text."""
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield from ((section.title, " ".join(row)) for row in block.rows)
            else:
                yield from ((section.title, text) for text in block_texts(block))


def grids(document: Document, title: str) -> list[Table]:
    """The tables of a section."""
    return [block for s in document.sections if s.title == title for block in s.blocks if isinstance(block, Table)]


# ---------------------------------------------------------------- the form


@pytest.mark.parametrize("releasable", [False, True])
def test_sections_stand_in_the_order_of_an_after_action_report(whole: Record, releasable: bool) -> None:
    """Summary and overview first, then the analysis; appendices A to C last; control's version says that it is."""
    document = report(whole, releasable=releasable)

    titles = [section.title for section in document.sections]
    pages = [
        f"{seat.name} ({seat.id})"
        for seat in whole.log.header.scenario.seats
        if seat.cell in {"BLUE", "GREEN"} or not releasable
    ]
    pages = [page for page in pages if page in titles]
    at = ORDER.index("Data collection")
    wanted = [*ORDER[:at], *pages, *ORDER[at:]]
    assert wanted == titles
    assert ("PRC" in " ".join(pages)) == (not releasable)
    assert "(DRAFT)" in document.title
    assert ("CONTROL ONLY" in document.marking) is not releasable


def test_table_1_and_the_improvement_plan_have_hseeps_columns(whole: Record) -> None:
    """Objective, capability, P, S, M, U with the rating marked and defined; the plan leaves owner and dates open."""
    document = report(whole)
    [table] = grids(document, "Analysis of capabilities")
    [plan] = grids(document, "Appendix A: Improvement plan")

    assert ("Cell", "Objective", "Capability", "P", "S", "M", "U", "Met?") == tuple(
        column.heading for column in table.columns
    )
    assert ("AUS", "Hold", NOT_SAID, "", "X", "", "", "met in part") == table.rows[0]
    assert "Performed with Some Challenges" in as_markdown(document)
    assert (
        "Capability", "Issue / area for improvement", "Corrective action", "Capability element",
        "Primary responsible organization", "Organization POC", "Start date", "Completion date",
    ) == tuple(column.heading for column in plan.columns)  # fmt: skip
    assert all(row[1] and row[2] and row[4:] == ("", "", "", "") for row in plan.rows)


def test_the_overview_is_hseeps_form_with_its_date_and_labels_of_a_defence_user(whole: Record) -> None:
    """What was filled in under the form's own name stands under the label; the form says of when it is."""
    document = report(replace(whole, overview={"Threat or Hazard": "Zqships", "Core Capabilities": "Zqspeed"}))
    [table] = grids(document, "Exercise overview")
    rows = dict(table.rows)

    assert ("Zqships", "Zqspeed") == (rows["Situation"], rows["Capabilities"])
    assert not {"Core Capabilities", "Threat or Hazard"} & set(rows)
    assert "April 2013" in as_markdown(document)


def test_the_same_record_gives_the_same_bytes(whole: Record) -> None:
    """Page, Markdown and DOCX; the DOCX holds no time of day."""
    for releasable in (False, True):
        first, second = (report(whole, releasable=releasable) for _ in range(2))

        assert as_html(first) == as_html(second)
        assert as_markdown(first) == as_markdown(second)
        assert as_docx(first) == as_docx(second)
    with zipfile.ZipFile(io.BytesIO(as_docx(first))) as packed:
        assert {(1980, 1, 1, 0, 0, 0)} == {one.date_time for one in packed.infolist()}
        assert b"dcterms:created" not in packed.read("docProps/core.xml")


def test_every_version_says_that_it_is_conditional(whole: Record) -> None:
    """In every format, with the marking."""
    for releasable in (False, True):
        for told in formats(report(whole, releasable=releasable)).values():
            assert DISCLAIMER in told.replace("&#x27;", "'")
            assert "not a forecast" in told
            assert "EXERCISE EXERCISE EXERCISE" in told


# ---------------------------------------------------------------- evidence


@pytest.mark.parametrize("releasable", [False, True])
def test_every_row_about_the_game_cites_lines_that_are_there(whole: Record, releasable: bool) -> None:
    """Each row and sentence of what happened has a citation; each citation has its line in the log and in Appendix C."""
    document = report(whole, releasable=releasable)
    [listed] = grids(document, "Appendix C: Lines of the log cited")
    known = {row[0] for row in listed.rows}
    cited = {f"L{n}" for _, text in texts(document) for n in CITED.findall(text)}
    about = ("Timeline", "Decisions with their reasons", "Injects against expected responses", "Rulings: odds against results",
             "Deterrence and coordination", "Forecasts and how they came out", "Between the cells", "Appendix A: Improvement plan")  # fmt: skip

    assert cited == known
    assert all(2 <= int(name[1:]) <= len(whole.log.entries) + 1 for name in known)
    for title in about:
        for grid in grids(document, title):
            bare = [
                row for n, row in enumerate(grid.rows) if n not in grid.strong_rows and not CITED.search(" ".join(row))
            ]
            assert [] == bare, title
    [front] = [section for section in document.sections if section.title == "Summary"]
    told = [text for block in front.blocks if isinstance(block, Labelled | Points) for text in block_texts(block)]
    told = [text for text in told if not text.startswith("Evaluators have rated")]
    [figures] = grids(document, "Summary")
    assert CITED.search(" ".join(figures.rows[-1]))
    told += [text for title, text in texts(document) if text.startswith("Strength ")]
    assert [] == [text for text in told if not CITED.search(text)]


def test_citations_are_links_to_the_line(whole: Record) -> None:
    """In the page to its row, in the DOCX to its bookmark; every anchor is there once."""
    document = report(whole)
    page, office = as_html(document), zipfile.ZipFile(io.BytesIO(as_docx(document))).read("word/document.xml").decode()
    ids = re.findall(r'\bid="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#(L\d+)"', page)) <= set(ids)
    assert CITED.search(re.sub(r"<a href[^>]*>\[L\d+\]</a>", "", page)) is None
    marks = re.findall(r'<w:bookmarkStart[^>]*w:name="(L\d+)"', office)
    assert set(re.findall(r'<w:hyperlink w:anchor="(L\d+)"', office)) == set(marks)


def test_the_page_needs_nothing_else(whole: Record) -> None:
    """No script, nothing fetched, no address of another machine."""
    page = as_html(report(whole))

    assert re.search(r"<(script|link|img|iframe|form|object|base)\b", page, re.IGNORECASE) is None
    assert re.search(r"\b(href|src)=[\"'](?!#)", page) is None
    assert "://" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
    assert "@import" not in page


# ---------------------------------------------------------------- what is not to be told


HIDDEN = (
    "zqred", "zqestimate", "zqrung", "zqtrust", "zqtried", "zqleak", "zqwords", "zqadhoc", "zqcontrol", "zqamend",
    "zqcontingency", "zqargue", "zqreply", "zqnote", "zqbranch", "zqown", "Zqname", "Zqrater", "Zqumpire", "Zqcontact",
)  # fmt: skip


def test_a_releasable_version_holds_nothing_of_what_is_not_to_be_told(whole: Record) -> None:
    """The opponent's mind, odds, leaks, names, words and arguments of some cells alone, held injects: in no format, at no place."""
    held = repr((whole, whole.log.entries, whole.log.header.scenario.model_dump()))
    assert [] == [mark for mark in HIDDEN if mark not in held]
    told = formats(report(whole, releasable=True))

    assert {} == {kind: found for kind, text in told.items() if (found := [mark for mark in HIDDEN if mark in text])}
    assert {"md": [], "docx": [], "html": []} == {
        kind: re.findall(r"\b(?:drew|thrown|draw \d|chance \d|secrets? (?:of|that) )", text)
        for kind, text in told.items()
    }


def test_controls_version_holds_it_all(whole: Record) -> None:
    """What is left out there stands here, as far as a report speaks of it."""
    told = as_markdown(report(whole))

    assert [] == [m for m in HIDDEN if m not in told and m not in ("zqtrust", "zqtried", "zqcontingency", "zqcontrol")]


def test_what_everybody_heard_is_in_the_releasable_version(whole: Record) -> None:
    """The cells' reasons, an open argument, a commitment made before all, an inject to all, anonymous words."""
    told = as_markdown(report(whole, releasable=True))

    for text in ("AUS is near", "The feed goes live", "Canberra will sail", "the wind turns", "The wait", "It was seen on the map"):  # fmt: skip
        assert text in told, text


@given(st.sampled_from(("Ann Example", "Bo", "JPN", "Japan", "O'Neill (Jr.)", "*")))
def test_names_of_people_are_left_out_and_names_of_seats_are_not(name: str) -> None:
    """Law: a participant's name is not told, unless it is a seat's, or too short to be told from a word."""
    tutorial = scenarios.find("tutorial")
    record = Record(EventLog(Header(tutorial, "aukus", 1), ()), participants={"USA": (name,)})
    told = reader(record, releasable=True).typed(f"said {name} then")

    assert (f"said {name} then" == told) == (name in ("Bo", "JPN", "Japan", "*"))
    assert f"said {name} then" == reader(record, releasable=False).typed(f"said {name} then")


# ---------------------------------------------------------------- games of every kind


def doctrines(name: str, coalition: str, seed: int = 7) -> EventLog:
    """A game of doctrines, as a row of a study."""
    scenario = scenarios.find(name)
    names = cast_names(scenario, {})
    game = play(Game(scenario, coalition, seed), cast_for(scenario, names))
    return EventLog(Header(scenario, coalition, seed, names), tuple(game.entries))


VARIANTS = [
    (name, variant.id)
    for n, name in enumerate(scenarios.names())
    for variants in (scenarios.find(name).coalitions,)
    for v, variant in enumerate(variants)
    if name == "tutorial" or v == n % len(variants)
]
"""Every variant of one scenario, and of each other one, by turns."""


@pytest.mark.parametrize(("name", "coalition"), VARIANTS)
def test_a_game_of_doctrines_alone_makes_a_report(name: str, coalition: str) -> None:
    """Every scenario, and every variant somewhere: all sections, every citation there, and nothing of odds in the releasable version."""
    record = Record(doctrines(name, coalition))
    document = report(record, releasable=True)
    text = as_markdown(document)
    [listed] = grids(document, "Appendix C: Lines of the log cited")

    assert set(ORDER) - {"Between the cells", "Forecasts and how they came out", "Hot wash", "Data collection"} <= {
        s.title for s in document.sections
    }
    assert {f"L{n}" for _, one in texts(document) for n in CITED.findall(one)} == {row[0] for row in listed.rows}
    assert "Not in this version" not in text
    assert re.search(r"drew|staff put it at|a secret got out|\(mid\)", text) is None
    assert (
        re.search(r"\b1 \w+s (?:was|were|on|got|came|reached)\b|\b(?:[2-9]|\d\d) (?:force|time|order|secret) ", text)
        is None
    )
    assert ".." not in text.replace("…", "")


@settings(max_examples=12)  # two whole reports each
@given(st.integers(0, 10**6))
@example(0)
@example(1)
def test_an_unfinished_game_makes_a_report_that_says_so(cut: int) -> None:
    """Law: a log cut anywhere, at its first line too, renders in both versions and cites only what is there."""
    log = _LONG
    kept = EventLog(log.header, log.entries[: cut % len(log.entries)])
    for releasable in (False, True):
        document = report(Record(kept), releasable=releasable)
        cited = [int(n) for _, text in texts(document) for n in CITED.findall(text)]

        assert all(2 <= n <= len(kept.entries) + 1 for n in cited)
        assert "ENDEX has not been called" in as_markdown(document) or not any(s.turn for _, s in states(kept))
        # An incident that has not opened may open still: only of a game that is over is it said that it did not.
        assert "did not open" not in as_markdown(document)
        assert releasable or "(has not opened so far)" in as_markdown(document) or all_opened(kept)


_LONG = doctrines("tutorial", "aukus-jpn")


def all_opened(log: EventLog) -> bool:
    """Whether every incident of the scenario has opened in it."""
    opened = {entry.incident for entry in log.entries if isinstance(entry, e.IncidentOpened)}
    return opened >= set(log.header.scenario.incident_by_id)


def test_an_empty_log_makes_a_report(drill: Any) -> None:
    """Nothing has been played: the form is there, without a citation."""
    document = report(Record(EventLog(Header(drill, "pact", 1), ())))

    assert "Nothing has been played." in as_markdown(document)
    assert [] == [text for _, text in texts(document) if CITED.search(text)]
    assert as_docx(document)


# ---------------------------------------------------------------- numbers


def test_the_brier_score_is_the_known_one() -> None:
    """Brier's own: the mean squared distance; 0 if sure and right, 1 if sure and wrong, 1/4 for a shrug."""
    assert 0 == brier([(1.0, True), (0.0, False)])
    assert 1 == brier([(1.0, False)])
    assert 0.25 == brier([(0.5, True), (0.5, False)])
    assert pytest.approx(0.71 / 6) == brier(
        [(0.9, True), (0.6, True), (0.4, False), (0.3, False), (0.8, True), (0.5, True)]
    )


@pytest.mark.parametrize(("judged", "score"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_a_score_is_printed_when_there_are_enough_forecasts(drill: Any, judged: int, score: bool) -> None:
    """Nine of ten: too few, and it says so; ten at 60 %, half of them right: 0.5 x 0.16 + 0.5 x 0.36 = 0.26."""
    start, *_ = Game(drill, "pact", 7).entries
    decided = [
        e.Decided(0, USA, (e.AnsweredQuestion("orders", "orders:1"),), Decision((), expected="it ends", confidence=60))
        for _ in range(judged)
    ]
    log = EventLog(Header(drill, "pact", 7), (start, *decided))
    came = {one.about: "yes" if n % 2 else "no" for n, one in enumerate(forecasts(log))}
    record = Record(log, forecasts=came)
    told = str(calibration(record, facts_of(log), reader(record, releasable=False)).blocks)

    assert ("Brier score 0.260" in told) is score
    assert ("too few for a score" in told) is not score


def test_every_shipped_objective_names_its_capability() -> None:
    """The report's table takes it from there; an objective that names none is left to the lead evaluator."""
    for name in scenarios.names():
        objectives = [o for cell in scenarios.find(name).seats for o in cell.objectives]
        assert objectives
        assert {o.capability for o in objectives} <= CAPABILITY.keys()
