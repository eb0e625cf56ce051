"""Number formats of a workbook: what a cell that holds a number or a text shows (ECMA-376, part 1, 18.8.30 and 18.8.31).

A format that is not understood, or that depends on the reader's machine, shows what the cell holds: a date as
``2026-03-05``, a number with its digits. Nothing false is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from fourthseat.engine.documents.sheets import dates
from fourthseat.engine.documents.sheets.cells import Value
from fourthseat.engine.documents.sheets.dates import Token

__all__ = ["BUILT_IN", "shown_number", "shown_text"]

SYSTEM_DATE, SYSTEM_TIME = "[$-F800]", "[$-F400]"
"""A date and a time as the reader's machine writes them."""
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: SYSTEM_DATE + "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: SYSTEM_DATE + "yyyy-mm-dd h:mm",
    **dict.fromkeys((27, 36, 50, 54, 57), "[$-411]ge.m.d"),
    **dict.fromkeys((28, 29, 51, 58), '[$-411]ggge"年"m"月"d"日"'),
    30: SYSTEM_DATE + "yyyy-mm-dd",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
"""By number; 27 to 36 and 50 to 58 as a Japanese workbook means them. Accounting and fractions are shown as plain numbers."""
_CONTEXT = Context(prec=400)
"""Room for the digits of any number a cell can hold."""
MOST_LETTERS = 1000
"""A format is cut off long before: Excel takes 255."""
PIECES = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|[\\!](?P<escaped>.)"
    r"|_.|\*."
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>general)"
    r"|(?P<noon>AM/PM|A/P|上午/下午|午前/午後)"
    r"|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|g+|e+|a{3,4}|b+)"
    r"|(?P<digit>[0#?])"
    r"|(?P<at>@)"
    r"|(?P<mark>[.,/%])"
    r"|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")


class Section(NamedTuple):
    """One of the formats between semicolons."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    foreign: bool = False
    """Names of months and days, or digits, of a language that is not ours."""
    system: bool = False
    """As the reader's machine shows it."""


@lru_cache(maxsize=4096)
def _sections(form: str) -> tuple[Section, ...]:
    """A format cut at its semicolons, which do not count inside quotes."""
    cut: list[list[re.Match[str]]] = [[]]
    for piece in PIECES.finditer(form[:MOST_LETTERS]):
        if piece["literal"] == ";":
            cut.append([])
        else:
            cut[-1].append(piece)
    return tuple(_section(pieces) for pieces in cut[:4])


def _section(pieces: Sequence[re.Match[str]]) -> Section:
    tokens: list[Token] = []
    condition, foreign, system = None, False, False
    for piece in pieces:
        kind = piece.lastgroup
        text = piece[kind] if kind else ""
        match kind:
            case None:  # a blank as wide as a letter, or one to fill the cell with
                tokens.append(Token("literal", " " if piece[0].startswith("_") else ""))
            case "quoted" | "escaped":
                tokens.append(Token("literal", text))
            case "bracket":
                if (found := CONDITION.fullmatch(text)) is not None:
                    condition = (found[1], float(found[2]))
                elif re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
                    tokens.append(Token("elapsed", text.lower()))
                elif text.startswith("$"):
                    symbol, _, language = text[1:].partition("-")
                    tokens.append(Token("literal", symbol))
                    foreign |= not _english(language)
                    system |= language.upper() in ("F800", "F400", "X-SYSDATE", "X-SYSTIME")
                elif text.upper().startswith("DBNUM"):
                    foreign = True
            case "date":
                tokens.append(Token("date", text.lower()))
            case _:
                tokens.append(Token(kind, text))
    return Section(_with_parts(tokens), condition, foreign, system)


def _english(language: str) -> bool:
    """Whether a tag such as ``409`` or ``en-GB`` names our own language, or none."""
    if re.fullmatch(r"[0-9A-Fa-f]+", language):
        return int(language, 16) in (0xF800, 0xF400) or (int(language, 16) <= 0xFFFF and int(language, 16) & 0x3FF == 9)
    return not language or language.lower().startswith(("en", "x-sys"))


def _with_parts(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """*tokens* with ``.000`` after seconds as one: the digits of a format that shows a time mean nothing else."""
    found: list[Token] = []
    for token in tokens:
        last = found[-1] if found else Token("", "")
        if token == Token("digit", "0") and last == Token("mark", ".") and len(found) > 1 and found[-2].text[:1] == "s":
            found[-1] = Token("part", ".0")
        elif token == Token("digit", "0") and last.kind == "part":
            found[-1] = Token("part", last.text + "0")
        else:
            found.append(token)
    return tuple(found)


# ---------------------------------------------------------------- what a cell shows


def shown_text(text: str, form: str) -> str:
    """A cell that holds a text; only a section for texts changes it."""
    sections = _sections(form)
    last = sections[-1]
    if len(sections) == 4 or any(token.kind == "at" for token in last.tokens):
        return "".join(
            text if t.kind == "at" else t.text if t.kind in ("literal", "mark", "date", "digit") else ""
            for t in last.tokens
        )
    return text


def shown_number(number: float, form: str, early: bool) -> tuple[str, Value]:
    """What a cell that holds *number* shows, and its value with the type that the format gives it. *early*: days since 1904."""
    plain: Value = int(number) if float(number).is_integer() and abs(number) < 1e15 else number
    section, magnitude = _chosen(_sections(form), number)
    if section is None:
        return _general(number), plain
    if dates.is_time(section.tokens):
        moment = dates.held(number, section.tokens, early)
        if moment is None:
            return _general(number), plain
        if section.system or (section.foreign and _named(section.tokens)):
            return dates.iso(dates.of_day(moment, section.tokens)), moment
        told = dates.shown(number, section.tokens, early)
        return (dates.iso(dates.of_day(moment, section.tokens)) if told is None else told), moment
    kinds = {token.kind for token in section.tokens}
    if "general" in kinds or (not section.tokens and form.strip().lower() in ("", "general")):
        told = "".join(_general(magnitude) if t.kind == "general" else t.text for t in section.tokens)
        return told or _general(number), plain
    if "at" in kinds:
        return shown_text(_general(number), form), plain
    digits = _digits(magnitude, section.tokens)
    return (_general(number) if digits is None else digits), plain


def _named(tokens: Sequence[Token]) -> bool:
    """Whether a format shows names of months or days, or numbers of a calendar, that differ between languages."""
    return any(t.kind == "noon" or (t.kind == "date" and t.text[0] in "mdb" and len(t.text) > 2) for t in tokens)


def _chosen(sections: Sequence[Section], number: float) -> tuple[Section | None, float]:
    """The section that shows *number*, and the number that is shown in it: a section for negative ones says so itself."""
    if any(section.condition for section in sections[:2]):
        for section in sections[:3]:
            if section.condition is None or _holds(number, section.condition):
                return section, number
        return None, number
    if len(sections) >= 3 and number == 0:
        return sections[2], number
    if len(sections) >= 2 and number < 0:
        return sections[1], -number
    return sections[0], number


def _holds(number: float, condition: tuple[str, float]) -> bool:
    sign, than = condition
    return {
        "<": number < than,
        ">": number > than,
        "=": number == than,
        "<=": number <= than,
        ">=": number >= than,
        "<>": number != than,
    }[sign]


def _general(number: float) -> str:
    """A number without a format: whole ones with every digit, others with ten."""
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.10g}".replace("e", "E")


def _digits(number: float, tokens: Sequence[Token]) -> str | None:
    """*number* in a format of digits; None if the format holds what is not understood, as a fraction."""
    places = [n for n, token in enumerate(tokens) if token.kind == "digit"]
    if not places:
        return ("-" if number < 0 else "") + "".join(t.text for t in tokens) if tokens else ""
    if any(t == Token("mark", "/") for t in tokens[places[0] : places[-1]]):
        return None
    first, last = places[0], places[-1]
    point = next((n for n, t in enumerate(tokens) if t == Token("mark", ".") and n >= first - 1), len(tokens))
    exponent = next((n for n, t in enumerate(tokens) if t.kind == "exponent"), None)
    if exponent is not None:
        return _scientific(number, tokens, exponent)
    whole = [n for n in places if n < point]
    commas = [n for n, t in enumerate(tokens) if t == Token("mark", ",")]
    end = max(whole, default=first)
    grouped = any(whole and whole[0] < n < end for n in commas)
    scale = 0
    for start in {end, last}:
        n = start + 1
        while n in commas:
            scale, n = scale + 1, n + 1
    shift = 2 * sum(t == Token("mark", "%") for t in tokens) - 3 * scale
    decimals = len(places) - len(whole)
    value = (
        Decimal(repr(float(number)))
        .scaleb(shift, _CONTEXT)
        .quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _CONTEXT)
    )
    digits, _, after = f"{value.copy_abs():f}".partition(".")
    left = _left(tokens[:point], "" if digits == "0" else digits, grouped)
    right = _right(tokens[point:], after)
    return ("-" if value < 0 else "") + left + right


def _left(tokens: Sequence[Token], digits: str, grouped: bool) -> str:
    """The places before the point, filled from the right; the first takes all digits that are left."""
    first = next((n for n, token in enumerate(tokens) if token.kind == "digit"), None)
    out: list[str] = []
    put = 0
    for number in reversed(range(len(tokens))):
        token = tokens[number]
        if token.kind != "digit":
            if token != Token("mark", ","):
                out.append(token.text)
            continue
        left = len(digits) if number == first else 1
        filled, digits = digits[len(digits) - left :] if digits else "", digits[: max(0, len(digits) - left)]
        filled = filled or {"0": "0", "?": " "}.get(token.text, "")
        for digit in reversed(filled):
            if grouped and put and put % 3 == 0 and digit != " ":
                out.append(",")
            out.append(digit)
            put += 1
    return "".join(reversed(out))


def _right(tokens: Sequence[Token], digits: str) -> str:
    """The places after the point; zeros at the end stay where the format has a zero."""
    kept = len(digits.rstrip("0"))
    out: list[str] = []
    place = 0
    for token in tokens:
        if token.kind != "digit":
            if token != Token("mark", ","):
                out.append(token.text)
            continue
        out.append(digits[place] if place < kept or token.text == "0" else " " if token.text == "?" else "")
        place += 1
    return "".join(out)


def _scientific(number: float, tokens: Sequence[Token], at: int) -> str | None:
    """*number* as digits times a power of ten, which is a multiple of the places before the point."""
    before = [t for t in tokens[:at] if t.kind == "digit" or t == Token("mark", ".")]
    whole = len(before) if Token("mark", ".") not in before else before.index(Token("mark", "."))
    decimals = sum(t.kind == "digit" for t in tokens[:at]) - whole
    value = Decimal(repr(float(number)))
    power = whole * (value.adjusted() // whole) if value and whole else 0
    mantissa = value.scaleb(-power, _CONTEXT).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _CONTEXT)
    if mantissa.copy_abs() >= Decimal(10) ** whole and whole:
        power += whole
        mantissa = value.scaleb(-power, _CONTEXT).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _CONTEXT)
    told = _digits(float(mantissa), tokens[:at])
    width = sum(t.kind == "digit" for t in tokens[at:])
    sign = "-" if power < 0 else "+" if tokens[at].text[1] == "+" else ""
    tail = "".join(t.text for t in tokens[at + 1 :] if t.kind != "digit")
    return None if told is None else f"{told}E{sign}{abs(power):0{width}}{tail}"
