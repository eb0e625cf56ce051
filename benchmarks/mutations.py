"""Changes to valid files that know how they are made: keys, lines, chains, and bytes at the last.

Every function takes the luck of one input (a seeded :class:`random.Random`) and gives something new; nothing here can fail on what an
earlier change has made of a file.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from random import Random
from typing import Any

__all__ = [
    "LONG",
    "NUMBERS",
    "bytes_changed",
    "json_text",
    "lines_changed",
    "log_changed",
    "near",
    "text",
    "toml_text",
    "tree_changed",
]

LONG = 60_000
"""Characters of a text that is too long for any message."""


class Raw(str):
    """What goes into a file as it stands, where a value would."""

    __slots__ = ()


TEXTS = (
    "", " ", "\0", "a\0b", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\u202eabc", "\ud800", "\udfff x", "x" * LONG,
    "é" * 300, "\ufeff", "\u200b", "a\nb", "a\rb", "a\tb", "=1+1", "'; drop table runs; --", "{0}", "%s%n", "../../etc/passwd",
    "/dev/null", "nan", "inf", "-0", "1e400", "²", "１２", "٣", "None", "true", "[bold]x[/bold]", "[/]", "[red", ":ship:", "<script>",
    "]]>", "CON", "a" * 300, "H+99999999999999999999", "aus", "AUS ", "ＡＵＳ", "AUS,AUS", "A" * 5000 + "=", "#", "*", "?", "[a-z]",
)  # fmt: skip
NUMBERS = (
    0, -1, 1, 2, 99, 10**6, 2**31, 2**31 - 1, -(2**31), 2**53, 2**63, -(2**63) - 1, 2**64, 2**128, 10**30, 0.0, -0.0, 0.5, 1e-320, 1e308,
    -1e308, 1.0000000000000002, 3.5,
)  # fmt: skip
DEEP = 3_000
RAWS = (
    Raw("9" * 5000), Raw("-" + "9" * 400), Raw("NaN"), Raw("Infinity"), Raw("-Infinity"), Raw("[" * DEEP + "]" * DEEP),
    Raw('{"a":' * DEEP + "1" + "}" * DEEP), Raw("[" * 50_000), Raw(""), Raw("1" + "0" * 300 + ".5"), Raw("1e999"), Raw("01"), Raw("'x'"),
    Raw('{"a":1,"a":2}'), Raw('"\\ud800"'), Raw('"\\u0000"'), Raw("1979-05-27T07:32:00Z"), Raw("07:32:00"), Raw("nan"), Raw("-inf"),
    Raw("0x7fffffffffffffffffff"), Raw('"""a\nb"""'),
)  # fmt: skip
"""What a dumper would not write: too long, too deep, not JSON, twice the same key; dates and infinities of TOML."""


def text(luck: Random) -> str:
    """A nasty text."""
    return luck.choice(TEXTS)


def _value(luck: Random, old: Any) -> Any:
    """Something else than *old*, near it or far from it."""
    return luck.choice(
        (
            lambda: luck.choice(TEXTS),
            lambda: luck.choice(NUMBERS),
            lambda: luck.choice(RAWS),
            lambda: luck.choice((None, True, False, [], {}, [[]], [None], {"": None}, [1, "a"], {"id": "x"})),
            lambda: [copy.deepcopy(old)],
            lambda: {"value": copy.deepcopy(old)},
            lambda: str(old)[:200],
            lambda: near(luck, old),
            lambda: near(luck, old),
        )
    )()


def near(luck: Random, old: Any) -> Any:
    """A small change of *old*."""
    match old:
        case bool():
            return not old
        case int() | float():
            return luck.choice((old + 1, old - 1, -old, old * 1000, float(old), str(old), old / 3))
        case str():
            at = luck.randrange(len(old) + 1)
            put = luck.choice(TEXTS)[:50]
            return luck.choice((old[:at] + put + old[at:], old[:at], old.upper(), old + " ", old * 3, old[::-1]))
        case list():
            return luck.choice((old[:-1], old + old, old[::-1], old * 200, old[:1] * 2))
        case dict():
            items = list(old.items())
            return dict(items[: len(items) // 2])
    return luck.choice(NUMBERS)


# ---------------------------------------------------------------- trees: TOML and JSON


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """(holder, key) of every node below *value*."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield value, key
        yield from _places(item)


def tree_changed(tree: Any, luck: Random) -> Any:
    """A copy of *tree* (dicts, lists, plain values) with one to three nodes dropped, doubled, retyped, renamed, exchanged or swollen."""
    tree = copy.deepcopy(tree)
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        places = list(_places(tree))
        if not places:
            return luck.choice((tree, [], None))
        # A file's top is as likely as all that lies deep in it.
        near = [place for place in places if place[0] is tree]
        holder, key = luck.choice(near if near and luck.random() < 0.25 else places)
        match luck.choice(("value", "value", "value", "drop", "rename", "double", "exchange", "new")):
            case "value":
                holder[key] = _value(luck, holder[key])
            case "drop":
                del holder[key]
            case "rename" if isinstance(holder, dict):
                name = luck.choice((key[:-1], key + "s", key.upper(), text(luck), "id"))
                holder[name] = holder.pop(key)
            case "double" if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case "exchange":
                other, there = luck.choice(places)
                if there in other if isinstance(other, dict) else there < len(other):
                    holder[key] = copy.deepcopy(other[there])
            case _:
                if isinstance(holder, dict):
                    holder[text(luck)] = _value(luck, 1)
                else:
                    holder.append(_value(luck, holder[0] if holder else 1))
    return tree


def _raws_out(tree: Any, found: list[str]) -> Any:
    """*tree* with a mark where something raw stands."""
    if isinstance(tree, Raw):
        found.append(str(tree))
        return f"@raw{len(found) - 1}@"
    if isinstance(tree, dict):
        return {key: _raws_out(value, found) for key, value in tree.items()}
    return [_raws_out(value, found) for value in tree] if isinstance(tree, list) else tree


def _dumped(tree: Any, dump: Callable[[Any], str]) -> str:
    """*tree* by *dump*, with what is raw as it stands."""
    found: list[str] = []
    written = dump(_raws_out(tree, found))
    return re.sub(r'"@raw(\d+)@"', lambda mark: found[int(mark[1])], written)


def json_text(tree: Any) -> str:
    """*tree* as one line of JSON."""
    return _dumped(tree, lambda whole: json.dumps(whole, ensure_ascii=False, separators=(",", ":")))


def toml_text(tree: Any) -> bytes:
    """*tree* as a TOML file; half a character stands as the three bytes that no reader takes."""
    from benchmarks.specimens import toml

    return _dumped(tree, lambda whole: toml(whole if isinstance(whole, dict) else {"a": whole})).encode(
        "utf-8", "surrogatepass"
    )


# ---------------------------------------------------------------- bytes and lines


def bytes_changed(data: bytes, luck: Random) -> bytes:
    """*data* cut, flipped, zeroed, doubled, padded, in another encoding, with other line ends."""
    if not data:
        return b"\0"
    at = luck.randrange(len(data))
    to = min(len(data), at + luck.choice((1, 4, 64, 4096)))
    match luck.randrange(12):
        case 0:
            return data[:at]
        case 1:
            return data[at:]
        case 2:
            return data[:at] + bytes([data[at] ^ (1 << luck.randrange(8))]) + data[at + 1 :]
        case 3:
            return data[:at] + bytes(to - at) + data[to:]
        case 4:
            return data[:at] + bytes(luck.randrange(256) for _ in range(to - at)) + data[to:]
        case 5:
            return data[:at] + data[to:]
        case 6:
            return data[:at] + data[at:to] * 3 + data[to:]
        case 7:
            return luck.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\n\n", b"PK\x03\x04", b"PAR1", b"#!")) + data
        case 8:
            return data + luck.choice((b"\n", b"\0" * 4096, b"\x1a", b"{", b"\xff"))
        case 9:
            return data.replace(b"\n", luck.choice((b"\r\n", b"\r", b"\n\n", b"\x0b", b"\xe2\x80\xa8")))
        case 10:
            return luck.choice((b"", b"\0" * 5000, b"\n", b"[" * 60_000, b"\xff" * 100, b"{}", b"null", b" "))
        case _:
            return data.decode("utf-8", "replace").encode(luck.choice(("utf-16", "cp932", "latin-1")), "replace")


def lines_changed(data: bytes, luck: Random) -> bytes:
    """The lines of *data* dropped, doubled, swapped, joined, cut."""
    rows = data.splitlines(keepends=True)
    if len(rows) < 2:
        return bytes_changed(data, luck)
    one, other = luck.randrange(len(rows)), luck.randrange(len(rows))
    match luck.randrange(6):
        case 0:
            del rows[one]
        case 1:
            rows.insert(other, rows[one])
        case 2:
            rows[one], rows[other] = rows[other], rows[one]
        case 3:
            rows = rows[:one]
        case 4:
            rows[one] = rows[one].rstrip(b"\n")
        case _:
            rows[one] = rows[one][: luck.randrange(len(rows[one]))] + b"\n"
    return b"".join(rows)


# ---------------------------------------------------------------- logs and journals: chained lines


def chained(bodies: Sequence[Any]) -> bytes:
    """*bodies* as a log or a journal with an honest chain and, for a log that has ended, an honest seal."""
    before, rows = "", []
    for body in bodies:
        line = json_text(body)
        before = blake2b((before + line).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        comma = "," if len(line) > 2 else ""
        rows.append(f'{line[:-1]}{comma}"hash":"{before}"}}\n')
    first = bodies[0] if bodies else None
    if isinstance(first, dict) and "fourthseat" in first:
        over = any(isinstance(body, dict) and body.get("kind") == "Ended" for body in bodies)
        seal = f"{len(bodies) - 1:010d}:{before}" if over else "-" * 43
        rows[0] = f'{rows[0][:-3]}","seal":"{seal}"}}\n'
    return "".join(rows).encode("utf-8", "surrogatepass")


def log_changed(data: bytes, luck: Random, *, again: bool) -> bytes:
    """A log or a journal with one field changed or lines moved; with *again* its chain is computed again."""
    if not again:
        if luck.random() < 0.5:
            return luck.choice((bytes_changed, lines_changed))(data, luck)
        rows = data.splitlines()
        at = luck.randrange(len(rows))
        rows[at] = json_text(tree_changed(json.loads(rows[at]), luck)).encode("utf-8", "surrogatepass")
        return b"\n".join(rows) + b"\n"
    bodies = [
        {key: value for key, value in json.loads(row).items() if key not in ("hash", "seal")}
        for row in data.splitlines()
    ]
    if luck.random() < 0.15:
        one, other = luck.randrange(len(bodies)), luck.randrange(len(bodies))
        luck.choice((lambda: bodies.pop(one), lambda: bodies.insert(other, bodies[one]), bodies.reverse))()
    else:
        at = 0 if luck.random() < 0.1 else luck.randrange(len(bodies))
        bodies[at] = tree_changed(bodies[at], luck)
    return chained(bodies)
