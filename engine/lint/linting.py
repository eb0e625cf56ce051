"""One scenario file looked at in every way: refused, or played and told what a sceptical reader would ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.lint.agreements import unused_agreements
from fourthseat.engine.lint.changes import changes
from fourthseat.engine.lint.figures import suspicious_figures
from fourthseat.engine.lint.idle import idle
from fourthseat.engine.lint.left_over import texts
from fourthseat.engine.lint.orders import orders_and_injects
from fourthseat.engine.lint.people import people_and_words, unknown_sources
from fourthseat.engine.lint.playing import Casting, play_to_look, what_games_show
from fourthseat.engine.lint.words import conditions
from fourthseat.engine.scenario.codes import CODES, Severity
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.findings import Finding, Place, RefusedError, in_order
from fourthseat.engine.scenario.handed import unused_files
from fourthseat.engine.scenario.positions import Span
from fourthseat.engine.scenario.reader import format_of, load, located
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sense import unread
from fourthseat.engine.scenario.sources import Source
from fourthseat.engine.scenario.toml_file import NotTomlError

__all__ = ["GAMES", "Checked", "check_codes", "check_file", "chosen"]

GAMES = 72
"""Games that are played to look at a scenario: six of each of four variants and three casts."""


@dataclass(frozen=True)
class Checked:
    """One file, and all that was found in it and in what it extends."""

    path: Path
    scenario: Scenario | None
    """None if the file is refused."""
    findings: tuple[Finding, ...]
    games: int = 0
    """Games that were played to look at it."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those for which the file is refused."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)


def check_file(
    path: Path,
    read: Callable[[Path], Source],
    casting: Casting | None = None,
    games: int = GAMES,
    go_on: Callable[[], bool] = lambda: True,
) -> Checked:
    """All that can be found in the scenario file *path*, which *read* reads with what it extends.

    With *casting*, up to *games* games are played to look at it as well, as long as *go_on* says so.
    """
    try:
        source = read(path)
        scenario = load(source)
    except RefusedError as wrong:
        return Checked(path, None, wrong.findings)
    except NotTomlError as wrong:
        span = Span(wrong.line, wrong.column, wrong.line, wrong.column, 0, 0) if wrong.line else None
        return Checked(path, None, (Finding("FS001", _said(wrong), Place(path, span)),))
    except ScenarioError as wrong:
        return Checked(path, None, (Finding("FS002", _said(wrong), Place(path)),))
    found = list(_static(scenario, source))
    played = 0
    if casting is not None:
        seen = play_to_look(scenario, casting, games, go_on)
        played = seen.games
        found += what_games_show(scenario, seen)
    return Checked(
        path, scenario, in_order((located(source, one) for one in found), [file.path for file in source.files]), played
    )


def _static(scenario: Scenario, source: Source) -> Iterator[Complaint]:
    """What is seen without playing."""
    yield from unread(source.tables, format_of(source))
    yield from suspicious_figures(scenario)
    yield from people_and_words(scenario)
    yield from unknown_sources(source.tables)
    yield from orders_and_injects(scenario)
    yield from unused_files(source, scenario)
    yield from conditions(scenario)
    yield from idle(scenario, source.files[0].tables)
    yield from changes(scenario)
    yield from unused_agreements(scenario)
    yield from texts(scenario, source.tables)


def _said(wrong: ScenarioError) -> str:
    """The sentence of an error that begins with its file, without the file."""
    return str(wrong).partition(": ")[2] or str(wrong)


def check_codes(said: Sequence[str]) -> tuple[str, ...]:
    """Codes and beginnings of codes as a person says them, separated by commas or not; :exc:`ScenarioError` for one there is none of."""
    wanted = [code.strip().upper() for one in said for code in one.split(",") if code.strip()]
    for code in wanted:
        if not any(known.startswith(code) for known in CODES):
            raise ScenarioError(f"no code {code!r}; {nearest(code, CODES)}")
    return tuple(wanted)


def chosen(checked: Checked, select: Sequence[str], ignore: Sequence[str]) -> Checked:
    """*checked* with the warnings and hints that are wanted; errors stay, for the file is refused for them."""
    kept = tuple(
        one
        for one in checked.findings
        if one.severity is Severity.ERROR
        or ((not select or one.code.startswith(tuple(select))) and not (ignore and one.code.startswith(tuple(ignore))))
    )
    return Checked(checked.path, checked.scenario, kept, checked.games)
