"""The board: what a map cannot show. The ladder over the moves, the windows of incidents, indicators over time, who may receive which
technology and since when, licences and their day, leaks.

It is a table whose rows have a strip of the time of the exercise: each row says in words what its strip shows, so that it can
be read aloud, printed in black and white, and read on a telephone. A row is made from the view of whoever looks, and from
entries of the log that :data:`~fourthseat.engine.core.entries.kinds.AUDIENCES` lets them be told; from nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Literal, NamedTuple

from fourthseat.engine.core.entries.acts import Acted, LicenceSought, Licensed
from fourthseat.engine.core.entries.changes import Effected
from fourthseat.engine.core.entries.control import Settled
from fourthseat.engine.core.entries.incidents import RungMoved
from fourthseat.engine.core.entries.kinds import AUDIENCES, Audience, Entry
from fourthseat.engine.core.terms import CONTROL, NOBODY, Hour, Seat
from fourthseat.engine.core.wording import window_left
from fourthseat.engine.exercise.map.markers import ending
from fourthseat.engine.exercise.map.projection import any_place
from fourthseat.engine.record.said import lacks_told
from fourthseat.engine.rules.seen import options_known
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Bar", "Group", "Row", "Track", "as_html", "board", "has_board", "leads", "noted"]

WIDE, HIGH, LADDER = 600, 20, 76
"""Units of a strip across, of an ordinary one down, and of the ladder's."""
SHOWN = (RungMoved, LicenceSought, Licensed, Settled, Acted, Effected)
"""Kinds of entry a board is made from."""
FLAT = 20
"""A track is drawn between the bounds of its indicator unless it would use less than this part of them: a twentieth."""
LATEST = 8
"""Steps of the ladder that are told in words: the latest."""

Kind = Literal["asked", "may", "flows", "open", "past"]
"""How a bar is drawn: an outline for what is waited for, a thin line for what is allowed, a full bar for what is under way, a ring's red
for an open window, grey for what is over.
"""


class Bar(NamedTuple):
    """A stretch of time."""

    kind: Kind
    start: Hour
    end: Hour


class Track(NamedTuple):
    """A number over time, that stays what it is until it changes."""

    points: tuple[tuple[Hour, float], ...]
    low: float
    high: float


class Row(NamedTuple):
    """What it is about, how it stands in words, and its strip: bars, marks at an hour, or a track."""

    name: str
    told: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Hour, ...] = ()
    track: Track | None = None


class Group(NamedTuple):
    """Rows with a heading of their own."""

    title: str
    rows: tuple[Row, ...]


def has_board(scenario: Scenario) -> bool:
    """Whether there is something for a board: technology lines, indicators, licences, or an incident that no map shows."""
    licensed = any(option.licence for option in scenario.options)
    nowhere = any(incident.place is None for incident in scenario.incidents)
    return (
        bool(scenario.programmes or scenario.indicators or scenario.access or scenario.legal)
        or licensed
        or nowhere
        or not any_place(scenario)
    )


def leads(shown: View, scenario: Scenario) -> bool:
    """Whether the board stands where the map would: nothing has a place, or the exercise is about technology and all is quiet.

    About technology is an exercise with more technology lines than incidents.
    """
    if not any_place(scenario):
        return True
    return len(scenario.programmes) > len(scenario.incidents) and all(one.choice is not None for one in shown.incidents)


def board(shown: View, scenario: Scenario, entries: Iterable[Entry]) -> tuple[Group, ...]:
    """The board for whoever *shown* is the view of; *entries* are the log's as far as they may be told anybody."""
    told = noted(shown.seat, scenario, entries)
    groups = (
        Group("The crisis", (_ladder(shown, scenario, told), *_incidents(shown))),
        Group("Indicators", tuple(_indicators(shown, scenario, told))),
        *_technology(shown, scenario, told),
        Group("Access", tuple(_access(shown))),
        Group("Law", tuple(_law(shown))),
        Group("Other licences", tuple(_licences(shown, scenario, told))),
        Group("Secrets", tuple(_leaks(shown))),
    )
    return tuple(group for group in groups if group.rows)


def noted(seat: Seat, scenario: Scenario, entries: Iterable[Entry]) -> list[Entry]:
    """The *entries* that the board of *seat* is made from, beside its view."""
    return [entry for entry in entries if isinstance(entry, SHOWN) and _may_be_told(entry, seat, scenario)]


def _may_be_told(entry: Entry, seat: Seat, scenario: Scenario) -> bool:
    """Whether the log lets *seat* be told of *entry*: control of all, a seat of its own, the wall of what is everybody's."""
    audience = AUDIENCES[type(entry)]
    if seat == CONTROL or audience is Audience.EVERYBODY:
        return True
    if isinstance(entry, Effected):
        moved = any(change.what == "indicator" for change in entry.changes)
        return moved and (seat in entry.to or (seat == NOBODY and set(scenario.players) <= set(entry.to)))
    own = audience is Audience.SEAT or isinstance(entry, Settled)
    return own and seat != NOBODY and getattr(entry, "seat", None) == seat


# ---------------------------------------------------------------- rows


def _ladder(shown: View, scenario: Scenario, told: Sequence[Entry]) -> Row:
    rungs = scenario.ladder.rungs
    steps = [(0, scenario.ladder.start), *((e.hour, e.to) for e in told if isinstance(e, RungMoved))]
    words = [f"{steps[0][1]} at STARTEX", *(f"{rung} at {shown.told(hour, short=True)}" for hour, rung in steps[1:])]
    path = f"{'… ' if len(steps) > LATEST else ''}{', '.join(words[-LATEST:])}" if len(steps) > 1 else "since STARTEX"
    track = Track((*((hour, float(rung)) for hour, rung in steps), (shown.hour, float(shown.rung))), 0, len(rungs) - 1)
    return Row("Rung of the ladder", f"{shown.rung} {rungs[shown.rung]}: {path}", track=track)


def _incidents(shown: View) -> Iterator[Row]:
    for one in shown.incidents:
        if one.choice is None:
            bars = (Bar("open", one.opened, shown.hour), Bar("asked", shown.hour, one.expected_to_close))
            stands = window_left(one.expected_to_close, shown.hour, over=shown.over)
            yield Row(one.title, f"open since {shown.told(one.opened, short=True)}, {stands}", bars)
        else:
            yield Row(
                one.title,
                f"opened {shown.told(one.opened, short=True)}; {ending(one)}",
                (Bar("past", one.opened, one.expected_to_close),),
            )


def _indicators(shown: View, scenario: Scenario, told: Sequence[Entry]) -> Iterator[Row]:
    """The scenario's own numbers that the beholder sees, each as a track from STARTEX to now."""
    moved: dict[str, list[tuple[Hour, float]]] = {}
    for entry in told:
        if isinstance(entry, Effected):
            for change in entry.changes:
                if change.what == "indicator":
                    moved.setdefault(change.option, []).append((entry.hour, change.to))
    for one in shown.indicators:
        start = float(scenario.indicator_by_id[one.id].start)
        points = ((0, start), *moved.get(one.id, ()), (shown.hour, one.value))
        least, most = min(value for _, value in points), max(value for _, value in points)
        wide = one.high - one.low <= FLAT * (most - least)
        low, high = (one.low, one.high) if wide else (least - 1, most + 1) if least == most else (least, most)
        words = f"{_number(one.value)} {one.unit}"
        if len(points) > 2:
            words += f"; {_number(start)} at STARTEX, between {_number(least)} and {_number(most)} since"
        if one.better:
            words += f"; {one.better} is better"
        yield Row(one.title, words, track=Track(points, low, high))


def _number(value: float) -> str:
    """A number as it is read aloud: three digits, whole above a hundred."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _technology(shown: View, scenario: Scenario, told: Sequence[Entry]) -> Iterator[Group]:
    """A group for every technology line somebody in sight may receive; a row for every partner that may."""
    known = _known(scenario, shown.seat)
    for line in scenario.programmes:
        transfers = [option for option in known if option.programme == line.id]
        partners = sorted({seat for option in transfers for seat in option.seats} - {line.donor})
        if shown.seat != CONTROL:
            partners = [seat for seat in partners if seat == shown.seat]
        rows = [_partner(shown, scenario, told, line.id, transfers, seat) for seat in partners]
        if shown.seat == line.donor:
            rows.append(Row(_called(scenario, line.donor), "you give it"))
        if rows:
            yield Group(f"{line.title}, from {line.donor}", tuple(rows))


def _partner(
    shown: View, scenario: Scenario, told: Sequence[Entry], line: str, transfers: Sequence[Option], seat: Seat
) -> Row:
    """How *seat* stands with a technology line."""
    names = {option.id for option in transfers}
    licence = _licence(told, shown.seat, seat, names)
    flows = [
        int(change.to)
        for entry in told
        if isinstance(entry, Acted)
        for change in entry.changes
        if change.what == "programme" and change.option == line and change.seat == seat
    ]
    bars, words = _licence_told(licence, shown, flows[0] if flows else None)
    if flows:
        bars.append(Bar("flows", flows[0], shown.hour))
        words.append(f"flows since {shown.told(flows[0], short=True)}")
    return Row(_called(scenario, seat), "; ".join(words) or "not asked for", tuple(bars))


def _licences(shown: View, scenario: Scenario, told: Sequence[Entry]) -> Iterator[Row]:
    """Licences for what is no technology line."""
    for seat, option in dict.fromkeys((e.seat, e.option) for e in told if isinstance(e, LicenceSought)):
        spec = scenario.option_by_id[option]
        if spec.programme is None:
            bars, words = _licence_told(_licence(told, shown.seat, seat, {option}), shown, None)
            yield Row(f"{seat}: {spec.title}", "; ".join(words), tuple(bars))


class _Licence(NamedTuple):
    sought: Hour
    granted: Hour | None
    route: str


def _licence(told: Sequence[Entry], eye: Seat, seat: Seat, options: set[str]) -> _Licence | None:
    """The latest application of *seat* for one of *options*, as *eye* knows it; None too once it was refused."""
    found = None
    for entry in told:
        if isinstance(entry, LicenceSought) and entry.seat == seat and entry.option in options:
            found = _Licence(entry.hour, None, "")
        elif isinstance(entry, Licensed) and entry.seat == seat and entry.option in options:
            found = _Licence(found.sought if found else entry.hour, entry.hour, entry.route)
        elif isinstance(entry, Settled) and entry.at_desk and entry.seat == seat and entry.option in options:
            by = "by control" if entry.told or eye == CONTROL else ""
            if not entry.grants:
                found = None
            elif found is not None:
                found = _Licence(found.sought, entry.hour, f"granted {by}".strip())
    return found


def _licence_told(licence: _Licence | None, shown: View, until: Hour | None) -> tuple[list[Bar], list[str]]:
    """Bars and words of a licence as it stands, up to the hour in which what it is for begins."""
    now = shown.hour
    if licence is None:
        return [], []
    if licence.granted is None:
        day = (now - licence.sought) // 24 + 1
        return [Bar("asked", licence.sought, now)], [
            f"asked for at {shown.told(licence.sought, short=True)}, day {day} at the licence desk"
        ]
    days = max(round((licence.granted - licence.sought) / 24), 1)
    words = f"allowed at {shown.told(licence.granted, short=True)}: {licence.route.replace('+', ' and ')}, {days} {'day' if days == 1 else 'days'}"
    return [
        Bar("asked", licence.sought, licence.granted),
        Bar("may", licence.granted, max(licence.granted, now if until is None else until)),
    ], [words]


def _access(shown: View) -> Iterator[Row]:
    """Places of hosts that guests' forces may sail from, or may ask for."""
    for one in shown.access:
        stands = "open" if one.granted else f"on request to {one.host}" if one.asked else "closed"
        saves = f"; saves up to {one.hours} h of making ready" if one.hours else ""
        whose = f"{one.host} to {one.guest}" if one.host else f"for {one.guest}"
        yield Row(f"{one.place}, {whose}", f"{stands}{saves}")


def _law(shown: View) -> Iterator[Row]:
    """Legal categories the beholder may declare."""
    for one in shown.legal:
        lacks = "" if one.lacks is None else lacks_told(one.lacks)
        yield Row(one.title, "declared" if one.declared else lacks or "may be declared")


def _leaks(shown: View) -> Iterator[Row]:
    """Secrets that got out, by holder."""
    holders: dict[Seat, list[Hour]] = {}
    for hour, holder in shown.leaks:
        holders.setdefault(holder, []).append(hour)
    for holder, hours in sorted(holders.items()):
        times = ", ".join(shown.told(hour, short=True) for hour in hours)
        yield Row(f"Leak at {holder}", f"{len(hours)}, at {times}", marks=tuple(hours))


def _known(scenario: Scenario, seat: Seat) -> list[Option]:
    """The options that may be spoken of before *seat*: all of them before control, none before the wall."""
    if seat == CONTROL:
        return list(scenario.options)
    return [] if seat == NOBODY else list(options_known(scenario, seat).values())


def _called(scenario: Scenario, seat: Seat) -> str:
    """A seat's short name with its long one."""
    return f"{seat} {scenario.seat_by_id[seat].name}"


# ---------------------------------------------------------------- as it is drawn


def as_html(groups: Sequence[Group], scenario: Scenario, now: Hour) -> str:
    """The board as a table: what, its strip, and how it stands in words."""
    end = max(scenario.endex, now, 1)
    opened = scenario.move_hours[:-1]
    numbers = "".join(
        f'<text x="{100 * hour / end:.2f}%" y="1em" dx="2">{n}</text>' for n, hour in enumerate(opened, 1)
    )
    parts = [
        '<table class="strips"><caption class="off">What a map does not show, over the moves of the exercise</caption>',
        f'<thead><tr><th scope="col">What</th><th scope="col">Over the moves<svg class="moves" aria-hidden="true">{numbers}</svg></th>',
        '<th scope="col">How it stands</th></tr></thead>',
    ]
    for group in groups:
        parts.append(f'<tbody><tr class="group"><th scope="rowgroup" colspan="3">{escape(group.title)}</th></tr>')
        parts += [
            f'<tr><th scope="row">{escape(row.name)}</th><td class="strip-cell">{_strip(row, opened, now, end)}</td>'
            f"<td>{escape(row.told)}</td></tr>"
            for row in group.rows
        ]
        parts.append("</tbody>")
    return "".join([*parts, "</table>"])


BARS: Mapping[Kind, tuple[int, int]] = {
    "asked": (3, 14),
    "may": (8, 4),
    "flows": (3, 14),
    "open": (3, 14),
    "past": (6, 8),
}
"""Top and height of each kind of bar, in units of a strip: they are told apart without their colours."""


def _strip(row: Row, opened: Sequence[Hour], now: Hour, end: Hour) -> str:
    """The drawing of a row: time runs to the right, a line where a move opens, a heavy one for now."""
    high = LADDER if row.track else HIGH

    def x(hour: float) -> str:
        return f"{WIDE * min(max(hour, 0), end) / end:.1f}"

    parts = [f'<path d="{"".join(f"M{x(hour)} 0V{high}" for hour in opened)}" class="opens"/>']
    for bar in row.bars:
        top, tall = BARS[bar.kind]
        wide = max(float(x(bar.end)) - float(x(bar.start)), 2.0)
        parts.append(f'<rect x="{x(bar.start)}" y="{top}" width="{wide:.1f}" height="{tall}" class="bar-{bar.kind}"/>')
    parts += [f'<path d="M{x(hour)} 2V18" class="leak"/>' for hour in row.marks]
    if row.track:
        parts.append(_track(row.track, x))
    parts.append(f'<path d="M{x(now)} 0V{high}" class="now"/>')
    return (
        f'<svg class="strip-svg{" tall" if row.track else ""}" viewBox="0 0 {WIDE} {high}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


def _track(track: Track, x: Callable[[float], str]) -> str:
    """The steps of a track, with a thin line for each whole level where there are few."""
    span = max(track.high - track.low, 1e-9)

    def y(value: float) -> str:
        return f"{LADDER - 4 - (LADDER - 8) * (value - track.low) / span:.1f}"

    levels = int(track.high - track.low)
    lines = "".join(f"M0 {y(track.low + n)}H{WIDE}" for n in range(levels + 1)) if levels <= 12 else ""
    steps = "".join(
        f"{'M' + x(hour) + ' ' if not n else 'H' + x(hour) + 'V'}{y(value)}"
        for n, (hour, value) in enumerate(track.points)
    )
    return f'<path d="{lines}" class="level"/><path d="{steps}" class="steps"/>'
