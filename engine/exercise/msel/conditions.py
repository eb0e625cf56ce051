"""Conditions and effects of injects in words a person can read and write in one cell, and read back as they were.

A condition stands in the sheet as it stands in the scenario. What the words of an effect cannot carry exactly (a basis that begins
with a blank) is written as JSON; both are read, and the clauses in which older sheets say a condition.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.scenario.conditions import ANY_NAMES, ConditionError, read_condition
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.event_rows import Effect
from fourthseat.engine.scenario.expressions import words_of
from fourthseat.engine.scenario.judging import Condition, from_fields
from fourthseat.engine.scenario.plain import as_read
from fourthseat.engine.scenario.quantity import Frozen

__all__ = [
    "CONDITION_FORMS",
    "EFFECT_FORMS",
    "WordsError",
    "condition_text",
    "effect_fields",
    "effect_words",
    "effects_fields",
    "effects_text",
]

CONDITION_FORMS = (
    "closing and not ordered(joint-statement)",
    "raid ended FAILURE/PARTIAL",
    "raid ended and not concurred(raid)",
    "raid chose press",
    "rung >= 4 or hour > 200",
    "leaked",
    "sent(INJ-05)",
    "chance(0.3)",
)
"""One example of every kind; several are joined by "and", "or", "not" and brackets."""
EFFECT_FORMS = (
    "opens second-raid",
    "attribution raid +0.2",
    "trust NORTH -0.05",
    "exempt share SOUTH -0.15",
    "rung -1",
    "basis: judgement",
)
"""One example of every effect; several are joined by ";". The basis comes last, for it may hold any words."""

NAME, STEP = r"([A-Za-z0-9][A-Za-z0-9-]*)", r"([+-]?\d[\d.]*(?:e[+-]?\d+)?)"


class WordsError(ValueError):
    """Words that are no condition or no effect; the text says which words, and what would be right."""


# ---------------------------------------------------------------- out


def effect_words(effect: Effect) -> str:
    """*effect* as ``opens second-raid; trust NORTH -0.05; basis: judgement``; empty for none."""
    if effect == Effect():
        return ""
    does = [f"opens {effect.opens}"] if effect.opens is not None else []
    does += [f"attribution {name} {step:+}" for name, step in effect.attribution.items()]
    does += [f"trust {seat} {step:+}" for seat, step in effect.trust.items()]
    does += [f"exempt share {seat} {step:+}" for seat, step in effect.exempt_share.items()]
    does += [f"rung {effect.rung:+d}"] if effect.rung else []
    does += [f"basis: {effect.basis}"] if effect.basis != Effect().basis else []
    return _exact(effect, "; ".join(does), effect_fields)


def effects_text(effects: Sequence[EffectRow]) -> str:
    """Rows of *effects* as JSON, each with what it sets alone; empty for none."""
    rows = [as_read(row).model_dump(mode="json", by_alias=True, exclude_defaults=True) for row in effects]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _exact(part: Frozen, words: str, fields: Callable[[str], Mapping[str, Any]]) -> str:
    """*words* if they come back as *part*, else JSON of what it sets."""
    part = as_read(part)
    try:
        if type(part).model_validate_json(json.dumps(fields(words))) == part:
            return words
    except (WordsError, ValidationError):
        pass
    return json.dumps(part.model_dump(mode="json", exclude_defaults=True))


# ---------------------------------------------------------------- in


def condition_text(text: str) -> str:
    """The condition a cell says: in the scenario's language, in the clauses of older sheets, or as JSON.

    Whether there is such an incident or option is not asked here. :exc:`WordsError` with what is wrong and what would be right.
    """
    if (fields := _json(text)) is not None:
        return _in_words(text, fields)
    said = re.sub(r"^(?:only )?(?:if|when) ", "", " ".join(text.split()), flags=re.I)
    try:
        return words_of(read_condition(said, ANY_NAMES))
    except ConditionError as wrong:
        try:
            return _in_words(text, _old_clauses(said))
        except UnknownClauseError:
            raise WordsError(
                f"{text[:80]!r} is no condition: {wrong}; such are: {'; '.join(CONDITION_FORMS)}"
            ) from None


def _in_words(text: str, fields: Mapping[str, Any]) -> str:
    try:
        return words_of(from_fields(Condition.model_validate_json(json.dumps(fields))))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        raise WordsError(f"{text[:80]!r} is no condition: {'.'.join(map(str, first['loc']))} {first['msg']}") from None


class UnknownClauseError(WordsError):
    """A clause that is none of those of older sheets."""


def _old_clauses(text: str) -> dict[str, Any]:
    """The fields of a condition from the clauses of older sheets."""
    fields: dict[str, Any] = {}
    for clause in re.split(r" and | ?; ?", text):
        for key, value in _clause(" ".join(clause.split())).items():
            if fields.get(key, value) != value:
                raise WordsError(f"{text[:80]!r} names {key} twice: {fields[key]!r} and {value!r}")
            fields[key] = value
    return fields


def _clause(clause: str) -> dict[str, Any]:
    """The fields one clause sets."""
    many = r"([\w-]+(?:(?: or |, ?)[\w-]+)*)"
    forms: tuple[tuple[str, Callable[[re.Match[str]], dict[str, Any]]], ...] = (
        (f"{NAME} (?:is|was) not ordered", lambda m: {"not_ordered": m[1]}),
        (f"{NAME} (?:closes|closed) without (?:a )?concurrence", lambda m: {"incident": m[1], "not_concurred": True}),
        (f"{NAME} (?:ends in|ended in|is a|was a) {many}", lambda m: {"incident": m[1], "outcome": _members(tuple(Outcome), m[2])}),
        (f"the opponent (?:of|in) {NAME} (?:chooses|chose) {many}", lambda m: {"incident": m[1], "choice": _members(get_args(Choice), m[2])}),
        (f"{NAME} is over", lambda m: {"incident": m[1]}),
        (r"(?:the )?rung (?:is )?(?:at least|>=|≥) ?(\d\d?)", lambda m: {"rung_at_least": int(m[1])}),
        (r"a secret (?:has )?leaked", lambda _: {"leaked": True}),
        (f"{NAME} (?:is|was|has been) sent", lambda m: {"fired": m[1]}),
        (f"after (?:inject |event )?{NAME}", lambda m: {"fired": m[1]}),
    )  # fmt: skip
    for form, fields in forms:
        if (found := re.fullmatch(form, clause, re.I)) is not None:
            return fields(found)
    raise UnknownClauseError(f"{clause[:80]!r} is no condition")


def _members(known: Sequence[str], text: str) -> list[str]:
    """Those of the *known* words that *text* names, however they are cased."""
    by_name = {str(one).lower(): str(one) for one in known}
    names = [name for name in re.split(r" or |, ?", text, flags=re.I) if name]
    for name in names:
        if name.lower() not in by_name:
            raise UnknownClauseError(f"{name[:80]!r} is none of {', '.join(by_name.values())}")
    return [by_name[name.lower()] for name in names]


def effect_fields(text: str) -> dict[str, Any]:
    """The fields of an effect from its words or from JSON; :exc:`WordsError` with the words that are none."""
    if (fields := _json(text)) is not None:
        return fields
    fields = {}
    words, basis, reason = text.partition("basis: ")
    if basis:
        fields["basis"] = reason
    for part in filter(None, (" ".join(part.split()) for part in words.split(";"))):
        if (found := re.fullmatch(f"opens {NAME}", part, re.I)) is not None and "opens" not in fields:
            fields["opens"] = found[1]
        elif (found := re.fullmatch(r"rung ([+-]?[01])", part, re.I)) is not None and "rung" not in fields:
            fields["rung"] = int(found[1])
        elif (found := re.fullmatch(f"(attribution|trust|exempt share) {NAME} {STEP}", part, re.I)) is not None:
            table = fields.setdefault(found[1].lower().replace(" ", "_"), {})
            if found[2] in table:
                raise WordsError(f"{text[:80]!r} changes {found[1]} of {found[2]} twice")
            table[found[2]] = float(found[3])
        else:
            raise WordsError(
                f"{part[:80]!r} is no effect, or a second of its kind; such are: {'; '.join(EFFECT_FORMS)}"
            )
    return fields


def effects_fields(text: str) -> list[dict[str, Any]]:
    """The rows of effects that a cell says as JSON; :exc:`WordsError` where it is no list of objects."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        example = '[{"does": "indicator", "indicator": "NAME", "amount": 0.1}]'
        raise WordsError(f"{text[:80]!r} is no list of effects in JSON, such as {example}")
    return rows


def _json(text: str) -> dict[str, Any] | None:
    """What *text* says as a JSON object; None if it is not written as one."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise WordsError(f"{text[:80]!r} begins like JSON and is none; mend it or write it in words") from None
    assert isinstance(fields, dict)
    return fields
