"""What leaves the room is an allow-list: entries by audience, reasons by author, measures by registry; no sentence decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Act, Author, AuthorKind, Decision, RefusalCause
from fourthseat.engine.core.terms import Estimate, Outcome, Seat
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar import redaction, results
from fourthseat.engine.exercise.aar.evidence import Fact, facts_of
from fourthseat.engine.exercise.aar.redaction import OUT, reader
from fourthseat.engine.exercise.aar.report import Record, report
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.rules.view import View
from fourthseat.players import doctrine
from fourthseat.players.cast import cast_for, cast_names
from tests.engine.exercise.played import record as exercised

AUS, USA, PRC = Seat("AUS"), Seat("USA"), Seat("PRC")
LEAKS = "We think a secret got out in the press last year, and staff put it at 50 %: we harden first."


def played(name: str = "second-thomas", coalition: str = "", seed: int = 7) -> EventLog:
    """A game of doctrines whose header says that people sat at the table: what standing in for a person leaves."""
    scenario = scenarios.find(name)
    coalition = coalition or scenario.coalitions[-1].id
    game = play(Game(scenario, coalition, seed), cast_for(scenario, cast_names(scenario, {})))
    return EventLog(
        Header(scenario, coalition, seed, dict.fromkeys(map(str, scenario.players), "human")), tuple(game.entries)
    )


@pytest.fixture(scope="module")
def log() -> EventLog:
    """One such game."""
    return played()


def decided(log: EventLog, decision: Decision, seat: Seat = AUS) -> EventLog:
    """*log* with the first orders of *seat* decided so."""
    place = next(
        n
        for n, entry in enumerate(log.entries)
        if isinstance(entry, e.Decided) and entry.seat == seat and entry.asked[0].kind == "orders"
    )
    entries = list(log.entries)
    entries[place] = replace(entries[place], decision=decision)
    return EventLog(log.header, tuple(entries))


def releasable(log: EventLog) -> str:
    """The releasable report as text."""
    return as_markdown(report(Record(log), releasable=True))


# ---------------------------------------------------------------- reasons, by their author


def test_a_persons_words_stay_whatever_they_resemble(log: EventLog) -> None:
    """A cell may write of secrets and odds; its reason is the record's."""
    told = releasable(decided(log, Decision((), reason=LEAKS, by=Author(AuthorKind.PERSON, "Ann"))))

    assert LEAKS.rstrip(".") in told


@pytest.mark.parametrize("kind", [kind for kind in AuthorKind if kind not in redaction.RELEASABLE_AUTHORS])
def test_no_other_authors_reason_leaves(log: EventLog, kind: AuthorKind) -> None:
    """Neither the engine's, nor a model's, nor one of whom an older log does not say who wrote it."""
    game = decided(log, Decision((), intent="zqintent", reason="zqreason", by=Author(kind)))

    assert "zqreason" not in releasable(game)
    # A doctrine's reasons are rules; control finds them in the log and in the workbook.
    assert ("zqreason" in as_markdown(report(Record(game)))) == (kind is not AuthorKind.DOCTRINE)


def test_a_doctrine_may_reword_its_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a game whose header says *human*, no reason of a doctrine is told, in its own words or in others."""
    advice = doctrine.advice

    def reworded(view: View) -> Iterator[tuple[Act, str, str]]:
        for act, title, why in advice(view):
            yield act, title, f"zqreworded {why}"

    monkeypatch.setattr(doctrine, "advice", reworded)
    game = played()
    reasons = {
        entry.decision.reason for entry in game.entries if isinstance(entry, e.Decided) and entry.decision.reason
    }
    told = releasable(game)

    assert any("zqreworded" in reason for reason in reasons)
    assert [] == [reason for reason in reasons if reason in told]
    assert "zqreworded" not in told


# ---------------------------------------------------------------- entries, by their audience


class _Unclassified(e.Entry):
    """A kind somebody added and declared to nobody."""

    seat = AUS
    hour = 3


def fact(log: EventLog, entry: object) -> Fact:
    """*entry* as a fact of the game."""
    last = facts_of(log)[-1]
    return Fact(last.number + 1, entry, last.state, last.line)


def test_a_kind_nobody_classified_is_not_released(log: EventLog) -> None:
    """Whether it was not declared at all, or declared without an audience."""
    record = Record(log)

    assert not reader(record, releasable=True).may(fact(log, _Unclassified()))
    assert reader(record, releasable=False).may(fact(log, _Unclassified()))
    assert not reader(record, releasable=True).may(fact(log, e.Leaked(3, AUS, "zqleak", 0.5, 0.2)))


def test_a_kind_without_words_of_its_own_is_not_told_in_the_screens(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Declared for everybody, but nobody has said that its sentence holds no odds."""
    monkeypatch.setitem(e.AUDIENCES, _Unclassified, e.Audience.EVERYBODY)
    reading = reader(Record(log), releasable=True)

    assert reading.may(fact(log, _Unclassified()))
    assert reading.sentence(fact(log, _Unclassified())) == OUT


def test_what_may_be_told_holds_no_odds() -> None:
    """Every sentence of a releasable version, over games of every scenario."""
    for name in scenarios.names():
        game = played(name)
        reading = reader(Record(game), releasable=True)
        told = [reading.sentence(f) for f in facts_of(game) if reading.may(f)]

        assert told
        assert [] == [text for text in told if "%" in text or "drew" in text or "chance" in text]


def test_the_opponents_doings_are_not_told(log: EventLog) -> None:
    """A seat's own entries are, but for the opponent's and control's."""
    reading = reader(Record(log), releasable=True)
    seats = {f.entry.seat for f in facts_of(log) if isinstance(f.entry, e.Decided) and reading.may(f)}

    assert AUS in seats
    assert PRC not in seats
    assert "CONTROL" not in seats


# ---------------------------------------------------------------- causes instead of phrases


def test_a_refusal_names_its_cause_and_nothing_of_the_log(log: EventLog) -> None:
    """The log's words may name incidents nobody has heard of yet."""
    refused = e.Refused(3, AUS, Act("patrol", "rade"), RefusalCause.UNKNOWN, "no incident; known: zqsecret")
    told = {version: reader(Record(log), releasable=version).sentence(fact(log, refused)) for version in (True, False)}

    assert "zqsecret" not in told[True]
    assert "zqsecret" in told[False]
    assert set(RefusalCause) == set(redaction.WHY_REFUSED)


def ruled(by: e.Ruler, reason: str, argument: int = 0) -> e.Ruled:
    """A ruling of somebody."""
    return e.Ruled(
        9, "blockade", Outcome.PARTIAL, Estimate(0.4, ("blunted by nothing",)), 0.1, 0.45, Outcome.FAILURE, by, argument, reason
    )  # fmt: skip


def test_control_may_begin_a_reason_with_any_words(log: EventLog) -> None:
    """Only a ruling that ends an argument some alone heard keeps its reason back."""
    reading = reader(Record(log), releasable=True)

    assert "control: matrix argument or not, it was seen" == reading.ruled_by(
        ruled(e.Ruler.CONTROL, "matrix argument or not, it was seen"), ()
    )
    assert "control, by argument" == reading.ruled_by(ruled(e.Ruler.ARGUMENT, "zqclaim", 1), ())
    assert "the model" == reading.ruled_by(ruled(e.Ruler.MODEL, ""), ())


def test_what_the_model_would_have_ruled_is_in_the_entry() -> None:
    """Not worked out again from a word among its reasons."""
    assert "blunted where the model had a fait accompli" == results._against(ruled(e.Ruler.CONTROL, "seen"))


# ---------------------------------------------------------------- measures, by their registry


def test_a_measure_nobody_classified_is_not_released(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new measure is control's until its registry says otherwise."""
    rows = results.measures_of(log.header.scenario)
    known = rows["peak_rung"]
    added = replace(known, name="zqmeasure", text="zqmeasure of something", releasable=False)
    measured = results.measure
    monkeypatch.setattr(results, "measures_of", lambda _: {**rows, "zqmeasure": added})
    monkeypatch.setattr(results, "measure", lambda *game: {**measured(*game), "zqmeasure": 3.0})

    assert "qmeasure of something" not in releasable(log)
    assert "qmeasure of something" in as_markdown(report(Record(log)))
    assert type(known)("a", "count", "", 1.0, "b", known.function, known.evidence).releasable is False


# ---------------------------------------------------------------- effects, by the audience of their kind


@pytest.mark.parametrize(
    ("does", "to", "told"),
    [
        ("signal", ("AUS", "GBR", "JPN", "PRC", "USA"), True),
        ("attribution", ("AUS", "GBR", "USA"), True),
        ("trust", ("AUS",), True),
        ("trust", ("PRC",), False),
        ("window", (), False),
        ("message", ("AUS",), False),
        ("message", (), True),
        ("drift", ("AUS",), False),
    ],
)
def test_an_effect_is_released_by_the_audience_of_its_kind(
    log: EventLog, does: str, to: tuple[str, ...], told: bool
) -> None:
    """What everybody or the members learn, and what a seat that is not hidden learns of itself; what did not come about never."""
    s, incident = log.header.scenario, log.header.scenario.incidents[0].id
    to = to or (s.players if does == "message" else ())
    entry = e.Effected(
        5,
        does,
        "about",
        tuple(map(Seat, to)),
        "option protest",
        AUS,
        incident,
        text="It is heard." if does == "message" else "",
    )
    everything = facts_of(log)
    fact = replace(everything[-1], entry=entry)
    reading = reader(Record(log), releasable=True)

    assert reading.may(fact) is told
    assert not reading.may(replace(fact, entry=replace(entry, came="not")))
    if told:
        said = reading.sentence(fact)
        assert said != OUT
        assert "protest" not in said


def test_what_an_opponent_weighs_is_released_without_its_numbers(log: EventLog) -> None:
    """Control reads by how much, others that it has changed."""
    incident = log.header.scenario.incidents[0].id
    pressure = e.Pressure("signal", 0.37, 5)
    entry = e.Effected(
        5, "signal", "about", log.header.scenario.players, f"incident {incident}", incident=incident, pressure=pressure
    )
    fact = replace(facts_of(log)[-1], entry=entry)

    assert "37" not in reader(Record(log), releasable=True).sentence(fact)
    assert "xpected resistance" in reader(Record(log), releasable=True).sentence(fact)


def test_what_was_said_inside_a_cell_is_in_no_releasable_version() -> None:
    """Neither words nor hands, of any cell; control's version has both."""
    whole, released = (as_markdown(report(exercised("second-thomas"), releasable=r)) for r in (False, True))

    assert "zqsaid39" in whole
    assert "zqask alone?" in whole
    assert "zqsaid" not in released
    assert "zqask" not in released
    assert "Inside the cell" not in released
