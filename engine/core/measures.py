"""What can be measured in a finished game: each measure in one place, with its meaning and how it is computed.

To add a measure, add one :class:`Measure` to the table at the end of this file. The checks of a scenario file, the
study, the report, the after-action review and the pages all read this table. It stands in the core, to the left of
the scenario, because a scenario names the measures it is about. Its functions see a finished game as a
:class:`FinishedGame`, which :mod:`fourthseat.engine.record.measures` prepares from the log and the last state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Hour, Outcome, Rung

__all__ = ["MEASURES", "DecidedIncident", "FinishedGame", "Measure", "mean_or_none", "registry"]


@dataclass(frozen=True, slots=True)
class DecidedIncident:
    """One incident on which the opponent has chosen."""

    pressed: bool
    outcome: Outcome | None
    p_press: float
    """Probability that the opponent presses, as the model priced it."""
    window: Hour
    """Hours from its opening to the opponent's choice."""
    hours_to_concurrence: Hour | None
    """From the opening to the coalition's first concurrence; None if it never concurred."""
    hours_to_force: Hour | None
    """From the opening to the first force on station before the window closed; None if there was none."""
    strength_ratio: float | None
    """Coalition strength on station over the opponent's, at the opponent's choice."""


@dataclass(frozen=True, slots=True)
class FinishedGame:
    """What the measures are computed from: the log of one finished game, and facts folded from it once for all."""

    by_kind: Mapping[type[e.Entry], Sequence[Any]]
    """Its entries, in order, kind by kind."""
    decided: Sequence[DecidedIncident]
    answers: Sequence[e.Received]
    """Answers to requests for concurrence, without those nobody was asked for."""
    ladder: Sequence[tuple[Hour, Rung]]
    """Each rung with the hour from which it held, from STARTEX on."""
    end: Hour
    rung_weights: Sequence[float]
    """Weight of the rung at the end of each move, by the scenario's weight profile."""
    members: int
    """Capitals in the coalition."""
    leaks: int
    trust: Sequence[float]
    """Of each BLUE seat at ENDEX, 0 to 1."""
    spent: Sequence[float]
    """Of each BLUE seat, million US$."""
    burden_shares: Sequence[tuple[float, float]]
    """Of each BLUE seat: its share of what was spent, and of GDP. Empty if nothing was spent."""
    licences_open: int
    technology_gaps: Sequence[float]
    """At ENDEX, of each technology line and BLUE seat that is not its donor, 0 to 1."""
    own: Mapping[str, float | None] = field(default_factory=dict)
    """Of each measure of the scenario's own."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number computed from a finished game, and what it means."""

    name: str
    unit: str
    better: str
    """``higher`` or ``lower`` for the coalition; empty where neither is better by itself."""
    equivalence_margin: float
    """A difference this small is not worth reporting; in its unit. Judgement: a study file may declare another."""
    text: str
    function: Callable[[FinishedGame], float | None]
    """None where the measure does not apply to the game: never a made-up zero."""
    evidence: tuple[type[e.Entry], ...]
    """Kinds of log entries the number rests on."""
    span: float | None = None
    """The largest difference there can be between two games, in its unit; None where nothing bounds it."""
    releasable: bool = False
    """Whether it may stand in a paper that leaves the room. Control's alone unless somebody says otherwise here."""
    short_title: str = ""
    """For a page or the head of a column; empty where the name with spaces will do."""

    @property
    def title(self) -> str:
        """What a page calls it."""
        return self.short_title or self.name.replace("_", " ")


def mean_or_none(values: Iterable[float]) -> float | None:
    """The mean; None of no values."""
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else None


def registry(measures: Iterable[Measure]) -> dict[str, Measure]:
    """*measures* by name, in their order; :exc:`ValueError` for a name that stands twice or a measure without evidence."""
    table: dict[str, Measure] = {}
    for measure in measures:
        if measure.name in table:
            raise ValueError(f"measure {measure.name!r} is registered twice")
        if not measure.evidence:
            raise ValueError(f"measure {measure.name!r} names no kind of log entry as its evidence")
        table[measure.name] = measure
    return table


def _area(game: FinishedGame) -> float:
    """Rung-days under the ladder's track from STARTEX to ENDEX."""
    ends = [hour for hour, _ in game.ladder[1:]] + [game.end]
    return sum(rung * (until - hour) for (hour, rung), until in zip(game.ladder, ends, strict=True)) / 24


def _licence_days(game: FinishedGame) -> float | None:
    """Days from each application to its licence, or to ENDEX where there is none yet: a mean of those granted would be one of survivors.

    An application that control ended was not the desk's to decide, and does not count.
    """
    ended = {(entry.seat, entry.option) for entry in game.by_kind.get(e.Settled, ()) if entry.at_desk}
    granted = {(entry.seat, entry.option): entry.days for entry in game.by_kind.get(e.Licensed, ())}
    sought = {(entry.seat, entry.option): entry.hour for entry in game.by_kind.get(e.LicenceSought, ())}
    return mean_or_none(
        granted.get(which, (game.end - hour) / 24)
        for which, hour in sought.items()
        if which in granted or which not in ended
    )


def _burden_gap(game: FinishedGame) -> float | None:
    shares = game.burden_shares
    return sum(abs(spent - gdp) for spent, gdp in shares) / 2 if shares else None


MEASURES: dict[str, Measure] = registry((
    Measure(
        "deterred", "share", "higher", 0.03, "incidents the opponent chose not to press, of those it decided",
        lambda game: mean_or_none(not incident.pressed for incident in game.decided),
        evidence=(e.Chosen,), span=1.0, releasable=True,
    ),
    Measure(
        "status_quo_held", "share", "higher", 0.03, "incidents deterred or frustrated, of those decided",
        lambda game: mean_or_none(incident.outcome is Outcome.SUCCESS for incident in game.decided),
        evidence=(e.Chosen, e.Ruled), span=1.0, releasable=True,
    ),
    Measure(
        "lost", "share", "lower", 0.03, "incidents that ended as a fait accompli, of those decided",
        lambda game: mean_or_none(incident.outcome is Outcome.FAILURE for incident in game.decided),
        evidence=(e.Ruled, e.Chosen), span=1.0, releasable=True,
    ),
    Measure(
        "incidents_opened", "count", "lower", 0.05, "incidents that opened, of all that could",
        lambda game: float(len(game.by_kind.get(e.IncidentOpened, ()))),
        evidence=(e.IncidentOpened,), releasable=True,
    ),
    Measure(
        "times_lost", "count", "lower", 0.05,
        "incidents that ended as a fait accompli; one that never opened was not lost, so every game counts alike",
        lambda game: float(sum(incident.outcome is Outcome.FAILURE for incident in game.decided)),
        evidence=(e.IncidentOpened, e.Ruled, e.Chosen), releasable=True,
    ),
    Measure(
        "p_press", "probability", "lower", 0.01,
        "mean probability that the opponent presses, as the model priced it: deterred without the dice",
        lambda game: mean_or_none(incident.p_press for incident in game.decided),
        evidence=(e.Chosen,), span=1.0, releasable=False,  # a chance out of the opponent's mind
        short_title="chance that the opponent presses",
    ),
    Measure(
        "hours_to_concurrence", "h", "lower", 12,
        "opening to the coalition's first concurrence, the whole window where there was none, asked for or not; mean over decided incidents",
        lambda game: mean_or_none(
            incident.window if incident.hours_to_concurrence is None else incident.hours_to_concurrence
            for incident in game.decided
        ),
        evidence=(e.IncidentOpened, e.Concurred, e.Chosen), releasable=True,
    ),
    Measure(
        "concurred_in_time", "share", "higher", 0.03,
        "decided incidents on which the coalition concurred before the window closed, asked or not",
        lambda game: mean_or_none(incident.hours_to_concurrence is not None for incident in game.decided),
        evidence=(e.Concurred, e.Chosen), span=1.0, releasable=True,
    ),
    Measure(
        "effect_in_time", "share", "higher", 0.03, "decided incidents with a force on station before the window closed",
        lambda game: mean_or_none(incident.hours_to_force is not None for incident in game.decided),
        evidence=(e.Arrived, e.Chosen), span=1.0, releasable=True,
    ),
    Measure(
        "hours_to_effect", "h", "lower", 6,
        "opening to the first force on station, the whole window where there was none; mean over decided incidents",
        lambda game: mean_or_none(
            incident.window if incident.hours_to_force is None else incident.hours_to_force for incident in game.decided
        ),
        evidence=(e.IncidentOpened, e.Arrived, e.Chosen), releasable=True,
    ),
    Measure(
        "strength_ratio", "ratio", "higher", 0.05,
        "coalition strength on station over the opponent's at its choice; mean",
        lambda game: mean_or_none(
            incident.strength_ratio for incident in game.decided if incident.strength_ratio is not None
        ),
        evidence=(e.Chosen,), releasable=False,  # holds the opponent's strength
    ),
    Measure(
        "peak_rung", "rung", "lower", 0.1, "highest position on the ladder",
        lambda game: float(max(rung for _, rung in game.ladder)),
        evidence=(e.RungMoved,), releasable=True,
    ),
    Measure(
        "rung_area", "rung-days", "lower", 2, "area under the ladder's track from STARTEX to ENDEX", _area,
        evidence=(e.RungMoved,), releasable=True,
    ),
    Measure(
        "escalation_score", "points", "lower", 1,
        "mean weight of the rung at each move's end, by the scenario's weight profile",
        lambda game: mean_or_none(game.rung_weights),
        evidence=(e.RungMoved,), releasable=True,
    ),
    Measure(
        "leaks", "count", "lower", 0.1, "secrets that got out, by leak or intrusion",
        lambda game: float(game.leaks),
        evidence=(e.Leaked,), releasable=False,  # no cell knows what got out
    ),
    Measure(
        "cohesion", "share", "higher", 0.03, "answers to requests that concurred in time, of all answers given",
        lambda game: mean_or_none(answer.concur and not answer.late for answer in game.answers),
        evidence=(e.Received,), span=1.0, releasable=True,
    ),
    Measure(
        "trust_end", "0–1", "higher", 0.02,
        "mean trust at ENDEX of the BLUE seats, the same seats in every variant",
        lambda game: mean_or_none(game.trust),
        evidence=(e.TrustMoved,), span=1.0, releasable=False,  # a hidden number
        short_title="trust at the end",
    ),
    Measure(
        "decision_load", "count", "lower", 0.5,
        "requests for concurrence a capital had to answer, mean per capital of the coalition",
        lambda game: len(game.answers) / game.members,
        evidence=(e.Received,), releasable=True,
    ),
    Measure(
        "staff_wait_hours", "h", "lower", 3, "hours an incident lay before a staff team was free, mean per assessment",
        lambda game: mean_or_none(entry.waited for entry in game.by_kind.get(e.Assessed, ())),
        evidence=(e.Assessed,), releasable=True,
    ),
    Measure(
        "spent_musd", "million US$", "", 5, "spent by the coalition and the allies beside it",
        lambda game: sum(game.spent),
        evidence=(e.Acted, e.Sailed, e.Recalled), releasable=True, short_title="spent",
    ),
    Measure(
        "burden_gap", "share", "lower", 0.02,
        "half the summed differences between spending shares and GDP shares of the BLUE seats", _burden_gap,
        evidence=(e.Acted, e.Sailed, e.Recalled), span=1.0, releasable=True,
    ),
    Measure(
        "licence_days", "days", "lower", 10,
        "application to licence or exemption, mean over all applications; one that is open at ENDEX counts as long as it has waited",
        _licence_days,
        evidence=(e.LicenceSought, e.Licensed), releasable=True,
    ),
    Measure(
        "licences_open", "count", "lower", 0.2, "applications still at the desk at ENDEX",
        lambda game: float(game.licences_open),
        evidence=(e.LicenceSought, e.Licensed), releasable=True,
    ),
    Measure(
        "technology_gap", "share", "lower", 0.005,
        "technology gap left at ENDEX, mean over lines and BLUE recipients; 1 where nothing flows",
        lambda game: mean_or_none(game.technology_gaps),
        evidence=(e.Licensed,), span=1.0, releasable=True,
    ),
))  # fmt: skip
"""Every measure by name, in the order in which they are shown."""
