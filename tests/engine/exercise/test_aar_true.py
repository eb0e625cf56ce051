"""Nothing in a report is untrue: every kind of sentence of four reports, reckoned again from the lines of their logs.

The reckoning here reads the JSON of the log and nothing else: no state, no fold, none of the report's own functions.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from fourthseat.engine.documents.blocks import Document, Table, block_texts
from fourthseat.engine.exercise.aar.evidence import Record
from fourthseat.engine.exercise.aar.report import report
from fourthseat.engine.record.log import lines
from fourthseat.engine.scenario.scenario import Scenario
from tests.engine.exercise.played import EXERCISES, exercise, record

Line = dict[str, Any]
BECAME = {"SUCCESS": "frustrated", "PARTIAL": "blunted", "FAILURE": "a fait accompli"}


class Told:
    """A report in control's version and the lines of its log, read by hand."""

    def __init__(self, name: str) -> None:
        """Of one of the four exercises."""
        self.scenario: Scenario = exercise(name).header.scenario
        self.lines: list[Line] = [json.loads(line) for line in lines(exercise(name))][1:]
        self.record: Record = record(name)
        self.document: Document = report(self.record)
        self.capitals = set(map(str, self.scenario.capitals))

    def of(self, *kinds: str) -> list[Line]:
        """The lines of some kinds."""
        return [line for line in self.lines if line["kind"] in kinds]

    def section(self, title: str) -> list[str]:
        """What is written in a section; a row of a table is its cells with bars between them."""
        found = [s for s in self.document.sections if s.title == title]
        assert found, [s.title for s in self.document.sections]
        rows: list[str] = []
        for block in found[0].blocks:
            rows += [" | ".join(row) for row in block.rows] if isinstance(block, Table) else list(block_texts(block))
        return rows

    def all(self, pattern: str, title: str = "") -> list[tuple[str, ...]]:
        """Every match of *pattern*, in one section or in all of them."""
        titles = [title] if title else [s.title for s in self.document.sections]
        texts = [text for one in titles for text in self.section(one)]
        return [tuple(found.groups()) for text in texts for found in re.finditer(pattern, text)]

    def incident(self, title: str) -> str:
        """The name of the incident with that title."""
        return next(i.id for i in self.scenario.incidents if i.title == title)

    def of_incident(self, title: str, kind: str) -> list[Line]:
        """Lines of a kind about that incident."""
        return [line for line in self.of(kind) if line["incident"] == self.incident(title)]

    def closes(self, incident: str) -> int:
        """When its window closed."""
        hours = [line["closes"] for line in self.of("IncidentOpened") if line["incident"] == incident]
        hours += [c["to"] for line in self.lines for c in line.get("changes", ()) if c["what"] == "closes" and c["incident"] == incident]  # fmt: skip
        return int(hours[-1])

    def requests(self) -> dict[str, Line]:
        """Requests by name."""
        return {line["request"]: line for line in self.of("Requested")}

    def orders(self) -> list[tuple[Line, list[Line]]]:
        """Orders of capitals with their ends: the first taken of a kind is the first to end, ships that leave together count as one."""
        taken: list[tuple[Line, list[Line]]] = []
        for line in self.lines:
            key = tuple(line.get(k) for k in ("seat", "option", "incident"))
            if line["kind"] == "Ordered":
                taken.append((line, []))
            elif line["kind"] in ("Acted", "Sailed", "Dropped"):
                mine = [one for one in taken if tuple(one[0][k] for k in ("seat", "option", "incident")) == key]
                ended = [one for one in mine if one[1]]
                if line["kind"] == "Sailed" and ended and ended[-1][1][-1]["hour"] == line["hour"]:
                    ended[-1][1].append(line)
                else:
                    next(one for one in mine if not one[1])[1].append(line)
        return [one for one in taken if one[0]["seat"] in self.capitals]

    def vain(self, seat: str = "") -> list[tuple[Line, list[Line]]]:
        """Orders of which nothing came: dropped for a cause other than being one with another seat's."""
        return [
            (line, ends) for line, ends in self.orders()
            if seat in ("", line["seat"]) and (not ends or all(end["kind"] == "Dropped" and end["cause"] != "joined" for end in ends))
        ]  # fmt: skip

    def joined(self, seat: str = "") -> list[Line]:
        """Orders that another seat carried out for all."""
        return [line for line, ends in self.orders() if seat in ("", line["seat"]) and ends and ends[0].get("cause") == "joined"]  # fmt: skip

    def turn(self, at: int) -> int:
        """The move of line *at*."""
        return sum(line["kind"] == "TurnOpened" for line in self.lines[: at + 1])


@cache
def told(name: str) -> Told:
    """Each report is made once."""
    return Told(name)


CHECKS: list[Callable[[Told], int]] = []
"""Each looks for one kind of sentence and says how many it has found true; it fails at the first that is not."""


def check(function: Callable[[Told], int]) -> Callable[[Told], int]:
    """Put *function* among the checks."""
    CHECKS.append(function)
    return function


# ---------------------------------------------------------------- the first page


@check
def how_the_incidents_ended(t: Told) -> int:
    """So many opened, so many of each ending."""
    choice = {line["incident"]: line["choice"] for line in t.of("Chosen")}
    outcome = {line["incident"]: line["outcome"] for line in t.of("Ruled")}
    (text,) = [x for x in t.section("Summary") if " opened: " in x]
    assert re.match(r"\d+", text) is not None
    assert int(text.split()[0]) == len(t.of("IncidentOpened"))
    for pattern, n in (
        (r"(\d+) not pressed", sum(c != "press" for c in choice.values())),
        (r"(\d+) pressed and frustrated", sum(o == "SUCCESS" for o in outcome.values())),
        (r"(\d+) pressed and blunted", sum(o == "PARTIAL" for o in outcome.values())),
        (r"(\d+) pressed to a fait accompli", sum(o == "FAILURE" for o in outcome.values())),
        (r"(\d+) still open", len(t.of("IncidentOpened")) - len(choice)),
    ):
        found = re.search(pattern, text)
        assert (int(found[1]) if found else 0) == n, (pattern, text)
    return 1


@check
def who_ruled(t: Told) -> int:
    """Control ruled so many itself, and what the model would have made of those where it differs."""
    (text,) = [x for x in t.section("Summary") if " opened: " in x]
    own = [line for line in t.of("Ruled") if line["by"] != "model"]
    assert ("Control ruled" in text) == bool(own)
    would = re.search(r"by the model alone it would have been: (.*?)[.;] ?\[", text + "; [")
    differ = [line for line in own if line["proposed"] != line["outcome"]]
    assert (would is not None) == bool(differ)
    for line in differ:
        assert f"“{t.scenario.incident_by_id[line['incident']].title}” {BECAME[line['proposed']]}" in text
    return len(own)


@check
def the_figures(t: Told) -> int:
    """Acts pressed, the highest rung, the quickest concurrence, arrivals, orders, secrets."""
    (row,) = [x for x in t.section("Summary") if x.count(" | ") == 5 and x[0].isdigit()]
    pressed, rung, quickest, timely, carried, leaks = row.split(" | ")
    assert pressed == f"{sum(x['choice'] == 'press' for x in t.of('Chosen'))} of {len(t.of('IncidentOpened'))}"
    assert int(rung) == max([t.scenario.ladder.start, *(line["to"] for line in t.of("RungMoved"))])
    took = [line["took"] for line in t.of("Concurred")]
    assert quickest == (f"{min(took)} h" if took else "none")
    came = [line for line in t.of("Arrived") if line["seat"] in t.capitals]
    assert timely == f"{sum(not line['late'] for line in came)} of {len(came)}"
    assert carried == f"{len(t.orders()) - len(t.vain())} of {len(t.orders())}"
    assert int(leaks) == len(t.of("Leaked"))
    return 6


@check
def what_stood_against_it(t: Told) -> int:
    """Hours to the agreement, statements, forces in time, the odds, and who ruled: incident by incident."""
    pattern = r"^(.+?): .*Against it: (?:a joint measure after (\d+) h|no joint measure), (\w+) statements?, (\w+) forces? on station in time(?:; by the model (\d+) % to press)?"
    found = t.all(pattern, "Summary")
    assert len(found) == len(t.of("Chosen"))
    for title, took, statements, forces, p in found:
        incident = t.incident(title)
        (chosen,) = t.of_incident(title, "Chosen")
        asked = t.requests()
        agreed = [line["took"] for line in t.of("Concurred") if asked[line["request"]]["incident"] == incident]
        assert (int(took) if took else None) == (agreed[0] if agreed else None)
        said = {(c["seat"], c["option"]) for line in t.lines for c in line.get("changes", ()) if c["what"] == "statement" and c["incident"] == incident}  # fmt: skip
        assert _number(statements) == len(said)
        there = [x for x in t.of_incident(title, "Arrived") if x["seat"] in t.capitals and not x["late"]]
        assert _number(forces) == len(there)
        assert int(p) == round(100 * chosen["estimate"]["p"])
    return len(found)


def _number(text: str) -> int:
    return 0 if text == "no" else int(text)


@check
def how_it_ended(t: Told) -> int:
    """ENDEX for the cause in the log, in one breath."""
    ended = t.of("Ended")
    wanted = {"all-moves": "ENDEX: all moves played.", "control": "ENDEX by CONTROL: Time is up."}
    assert any(text.startswith(wanted[ended[0]["cause"]]) for text in t.section("Summary"))
    return 1


# ---------------------------------------------------------------- turning points


@check
def choices_and_their_odds(t: Told) -> int:
    """Each choice named as a turning point was made at that hour, and the chance to press is the one of the log whatever was chosen."""
    past = {"press": "pressed", "hold": "held", "back-down": "backed down", "sideways": "acted elsewhere", "offer": "offered terms"}  # fmt: skip
    odds = r"(It chose against the odds: t|T)he model put the chance that it would press at (\d+) %"
    found = t.all(rf"^H\+(\d+)\S*.*? \| The opponent ([\w ]+) in “(.+?)”\. \| {odds}", "Map and turning points")
    for hour, did, title, against, chance in found:
        (chosen,) = t.of_incident(title, "Chosen")
        p = chosen["estimate"]["p"]
        assert (int(hour), did, int(chance)) == (chosen["hour"], past[chosen["choice"]], round(100 * p))
        assert (against != "T") == ((p if chosen["choice"] == "press" else 1 - p) <= 0.35)
    return len(found)


@check
def rulings_that_turned(t: Told) -> int:
    """What was ruled, by whom, and what the model would have had."""
    found = t.all(r"“(.+?)” was ruled (.+?)\. \| (.*?) \|", "Map and turning points")
    for title, became, why in found:
        (ruled,) = t.of_incident(title, "Ruled")
        assert became == BECAME[ruled["outcome"]]
        assert ("by the model it would have been" in why) == (ruled["by"] != "model" and ruled["proposed"] != ruled["outcome"])  # fmt: skip
    return len(found)


@check
def what_chance_did(t: Told) -> int:
    """People hurt and secrets out stand with the chance of the log, and with no draw."""
    pattern = (
        r"^H\+(\d+)\S*.*? \| (ACCIDENT at|.+ gets out at) .*?\. \| The model put its chance (?:at (\d+) %|below 1 %)"
    )
    found = t.all(pattern, "Map and turning points")
    for hour, what, chance in found:
        kind = "Accident" if what.startswith("ACC") else "Leaked"
        odds = {
            round(100 * (line["estimate"]["p"] if kind == "Accident" else line["p"]))
            for line in t.of(kind)
            if line["hour"] == int(hour)
        }
        assert int(chance or 0) in odds
    assert not any("drew" in text for title in ("Map and turning points", "Timeline") for text in t.section(title))
    return len(found)


@check
def odds_on_the_time_line(t: Told) -> int:
    """Every ruling on the time line has the chance of the log."""
    found = t.all(r"RULING: “(.+?)” is .*?\(chance to frustrate (\d+) %\)", "Timeline")
    for title, chance in found:
        assert int(chance) in {round(100 * line["estimate"]["p"]) for line in t.of_incident(title, "Ruled")}
    assert len(found) == len(t.of("Ruled"))
    return len(found)


@check
def the_peak_of_the_ladder(t: Told) -> int:
    """The rung and the hour in which it was first reached."""
    found = t.all(r"^H\+(\d+)\S*.*? \| The crisis reached rung (\d+)", "Map and turning points")
    for hour, rung in found:
        moved = t.of("RungMoved")
        top = max(line["to"] for line in moved)
        assert (int(rung), int(hour)) == (top, next(line["hour"] for line in moved if line["to"] == top))
    return len(found)


# ---------------------------------------------------------------- the analysis


@check
def pressed_is_not_deterred(t: Told) -> int:
    """An act that was pressed is never a strength; one that was not is a strength where something stood against it, and else is not."""
    texts = t.section("Analysis of capabilities")
    for line in t.of("Chosen"):
        title = t.scenario.incident_by_id[line["incident"]].title
        assert (f"The opponent pressed in “{title}”: it was not deterred." in texts) == (line["choice"] == "press")
        strong = [x for x in texts if x.startswith("Strength") and f"“{title}”" in x and "The opponent" in x]
        shown = _shown(t, line["incident"], line["hour"])
        assert bool(strong) == (line["choice"] != "press" and shown)
        luck = [x for x in texts if f"in “{title}”, and nothing stood against it" in x]
        assert bool(luck) == (line["choice"] != "press" and not shown)
    return len(t.of("Chosen"))


def _shown(t: Told, incident: str, until: int) -> bool:
    """Whether anything stood against the act: a statement, a force in time, a measure agreed before its window closed."""
    said = any(
        c["what"] == "statement" and c["incident"] == incident for x in t.of("Acted") for c in x.get("changes", ())
    )
    there = any(x["seat"] in t.capitals and not x["late"] and x["incident"] == incident for x in t.of("Arrived"))
    agreed = any(t.requests()[x["request"]]["incident"] == incident and x["hour"] <= until for x in t.of("Concurred"))
    return said or there or agreed


@check
def late_concurrence_is_no_strength(t: Told) -> int:
    """A concurrence with less than a quarter of its window left is an area for improvement, with the hours there were."""
    strong = t.all(r"^Strength \d+: The coalition concurred on “(.+?)” after (\d+) h, with (\d+) h of the window left", "Analysis of capabilities")  # fmt: skip
    weak = t.all(r"^The coalition concurred on “(.+?)” after (\d+) h, .*: (\d+) h of (\d+) h were left", "Analysis of capabilities")  # fmt: skip
    for title, took, left, *_ in [*strong, *weak]:
        incident = t.incident(title)
        opened = t.of_incident(title, "IncidentOpened")[0]["hour"]
        agreed = next(x for x in t.of("Concurred") if t.requests()[x["request"]]["incident"] == incident)
        window = t.closes(incident) - opened
        assert (int(took), int(left)) == (agreed["took"], max(t.closes(incident) - agreed["hour"], 0))
        assert (4 * int(left) >= window) == ((title, took, left) in strong)
    return len(strong) + len(weak)


@check
def forces_in_time_and_late(t: Told) -> int:
    """How many reached each incident before and after its window closed."""
    timely = t.all(r"Strength \d+: (\d+) forces? reached “(.+?)” before the window closed, the first after (\d+) h", "Analysis of capabilities")  # fmt: skip
    late = t.all(r"^(\d+) forces? reached “(.+?)” after the window had closed", "Analysis of capabilities")
    for n, title, first in timely:
        came = [x for x in t.of_incident(title, "Arrived") if x["seat"] in t.capitals and not x["late"]]
        opened = t.of_incident(title, "IncidentOpened")[0]["hour"]
        assert (int(n), int(first)) == (len(came), came[0]["hour"] - opened)
    for n, title in late:
        assert int(n) == sum(x["seat"] in t.capitals and x["late"] for x in t.of_incident(title, "Arrived"))
    return len(timely) + len(late)


@check
def orders_that_came_to_nothing(t: Told) -> int:
    """Every order that had no effect is counted, whatever ended it, and by its cause."""
    found = t.all(r"^(\d+) of (\d+) orders? that control took came to nothing", "Analysis of capabilities")
    assert bool(found) == bool(t.vain())
    for vain, taken in found:
        assert (int(vain), int(taken)) == (len(t.vain()), len(t.orders()))
    causes = t.all(r"^By cause: (.*?)\. The first: (\w+), .*?, ordered at H\+(\d+)", "Analysis of capabilities")
    for told_, seat, hour in causes:
        assert sum(int(n) for n in re.findall(r": (\d+)", told_)) == len(t.vain())
        first = t.vain()[0][0]
        assert (seat, int(hour)) == (first["seat"], first["hour"])
    joined = t.all(r"(\w+) orders? more (?:was|were) one measure with another seat's", "Analysis of capabilities")
    assert [int(n) for (n,) in joined] == ([len(t.joined())] if t.joined() and t.vain() else [])
    return len(found)


@check
def shared_pictures(t: Told) -> int:
    """How often, and by whom."""
    found = t.all(r"Pictures of an incident were shared (\d+) times?, by ([\w, ]+?) \[", "Analysis of capabilities")
    for n, who in found:
        assert int(n) == len(t.of("Informed"))
        assert who == ", ".join(sorted({line["source"] for line in t.of("Informed")}))
    return len(found)


@check
def licences(t: Told) -> int:
    """How many came through and in how many days; each stands in the timeline."""
    granted = [line for line in t.of("Licensed") if line["seat"] in t.capitals]
    found = t.all(r"Strength \d+: (\d+) export licences? or exemptions? came through, in (\d+)(?: to (\d+))? days?", "Analysis of capabilities")  # fmt: skip
    assert bool(found) == bool(granted)
    for n, low, high in found:
        days = [line["days"] for line in granted]
        assert (int(n), int(low), int(high or low)) == (len(granted), round(min(days)), round(max(days)))
    cited = {int(n) for (n,) in t.all(r"\[L(\d+)\]$", "Timeline")}
    assert {t.lines.index(line) + 2 for line in granted} <= cited
    return len(found)


@check
def notes_of_evaluators(t: Told) -> int:
    """A note that was taken in the plenary is about the move that has closed."""
    found = t.all(r"^(Before move 1|Move (\d+)), Evaluator: .*?\[L(\d+)\]", "Analysis of capabilities")
    for _, move, line in found:
        at = int(line) - 2
        begun = [n for n, x in enumerate(t.lines[: at + 1]) if x["kind"] == "Decided" and any(q["kind"] == "open" for q in x["asked"])]  # fmt: skip
        opened = max(n for n, x in enumerate(t.lines[: at + 1]) if x["kind"] == "TurnOpened")
        assert int(move or 0) == t.turn(at) - (not begun or begun[-1] < opened)
    return len(found)


# ---------------------------------------------------------------- the cells


def _cells(t: Told) -> list[tuple[str, str]]:
    return [(str(s.id), f"{s.name} ({s.id})") for s in t.scenario.seats if s.cell != "WHITE"]


@check
def what_became_of_each_cells_orders(t: Told) -> int:
    """Taken, carried out, joined, in vain: they add up."""
    n = 0
    for seat, title in _cells(t):
        if seat not in t.capitals:
            continue
        for taken, rest in t.all(r"^control took (\d+): (.*?) \[", title):
            parts = {kind: int(k) for k, kind in re.findall(r"(\d+) ([a-z ]+?)(?:,|$)", rest)}
            assert int(taken) == sum(line["seat"] == seat for line, _ in t.orders()) == sum(parts.values())
            assert parts.get("carried out by another seat for all", 0) == len(t.joined(seat))
            assert parts.get("came to nothing", 0) == len(t.vain(seat))
            n += 1
    return n


@check
def who_sat_in_each_seat(t: Told) -> int:
    """People, a doctrine, control from paper: move by move, as each decision was signed."""
    kinds = {"person": "people", "doctrine": "the engine's doctrine", "default": "the declared default, nobody having answered"}  # fmt: skip
    n = 0
    for seat, title in _cells(t):
        sat: dict[int, str] = {}
        for at, line in enumerate(t.lines):
            if line["kind"] == "Decided" and line["seat"] == seat and any(q["kind"] in ("orders", "flash") for q in line["asked"]):  # fmt: skip
                by = line["decision"]["by"]
                who = (
                    "people on paper, entered by control" if by["name"] == f"control for {seat}" else kinds[by["kind"]]
                )
                sat[t.turn(at)] = who
        (text,) = [x for x in t.section(title) if x.endswith(".") and x[:-1].split(" in move")[0] in {*kinds.values(), "people on paper, entered by control"}]  # fmt: skip
        runs = [text[:-1]] if ";" not in text else text[:-1].split("; ")
        read: dict[int, str] = {}
        for run in runs:
            who, _, moves = run.partition(" in move")
            numbers = [int(k) for k in re.findall(r"\d+", moves)] or [min(sat), max(sat)]
            read |= dict.fromkeys(range(numbers[0], numbers[-1] + 1), who)
        assert {move: read[move] for move in sat} == sat
        assert next(x for x in t.section("Appendix B: Exercise participants") if x.startswith(f"{seat} | ")).split(" | ")[2] == text[:-1]  # fmt: skip
        n += 1
    return n


@check
def answers_to_requests(t: Told) -> int:
    """How often each was asked by others, and how it answered."""
    n = 0
    for seat, title in _cells(t):
        asked = {k: x for k, x in t.requests().items() if seat in x["needed"] and x["seat"] != seat}
        replies = [x for x in t.of("Received") if x["seat"] == seat and x["request"] in asked]
        found = t.all(r"^Asked (\d+) times? for concurrence or consent: (\w+) answers?", title)
        assert [(int(a), _number(b)) for a, b in found] == ([(len(asked), len(replies))] if asked else [])
        n += len(found)
    return n


@check
def arrivals_of_each_cell(t: Told) -> int:
    """How many, and how many of them late."""
    n = 0
    for seat, title in _cells(t):
        came = [x for x in t.of("Arrived") if x["seat"] == seat]
        found = t.all(r"^(\d+) arrivals? of forces on station, (\d+) of them after", title)
        assert [(int(a), int(b)) for a, b in found] == ([(len(came), sum(x["late"] for x in came))] if came else [])
        n += len(found)
    return n


@check
def what_each_cell_spent(t: Told) -> int:
    """The sum of every bill it paid."""
    spent: dict[str, float] = defaultdict(float)
    for line in t.of("Acted", "Sailed"):
        for seat, share in line["costs"]:
            spent[seat] += share
    n = 0
    for seat, title in _cells(t):
        for told_, _ in t.all(r"^Spent ([\d,]+) of ([\d,]+) million", title):
            assert int(told_.replace(",", "")) == round(spent[seat])
            n += 1
    return n


# ---------------------------------------------------------------- decisions, odds, the form


@check
def what_became_of_a_moves_orders(t: Told) -> int:
    """Beside each decision: how many of its orders were carried out, and by whom it was signed."""
    n = 0
    decided = [(at, x) for at, x in enumerate(t.lines) if x["kind"] == "Decided" and x["seat"] in t.capitals and any(q["kind"] in ("orders", "flash") for q in x["asked"])]  # fmt: skip
    rows = [x for x in t.section("Decisions with their reasons") if re.search(r"\[L\d+\]$", x) and " | " in x]
    for at, x in decided:
        (row,) = [one for one in rows if one.endswith(f"| [L{at + 2}]")]
        until = min([b for b, y in decided if b > at and y["seat"] == x["seat"]], default=len(t.lines))
        mine = [(line, ends) for line, ends in t.orders() if line["seat"] == x["seat"] and at < t.lines.index(line) < until]  # fmt: skip
        done = sum(any(end["kind"] != "Dropped" for end in ends) for _, ends in mine)
        assert (f"Carried out: {done} of {len(mine)}." in row) == bool(mine)
        assert ("the engine's doctrine" in row.split(" | ")[0]) == (x["decision"]["by"]["kind"] == "doctrine")
        n += 1
    return n


@check
def counted_against_the_odds(t: Told) -> int:
    """So many came about, so many were expected, and the chance of so many or more, by going through every case."""
    n = 0
    for what, came, of, expected, chance in t.all(r"^(Acts [\w ,']+?) \| (\d+) of (\d+) \| ([\d.]+) \| (\d+) %"):
        kind = "Chosen" if what == "Acts pressed" else "Ruled"
        ps = [line["estimate"]["p"] for line in t.of(kind)]
        field, value = {"Acts pressed": ("choice", "press"), "Acts frustrated, as ruled": ("outcome", "SUCCESS")}.get(what, ("proposed", "SUCCESS"))  # fmt: skip
        k = sum(line[field] == value for line in t.of(kind))
        least = 0.0
        for case in range(2 ** len(ps)):
            bits = [case >> i & 1 for i in range(len(ps))]
            share = 1.0
            for bit, p in zip(bits, ps, strict=True):
                share *= p if bit else 1 - p
            least += share if sum(bits) >= k else 0
        assert (int(came), int(of), float(expected), int(chance)) == (k, len(ps), round(sum(ps), 1), round(100 * least))
        n += 1
    return n


@check
def hands_in_a_cell(t: Told) -> int:
    """Every show of hands stands on its own cell's page and no other, with as many hands as were raised, and by whom."""
    n = 0
    for seat in t.scenario.seats:
        if f"{seat.name} ({seat.id})" not in [s.title for s in t.document.sections]:
            continue
        rows = [row.split(" | ") for row in t.section(f"{seat.name} ({seat.id})") if "zqask" in row]
        shows = [show for show in t.record.shows if show.seat == seat.id]
        assert [show.text for show in shows] == [row[1] for row in rows]
        for show, (hour, _, by, *counts) in zip(shows, rows, strict=True):
            votes = list(show.hands.items())
            assert (hour, by) == (t.scenario.told(show.hour), show.by)
            for told_votes, vote in zip(counts, ("yes", "no", "abstain"), strict=True):
                voters = [name for name, cast in votes if cast == vote]
                assert told_votes == (f"{len(voters)} ({', '.join(voters)})" if voters else "0")
            n += 1
    return n


@check
def words_in_a_cell(t: Told) -> int:
    """A cell's messages stand on its own page: the last thirty, and of how many."""
    for seat in t.scenario.seats:
        if f"{seat.name} ({seat.id})" in [s.title for s in t.document.sections]:
            rows = [row.split(" | ") for row in t.section(f"{seat.name} ({seat.id})") if "zqsaid" in row]
            said = [one for one in t.record.said if one.seat == seat.id][-30:]
            assert [(t.scenario.told(one.hour), one.by, f"{one.text}.") for one in said] == [tuple(row) for row in rows]
    return len(t.record.said)


@check
def the_scope(t: Told) -> int:
    """Moves begun and the hour it was played to."""
    found = t.all(r"(\d+) moves begun, played to H\+(\d+)", "Exercise overview")
    for moves, hour in found:
        assert (int(moves), int(hour)) == (len(t.of("TurnOpened")), t.lines[-1]["hour"])
    return len(found)


@check
def sentences_end_once(t: Told) -> int:
    """Nothing ends with four stops, none with two, and nothing is said twice over."""
    texts = [text for s in t.document.sections for text in t.section(s.title)]
    assert [] == [x for x in texts if re.search(r"\.{4,}|(?<!\.)\.\.(?!\.)|ENDEX: ENDEX", x)]
    assert any("turned away..." in x for x in texts) or not t.of("Ruled")
    return len(texts)


@check
def hours_of_rows(t: Told) -> int:
    """Every row that cites one line stands at the hour of that line, and rows follow each other in time."""
    hours = []
    for hour, line in t.all(r"^H\+(\d+)\b.*\| \[L(\d+)\]$", "Timeline"):
        assert int(hour) == t.lines[int(line) - 2]["hour"]
        hours.append(int(hour))
    assert all(a <= b for a, b in pairwise(hours))
    return len(hours)


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.__name__)
def test_a_kind_of_sentence_is_true(name: str, one: Callable[[Told], int]) -> None:
    """In every report in which it stands."""
    one(told(name))


def test_every_kind_of_sentence_stands_somewhere() -> None:
    """A check that finds nothing to check would pass for ever."""
    found = Counter({one.__name__: sum(one(told(name)) for name in EXERCISES) for one in CHECKS})

    assert len(found) >= 20
    assert [] == [name for name, n in found.items() if not n]
