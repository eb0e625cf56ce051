"""Writes what the shipped scenarios show: ``python docs/appraisal.py``, some minutes; ``--deep`` for longer, names for some of them."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from fourthseat import scenarios
from fourthseat.engine import __version__
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.scenario.reader import load
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.appraise.appraisal import DEEP, QUICK, Size, appraise
from fourthseat.engine.study.appraise.points import TITLES, not_looked_at
from fourthseat.engine.study.conduct import workforce
from fourthseat.engine.study.executors import Crew
from fourthseat.players.staffing import staffed

HERE = Path(__file__).parent
TABLES = HERE / "appraisal.json"
PAGE = HERE / "appraisal.md"
MOST = 6
"""Changes of one point that are listed."""
ENOUGH = 2
"""Scenarios in which a mechanism must matter."""
GAMES = 20
"""Games that tell whether a scenario still plays as it did."""
AGAIN = 300
"""Further lucks on which the page looks at a mechanism that showed no effect: it takes many to see one that moves few answers, like resolve."""
STAFFS = ("uniform", "mixed")
"""Ways of staffing that order at random."""
FACTS = (
    "seat",
    "incident",
    "option",
    "inject",
    "choice",
    "outcome",
    "success",
    "concur",
    "late",
    "strength",
    "route",
    "holder",
    "days",
    "to",
    "p",
)
"""Of an entry, what makes the game another one."""
PROSE = frozenset(
    {
        "background",
        "brief",
        "card",
        "coordinates_source",
        "expected",
        "note",
        "notes",
        "question",
        "reason",
        "situation",
        "source",
        "startex",
        "summary",
        "text",
        "why",
    }
)
"""Keys of a scenario that only people read."""

HEAD = """# What a scenario must show

`fourthseat appraise SCENARIO` plays a scenario some thousand times and says of ten points whether they are met, on what that rests, and
which row of the file would mend what is not. It is for authors, and for readers who want to know how far a scenario's numbers can carry.

| | point | what is asked |
|---|---|---|
| 1 | No dead number | every number of the file moves some measure at one end of its range, in some variant, by doctrines or by seats that order at random; or the chance of something that is drawn by lot (an answer, a choice, a theft, a leak, an outcome, a rung), which moves measures in enough games |
| 2 | Every mechanism matters somewhere | switched off (or on), it changes a measure by more than chance; in two scenarios at least |
| 3 | Every option is ordered, every inject comes, nothing is certain | some doctrine orders every option; what waits for a condition comes in 2 to 98 % of games; no measure is constant, no end foregone. An incident or inject with an hour of its own comes always, and is left out |
| 4 | Words count without ships, ships beside words | everything else equal, a credible joint statement, a punishment threatened, forces under way and on station each lower the chance that the opponent presses, at every decision of every game |
| 5 | Strength answers | a hundredfold force that is there at once makes pressing rare (below 5 %) and a fait accompli rarer, and the ladder reacts |
| 6 | Decisions matter | cautious, standard and bold doctrines of either side move the first measure of interest by more than a tenth of one game's standard deviation |
| 7 | Nothing is cut by the end | every opened incident is decided |
| 8 | The tail exists | the ladder reaches a limited exchange in 0.1 to 5 % of games |
| 9 | Secrets live | in scenarios of more than ten days leaks and intrusions each carry a fifth of the losses, and losses react to security, people with access, safeguards and what is shared |
| 10 | People could play it | every cell can give four orders or more in every move, the opponent too (fewer in at most 5 % of games); no move is empty in more than 10 % |

A scenario may mean to fail a point, as a whole or for one row or number, and says so in its file; the reason stands in the table:

```toml
[[exempt]]
point = 9
why = "Five days: no secret has the time to get out."

[[exempt]]
point = 3
of = "INJ-07"
why = "Control's reserve, sent by hand."
```

## For a program

`--json` prints one object: `scenario`, `seed`, `games` (asked for, of all points), `status` (how many points are `met`, `not met`,
`not looked at`, `exempt`), `note`, and `points`, a list of objects with

- `point`, `title`, `status`, `value` (what was measured, a sentence), `basis` (games, seeds, players);
- `change`: a list of `{of, row, change}`: what an `[[exempt]]` row would name, where it is mended, and the sentence;
- `needed`: what would be needed to look at it, empty where it was; `exempt`: why the scenario means to fail it;
- `excused`: a list of `{of, why}`; `idle_exemptions`: exemptions from what does not fail;
- `numbers`: the same measurements as numbers, by point.
"""


def digest_of(scenario: Scenario) -> str:
    """Of a scenario with all it extends, as it stands, but for its prose."""
    return _hash(_bare(json.loads(scenario.model_dump_json(by_alias=True))))


def _bare(value: Any) -> Any:
    """*value* without what only people read."""
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items() if key not in PROSE}
    return [_bare(each) for each in value] if isinstance(value, list) else value


def played(scenario: Scenario) -> str:
    """Of some games of a scenario: doctrines of every kind and seats that order at random, variants in turn, each on a luck of its own.

    What was measured stands while the scenario and these games are what they were, however much else of the program has changed.
    """
    staffs, variants = (OWN, *STAFFS, *(one.id for one in scenario.doctrines)), [one.id for one in scenario.coalitions]
    facts, seats = [], {staff: staffed(scenario, staff) for staff in staffs}
    for seed in range(1, GAMES + 1):
        of, players = seats[staffs[seed % len(staffs)]]
        game = play(Game(of, variants[seed % len(variants)], seed), players)
        values = measure(of, game.entries, game.state)
        facts.append([_facts(game), {name: None if x is None else f"{x:.9g}" for name, x in sorted(values.items())}])
    return _hash(facts)


def _facts(game: Game) -> list[list[Any]]:
    """Who did what when, and how likely it was; what an entry may come to say beside that does not count."""
    told = []
    for entry in game.entries:
        row = [type(entry).__name__, entry.hour, *(str(getattr(entry, name, "")) for name in FACTS)]
        estimate = getattr(entry, "estimate", None)
        told.append([*row, "" if estimate is None else f"{estimate.p:.9g}"])
    return told


def _hash(value: Any) -> str:
    return hashlib.blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=5).hexdigest()


def current(scenario: Scenario, row: dict[str, Any]) -> bool:
    """Whether what was measured of *scenario* still stands."""
    return row.get("digest") == digest_of(scenario) and row.get("played") == played(scenario)


def _has_effects(scenario: Scenario, mechanism: str) -> bool:
    """Whether anything has an effect that the mechanism carries."""
    ends = (rows for incident in scenario.incidents for rows in incident.ends.values())
    rows = (
        row
        for rows in (*(o.effects for o in scenario.options), *(j.effects for j in scenario.msel), *ends)
        for row in rows
    )
    return any(row.kind.mechanism == mechanism for row in rows)


FEW = {
    "publics": "off by default, for nobody has data for the sizes of it",
    "alignment": "effects that change a membership, its terms or the rule; control does so by hand, and a file may",
    "law": "gates options where a scenario has legal categories",
    "standing_measures": "works where a variant has measures agreed beforehand",
    "safeguards": "raises the security of members to whom a variant gives safeguards",
    "consultation": "whoever was asked first concurs rather and sooner",
    "resolve": "an obligation adds to the odds that a member concurs",
    "ladder": "effects that move the ladder, or open a line to the opponent",
}
"""Mechanisms of which little may be seen, and what they do."""
WORKS_ON: dict[str, Callable[[Scenario], bool]] = {
    "publics": lambda s: bool(s.publics),
    "law": lambda s: bool(s.legal),
    "standing_measures": lambda s: any(variant.standing for variant in s.coalitions),
    "safeguards": lambda s: any(float(m.safeguards) > 0 for v in s.coalitions for m in v.members),
    **{name: partial(_has_effects, mechanism=name) for name in ("alignment", "ladder")},
}
"""What a mechanism needs in a scenario to do anything."""


def shipped() -> list[str]:
    """Names of the shipped scenarios."""
    return [one.name for one in scenarios.known() if one.origin == "shipped"]


def changed(held: dict[str, Any]) -> list[str]:
    """Shipped scenarios that are not as they were when they were looked at, or play otherwise, or never were."""
    every = held.get("scenarios", {})
    return [name for name in shipped() if not current(scenarios.find(name), every.get(name, {}))]


def appraised(name: str, look: Size, points: Sequence[int], held: dict[str, Any]) -> dict[str, Any]:
    """One appraisal, and of what; of other *points* what is *held* of the scenario as it stands, if anything is."""
    source = scenarios.source(scenarios.file_of(name))
    scenario = load(source)
    with Crew(*workforce()) as crew:
        told = appraise(scenario, staffed, crew, look, 1, source, points or tuple(TITLES)).plain()
    same = held if current(scenario, held) else {}
    by_number = {number: not_looked_at(number, "its turn").plain() for number in TITLES}
    by_number |= {point["point"]: point for point in (*same.get("points", ()), *told["points"])}
    games = told["games"] + (same.get("games", 0) if points else 0)
    return told | {
        "points": list(by_number.values()),
        "games": games,
        "digest": digest_of(scenario),
        "played": played(scenario),
        "watched": same.get("watched", look.own) if points else look.own,
    }


def page(told: dict[str, Any]) -> str:
    """The page, from what was measured."""
    every = told["scenarios"]
    rows = ["## The shipped scenarios", "", _made(told), "", *_overview(every), "", *_mechanisms(every)]
    for name, one in every.items():
        title = scenarios.find(name).title
        rows += [
            "",
            f"## {title}",
            "",
            f"`{name}` as of {one['digest']}, playing {one['played']}; {one['games']:,} games.",
            "",
        ]
        rows += ["| | point | | measured | on |", "|---|---|---|---|---|"]
        rows += [
            f"| {p['point']} | {p['title']} | {_status(p)} | {_cell(p['value'])} | {_cell(p['basis'])} |"
            for p in one["points"]
        ]
        rows += [*_meant(one), *_changes(one)]
    return HEAD + "\n" + "\n".join(rows) + "\n"


def _made(told: dict[str, Any]) -> str:
    watched = sorted({one["watched"] for one in told["scenarios"].values()})
    games = " to ".join(map(str, dict.fromkeys((watched[0], watched[-1]))))
    return f"Made by `python docs/appraisal.py` with version {told['version']}; {games} watched games of each variant, and more of what is rare. A row stands while its scenario and its games are what they were; `--changed` measures the others again."


def _status(point: dict[str, Any]) -> str:
    return f"**{point['status']}**" if point["status"] == "not met" else str(point["status"])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _overview(every: dict[str, Any]) -> list[str]:
    """Scenarios by points."""
    signs = {"met": "●", "not met": "○", "not looked at": "–", "exempt": "e"}
    rows = [f"| scenario | {' | '.join(map(str, TITLES))} |", f"|---|{'---|' * len(TITLES)}"]
    rows += [f"| `{name}` | {' | '.join(signs[p['status']] for p in one['points'])} |" for name, one in every.items()]
    return [*rows, "", "● met, ○ not met, e meant to fail, – not looked at in one scenario alone."]


def _mechanisms(every: dict[str, Any]) -> list[str]:
    """In how many scenarios each mechanism matters, where most, and on how many games nothing was seen of it."""
    matter: dict[str, dict[str, dict[str, Any]]] = {}
    missed: dict[str, list[int]] = {}
    for name, one in every.items():
        second = next(p for p in one["points"] if p["point"] == 2)["numbers"]
        for mechanism in (*second.get("matter", ()), *second.get("none", ())):
            matter.setdefault(mechanism, {})
        for mechanism, found in second.get("matter", {}).items():
            matter[mechanism][name] = found
        for mechanism in second.get("none", ()):
            missed.setdefault(mechanism, []).append(second["games"])
    rows = ["## Where each mechanism matters", "", "Switched over, it moves a measure by more than chance. *Most* is the largest such move, in standard deviations of one game.", "",
            "| mechanism | scenarios | most | in which | no effect seen |", "|---|---|---|---|---|"]  # fmt: skip
    rows += [
        f"| `{name}` | {len(found)} | {_most(found)} | {', '.join(found) or 'nowhere'} | {_missed(missed.get(name, []))} |"
        for name, found in sorted(matter.items(), key=lambda row: (-len(row[1]), row[0]))
    ]
    few = [name for name, found in matter.items() if len(found) < ENOUGH]
    if not few:
        return [*rows, "", f"Each matters in {ENOUGH} scenarios or more."]
    shelf = [scenarios.find(name) for name in shipped()]
    told = [f"- `{name}`: {_why(name, matter[name], missed.get(name, []), shelf)}" for name in few]
    return [*rows, "", f"{len(few)} matter in fewer than {ENOUGH}:", "", *told]


def _most(found: dict[str, dict[str, Any]]) -> str:
    if not found:
        return "–"
    name = max(found, key=lambda each: float(found[each]["in_sd"]))
    return f"{found[name]['measure']} by {found[name]['in_sd']:.2g} ({name})"


def _missed(games: Sequence[int]) -> str:
    if not games:
        return "–"
    each = " to ".join(dict.fromkeys((f"{min(games):,}", f"{max(games):,}")))
    return f"in {len(games)}, on {each} games each"


def _why(name: str, found: dict[str, dict[str, Any]], missed: Sequence[int], shelf: Sequence[Scenario]) -> str:
    """Why a mechanism matters in so few, and what it has to work on."""
    has = [one.name for one in shelf if WORKS_ON[name](one)] if name in WORKS_ON else []
    rows = (
        f" {len(has)} of {len(shelf)} scenarios have such rows{': ' + ', '.join(has) if 0 < len(has) <= MOST else ''}."
        if name in WORKS_ON
        else ""
    )
    return f"{FEW.get(name, 'what it does moves few games')}.{rows} It matters in {len(found)}; no effect was seen {_missed(missed)}."


def _meant(one: dict[str, Any]) -> list[str]:
    """What the scenario means to fail."""
    meant = [f"- Point {p['point']} is meant to fail: {p['exempt']}" for p in one["points"] if p["exempt"]]
    meant += [f"- Point {p['point']}, {x['of']}: {x['why']}" for p in one["points"] for x in p["excused"]]
    return ["", *meant] if meant else []


def _changes(one: dict[str, Any]) -> list[str]:
    """What would mend the rest."""
    rows = []
    for p in one["points"]:
        if p["status"] != "not met":
            continue
        if p["point"] == 1:
            rows.append(f"- 1, dead: {', '.join(c['of'] for c in p['change'])}")
            continue
        rows += [f"- {p['point']}, `{c['row']}`: {c['change']}" for c in p["change"][:MOST]]
        if len(p["change"]) > MOST:
            rows.append(f"- {p['point']}: and {len(p['change']) - MOST} more")
    return ["", "What would mend it:", "", *rows] if rows else []


def main() -> None:
    """Measure, keep what was measured, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="scenarios; all shipped ones by default, others keep what stands")
    parser.add_argument("--deep", action="store_true", help="look for minutes at each")
    parser.add_argument("--games", type=int, help="watched games of each variant; all else grows and shrinks with it")
    parser.add_argument("--changed", action="store_true", help="only those that have changed since they were looked at")
    parser.add_argument("--page", action="store_true", help="write the page again from what was measured")
    parser.add_argument(
        "--point", type=int, action="append", default=[], help="only this point; the others keep what stands"
    )
    asked = parser.parse_args()
    held = json.loads(TABLES.read_text("utf-8")) if TABLES.exists() else {"scenarios": {}}
    look = DEEP if asked.deep else QUICK if asked.games is None else QUICK.times(asked.games / QUICK.own)
    look = look._replace(mechanisms_again=max(AGAIN, look.mechanisms_again))
    names = [] if asked.page else changed(held) if asked.changed else asked.names or shipped()
    for name in names:
        kept = held["scenarios"] | {name: appraised(name, look, asked.point, held["scenarios"].get(name, {}))}
        held = {"version": __version__, "scenarios": {one: kept[one] for one in shipped() if one in kept}}
        TABLES.write_text(json.dumps(held, indent=1) + "\n", "utf-8")
        print(
            f"{name}: {[point['point'] for point in held['scenarios'][name]['points'] if point['status'] == 'not met']} not met",
            flush=True,
        )
    PAGE.write_text(page(held), "utf-8")
    print(f"docs/{PAGE.name}")


if __name__ == "__main__":
    main()
