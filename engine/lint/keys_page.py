"""The manual's reference of keys, made from the schema of scenario files and the shipped scaffold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import Any

from fourthseat.engine.scenario.conditions import __doc__ as conditions_doc
from fourthseat.engine.scenario.schema import BOUNDS, schema, tables

__all__ = ["keys_page"]

INTRODUCTION = """# Keys of a scenario file

<!-- Made from the rows of engine/scenario, keys.py and schema.py by `python docs/pages.py`. A test holds them together. -->

A scenario is one file in [TOML](https://toml.io). `fourthseat new NAME` writes a complete one to change; `fourthseat check FILE` says what is
wrong and what is hardly meant ([findings](findings.md)). The tables below are every key there is; one that does not stand here is an error.

**Numbers** say where they come from: `{ value = 3, source = "…" }`, or that they are a judgement: `{ value = 3, low = 1, high = 5 }`; `note`
is a remark. A **spread** is drawn anew in every game: `{ low = 24, mode = 48, high = 70 }`. **Hours** count from STARTEX. A **path** names one
value, as `--set` and `drop` use it: `incident.searches.gain`, `coalition.pact.member.NORTH.information`.

**Building on another scenario.** `extends = "NAME"` takes all its rows first; rows of the same `id` (or `seat`) are completed or replaced
key by key, others are added. `drop = ["option.hotline", "coalition.pact.member.SOUTH"]` leaves rows or keys out. What comes of it is shown by
`fourthseat scenarios FILE --merged`, with the file each row is from.

**In an editor** that knows TOML and JSON Schema (with taplo, for instance): `fourthseat scenarios --schema > scenario.schema.json`, and
`#:schema ./scenario.schema.json` as the first line of the scenario. Keys are then completed and explained as you type.

**Format.** `format = 2` at the top says in which language the file is written. A file without it is read as one of the first format, which stays
readable; `fourthseat migrate FILE --write` brings it to the present one without changing a game. A newer format is refused.

**A pack** is a folder or a .zip with `scenario.toml`, pictures (PNG, JPEG, WebP, plain SVG), PDF documents and, if wanted, an events list that
`events = "events.xlsx"` names. Every command that takes a scenario takes a pack; `fourthseat new NAME --pack` writes one. `[[handout]]` says who is
given which file, and when (as a `move` opens, with an `inject`, or `when` a condition holds): it stands on their pages from then on, in the packet if that is the first move, on the wall if it is `public`, and on nobody else's.
A file has at most 10 MB, a pack 60 MB; what lies outside it, acts by itself or is not what its name says is refused.

*Required* means in the end: a row may have it from what is extended.
"""

CONDITIONS = f"""
## Conditions

What `when` and `requires` hold, and `of` of a measure, in words:

```text
{dedent((conditions_doc or "").split("::", 1)[1]).strip()}
```
"""
"""The grammar as the parser's own text has it."""

TABLE_OF: dict[str, str] = {
    "Doctrine": "[[doctrine]]", "DoctrineRule": "[[doctrine.rule]]", "Answers": "[doctrine.answers]", "Choices": "[doctrine.choices]",
    "ModelChoice": "[models]", "Assumptions": "[assumptions]", "ModelConstants": "[assumptions.models]", "Mechanisms": "[mechanisms]", "Desk": "[desk]", "Ladder": "[ladder]",
    "Place": "[[place]]", "OwnCell": "[[cell]]", "SeatSpec": "[[seat]]", "Objective": "[[seat]] objectives", "SeatDoctrine": "[seat.doctrine]",
    "Force": "[[force]]", "Treaty": "[[treaty]]", "Coalition": "[[coalition]]", "Member": "[[coalition.member]]",
    "Ally": "[[coalition.ally]]", "Incident": "[[incident]]", "Course": "[[incident.course]]", "Spread": "a spread", "Option": "[[option]]", "Programme": "[[programme]]", "Access": "[[access]]", "LegalCategory": "[[legal]]", "Public": "[[public]]",
    "Inject": "[[msel]]", "Condition": "[[msel]] when", "Effect": "[[msel]] effect", "Interest": "[[interest]]", "Handout": "[[handout]]",
    "Indicator": "[[indicator]]", "EffectRow": "effects",
    "Move": "[[move]]", "End": "[[end]]", "OwnMeasure": "[[measure]]", "Exempt": "[[exempt]]",
}  # fmt: skip
"""How each kind of table is written in a file."""

SORTS = {"string": "text", "integer": "whole number", "number": "bare number", "boolean": "true or false"}
KINDS = {
    "share": "number with its basis, 0 to 1",
    "positive": "number with its basis, more than 0",
    "amount": "number with its basis, 0 or more",
    "log-days": "number with its basis, -10 to 10",
    "number": "number with its basis",
}


def keys_page(scaffold: str) -> str:
    """Every key as Markdown: what it says, unit, what may stand there, default; *scaffold* is the text examples are taken from."""
    made = schema()
    required = {model.__name__: _required(model) for model in tables()}
    top = {key: value for key, value in made["properties"].items() if not _is_table(value)}
    needed = {"name", "title", "summary", "background", "turns", "turn_hours"}
    parts = [INTRODUCTION, "## At the top\n", _example(scaffold, ""), *_rows(top, needed)]
    for name, table in made["definitions"].items():
        if name not in KINDS:
            parts += [f"\n## `{TABLE_OF[name]}`\n", f"{table['description']}\n", _example(scaffold, TABLE_OF[name])]
            parts += _rows(table["properties"], required[name])
    return "\n".join(part for part in (*parts, CONDITIONS.rstrip()) if part) + "\n"


def _required(model: Any) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items() if field.is_required()}


def _is_table(value: Mapping[str, Any]) -> bool:
    """Whether a key of the top is a table of its own, with a section of its own."""
    where = str(value.get("allOf", "")) + str(value.get("items", ""))
    return "#/definitions/" in where


def _rows(properties: Mapping[str, Any], required: set[str]) -> Iterator[str]:
    yield "| key | what it says | unit | what may stand there | if it is left out |"
    yield "|---|---|---|---|---|"
    for key, value in properties.items():
        if value.get("deprecated"):
            continue
        measured = value.get("x-unit", "")
        text = value["description"].removesuffix(f" ({measured})")
        default = "**required**" if key in required else f"`{_shown(value['default'])}`" if "default" in value else "–"
        yield f"| `{key}` | {_cell(text)} | {measured} | {_cell(_sort(value))} | {default} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*via*", "`via`")


def _sort(value: Mapping[str, Any]) -> str:
    """What may stand there, in words."""
    reference = value.get("$ref") or next((one["$ref"] for one in value.get("allOf", ()) if "$ref" in one), "")
    name = reference.rpartition("/")[2]
    if name in BOUNDS:
        return KINDS[name]
    if name:
        return "a spread: low, mode, high" if name == "Spread" else f"table `{TABLE_OF[name]}`"
    if "anyOf" in value:
        return ", or ".join(map(_sort, value["anyOf"]))
    if "enum" in value:
        return "one of " + ", ".join(f"`{_shown(one)}`" for one in value["enum"])
    if value.get("type") == "array":
        return f"list of {_sort(value['items'])}"
    if value.get("type") == "object":
        return f"table: name = {_sort(value['additionalProperties'])}"
    return SORTS[value["type"]] + _bounds(value)


def _bounds(value: Mapping[str, Any]) -> str:
    """`` 0 to 6``."""
    low, high = value.get("minimum"), value.get("maximum")
    if low is None and high is None:
        return ""
    return f", {low:g} or more" if high is None else f", {low:g} to {high:g}"


def _shown(value: Any) -> str:
    """A default as it would be written."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_shown(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else f"{value:g}"


def _example(scaffold: str, header: str) -> str:
    """The first row of a table as the scaffold has it; for no header, what stands before the first table."""
    if not header:
        found = re.search(r"^name = .*?(?=^# -|^\[)", scaffold, re.MULTILINE | re.DOTALL)
    else:
        found = re.search(rf"^{re.escape(header)}\n.*?(?=^#|^\[|\Z)", scaffold, re.MULTILINE | re.DOTALL)
    return f"```toml\n{found[0].strip()}\n```\n" if found else ""
