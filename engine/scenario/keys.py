"""Every key of a scenario file for a reader: what it says and its unit, for the schema and for the manual's reference.

A field's own description stands at the field (:mod:`fourthseat.engine.scenario.seat_rows` and its like); here are those that say the
same of every row, and units, which follow from the name of a key or the kind of its value.
"""

from __future__ import annotations

__all__ = ["EXTRA", "NO_UNIT", "WORDS", "description", "unit"]

EXTRA = {
    "with": 'what the effects of the library\'s row leave open, such as place = "harbour"; only beside use',
    "extends": "the scenario whose rows are taken first, by its name without .toml: beside this file, or a known one",
    "events": "the events list of a pack, a CSV or spreadsheet beside the file, instead of [[msel]] rows: events.xlsx",
    "drop": 'rows and keys of it that are not taken, by their paths: ["option.hotline", "coalition.pact.member.NOR"]',
}
"""Keys that are gone once a file and what it extends have been laid over each other."""

NO_UNIT = "no unit"
"""Of a number that is a weight or an exponent."""

_SOURCE = "where it was read, or judgement"
WORDS: dict[str, dict[str, str]] = {
    "Scenario": {
        "name": "what the scenario is called in commands; also the name of its file",
        "title": "its heading, for people",
        "handling": "the marking that stands on every page and paper",
        "turns": "moves: in each, every seat gives orders once",
        "turn_hours": "how long a move lasts on the exercise's clock",
        "ladder": "the escalation ladder",
        "models": "which of the outcome models price what",
        "assumptions": "numbers of the rules that no single row owns",
        "mechanisms": "parts of the rules, each of which can be switched off by itself",
        "desk": "the office that gives export licences",
        "place": "points on the map",
        "seat": "who sits at the table",
        "force": "what a seat can send",
        "treaty": "alliances of two that stand in every variant",
        "coalition": "the variants that are compared: who belongs, on what terms, and how they concur",
        "incident": "what the opponent does, and how long the others have",
        "option": "what can be ordered: the menu",
        "programme": "technology that can flow from a donor to others",
        "access": "places of hosts that guests' forces may sail from",
        "legal": "legal categories a seat may declare, and what they open",
        "public": "support at home, where the mechanism publics is on",
        "move": "the moves in their order, where one has a length, a title or a text of its own",
        "msel": "the events list: injects in their order",
        "interest": "measures the scenario is about",
        "indicator": "numbers of the scenario's own that are watched",
        "end": "conditions that end the exercise",
        "measure": "measures of the scenario's own",
        "doctrine": "what the staffs of seats go by where nobody sits, beside the shipped library",
        "exempt": "points of its appraisal that the scenario means to fail",
        "coordinates_source": "nothing reads it: each place has a source",
    },
    "OwnMeasure": {"title": "its heading for people; the name with spaces if empty"},
    "ModelChoice": {
        "deterrence": "how an opponent decides: quantal, threshold or perfect",
        "escalation": "how an act is answered: mid or icb",
    },
    "Spread": {
        "low": "the least it can be", "mode": "the most likely", "high": "the most it can be", "source": _SOURCE,
    },
    "Ally": {"seat": "the ally", "via": "the member it is allied to"},
    "Coalition": {
        "lead": "the member that leads", "member": "who belongs, on what terms", "ally": "who acts beside it",
        "note": "nothing reads it: write it as a comment",
    },
    "Condition": {
        "incident": "this incident has been decided",
        "outcome": "… with one of these outcomes; empty for any",
        "choice": "… with one of these choices of the opponent; empty for any",
        "rung_at_least": "the ladder stands on this rung or higher",
        "leaked": "a secret has got out",
    },
    "Desk": {
        "arrivals_per_day": "cases that come to the desk",
        "service_per_day": "cases an officer decides",
        "officers": "officers at the desk",
        "notice_days": "how long a notified item lies before the legislature",
        "review_days": "how long a technology release review takes",
    },
    "Effect": {"rung": "moves the ladder one rung up or down"},
    "Force": {"seat": "whose it is", "domain": "what it is: surface, undersea, air, coastguard, cyber, or a word of yours",},
    "Incident": {
        "text": "what the seats are told when it opens", "opponent": "the RED seat whose act it is",
        "rung": "the rung of the act",
    },
    "Inject": {
        "kind": "inject (sent at its hour), contingency (proposed when its condition holds) or expected-action",
        "mode": "how it reaches the cell: brief, cable, call, video",
        "from": "who is said to send it",
        "to": "the seats that receive it",
        "text": "what they read",
        "objective": "the objective it puts to the test, by its id",
        "when": "the condition of a contingency inject, in words such as: raid ended FAILURE and rung >= 3",
        "effect": "what it changes besides what people know",
        "notes": "for control alone",
    },
    "Interest": {"name": "the measure, by its name", "better": "which way is better for the coalition: higher or lower",
                 "why": "what it stands for here"},
    "Handout": {"id": "what it is called elsewhere in the file", "title": "its caption, for people"},
    "Ladder": {"start": "the rung at STARTEX", "rungs": "three to twelve names, from the lowest"},
    "Member": {"seat": "the member"},
    "Objective": {"text": "the objective in a sentence"},
    "Option": {
        "kind": "what it does: statement, deploy, share, transfer, harden, consult, reassure, posture, surge or intrude",
        "text": "what is done, in a sentence", "seats": "who may order it", "rung": "the rung it stands on",
    },
    "Programme": {"donor": "who has it", "domains": "domains of force that gain by it"},
    "SeatSpec": {
        "cell": "BLUE (may belong to a coalition), RED (opposes), GREEN (looks on), or a [[cell]] of the file's own",
        "role": "who is played", "objectives": "what it is at the table for", "doctrine": "the rule-of-thumb staff that plays it when nobody sits there",
    },
    "Public": {"seat": "whose public it is"},
    "Treaty": {"parties": "the two seats"},
}  # fmt: skip
"""Of each table: what a key says, where its field does not."""

COMMON = {
    "id": "what the row is called elsewhere in the file",
    "name": "its name, for people",
    "title": "its heading, for people",
    "source": _SOURCE,
}
"""Keys that say the same in every table."""

SUFFIXES = {
    "_hours": "hours",
    "_days": "days",
    "_kn": "knots",
    "_musd": "million US$",
    "_musd_day": "million US$ a day",
    "_busd": "billion US$",
    "_per_day": "a day",
    "_per_year": "a year",
    "_per_month": "a month",
    "_rung": "rung of the ladder, from 0",
}
"""Units that stand at the end of a key's name."""

UNITS = {
    "hour": "hours since STARTEX",
    "hours": "hours",
    "drift_per_day": "its unit a day",
    "lat": "degrees north",
    "lon": "degrees east",
    "rung": "rung of the ladder, from 0",
    "rung_at_least": "rung of the ladder, from 0",
    "start": "rung of the ladder, from 0",
    "exchange": "rung of the ladder, from 0",
    "ends": "rung of the ladder, from 0",
    "turns": "moves",
    "people": "thousands of people",
    "lag_mu": "log days",
    "lag_sigma": "log days",
    "isr_log_days": "log days",
    "strength": "hull-equivalents",
    "red_strength": "hull-equivalents",
    "gain": "utility",
    "cost": "utility",
    "status_quo": "utility",
    "provocation": "utility",
    "obligation": "log-odds",
    "entrapment": "log-odds",
    "consulted": "log-odds",
    "severity": "share, 0 to 1",
    "resolve": "multiplier",
    "amount": "by kind",
    "boost": "part added",
    "campaign_hazard": "multiplier",
    "cyber_defence": "effort, 1 is average",
    "low": "as its key",
    "mode": "as its key",
    "high": "as its key",
    "staff_teams": "teams",
    "officers": "people",
    "case_officers": "people",
}
"""Units of keys whose names do not end with one."""


def description(table: str, key: str, own: str) -> str:
    """What *key* of *table* says: its field's *own* description, or the words here; empty if nobody has written any."""
    return own or WORDS.get(table, {}).get(key, "") or COMMON.get(key, "")


def unit(key: str, *, share: bool, number: bool) -> str:
    """The unit of *key*; *share*, if its value lies between 0 and 1. Empty for what is no *number*, :data:`NO_UNIT` for one without."""
    if not number and not share:
        return ""
    found = UNITS.get(key) or next((unit for end, unit in SUFFIXES.items() if key.endswith(end)), "")
    return found or ("share, 0 to 1" if share else NO_UNIT)
