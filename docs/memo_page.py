"""The words of the memo on Japan's membership: every sentence follows by rule from memo.json, and no number is typed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

__all__ = ["page"]

BETTER, WORSE, EQUIVALENT = "superior", "inferior", "equivalent"
SIGNS = {
    BETTER: "better",
    WORSE: "worse",
    EQUIVALENT: "too little to matter",
    "non-inferior": "no worse by what matters",
    "non-superior": "no better by what matters",
    "inconclusive": "undecided",
}
MOST_ORDERS = 3
"""Orders of a situation that are listed, either way."""
ON = {
    "off": "without provocation",
    "assumed": "with provocation as assumed",
    "high": "with provocation at the top of its range",
}


def page(told: Mapping[str, Any]) -> str:
    """The memo as Markdown."""
    every = told["scenarios"]
    parts = [
        ["# What Japan's membership changes", "", _made(told)],
        ["## The answer", "", *_answer(every, told)],
        ["## On which terms", "", *_terms(every, told)],
        ["## What carries it, and what would turn it", "", *_in_short(every)],
        ["## What this does not say", "", *_limits(told)],
        ["## Annex: what is assumed, provocation and the rule", "", *_assumed(every)],
        ["## Annex: what emerges, doctrines, mechanisms and orders", "", *_emerges(every)],
        ["## Annex: what would have to be true for the sign to turn", "", *_turns(every)],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _made(told: Mapping[str, Any]) -> str:
    every = told["scenarios"].values()
    games = {
        name: " to ".join(f"{n:,}" for n in sorted({one["games"][name] for one in every}))
        for name in ("terms", "main", "doctrines", "mechanisms", "orders")
    }
    return (
        f"*Made by `python docs/memo.py` with version {told['version']}; {games['terms']} lucks of every kind of terms, {games['main']} in every cell of rule and provocation, "
        f"{games['doctrines']} in every pair of doctrines, {games['mechanisms']} without each mechanism, {games['orders']} watched for their orders; what is compared is compared on the same luck. "
        "Conditional on the scenarios, the models and their assumptions; no forecast. Unclassified, from public facts.*"
    )


# ---------------------------------------------------------------- the answer


def _answer(every: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    signs = {on: {name: one["terms"][told["full"]][on]["verdict"] for name, one in every.items()} for on in ON}
    now, off = signs["assumed"], signs["off"]
    yield (
        f"**Against the alliance with the United States that Japan has anyway, a full seat makes things better for the coalition, by more than the scenario says matters, in "
        f"{_of(now, BETTER)} of {len(every)} situations, and worse in {_of(now, WORSE)}.** It is {_sorted_out(every, now)}. That is in each scenario's first measure, under each "
        f"coalition's own rule, with the doctrines and the provocation that the scenarios assume. If the opponent did not resent the membership at all, it would be better in "
        f"{_of(off, BETTER)} and worse in {_of(off, WORSE)}."
    )
    leaning = {
        name: _leaning(one["terms"][told["full"]]["assumed"], one["measure"]["better"]) for name, one in every.items()
    }
    yield (
        f"Of whatever size, a difference can be told from none in {_of(leaning, BETTER) + _of(leaning, WORSE)} situations: it is for the better in {_of(leaning, BETTER)} "
        f"({_names(every, [name for name, one in leaning.items() if one == BETTER])}) and for the worse in {_of(leaning, WORSE)} "
        f"({_names(every, [name for name, one in leaning.items() if one == WORSE])})."
    )
    sharp = {on: {name: one["rules"][one["rule"]][on]["verdict"] for name, one in every.items()} for on in ON}
    yield ""
    yield (
        f"What hangs on the last dice of an incident is hard to tell from luck. Told there by the chance that the opponent presses instead, full membership is better in {_of(sharp['assumed'], BETTER)} and worse in "
        f"{_of(sharp['assumed'], WORSE)} as assumed, better in {_of(sharp['off'], BETTER)} and worse in {_of(sharp['off'], WORSE)} without provocation, and better in "
        f"{_of(sharp['high'], BETTER)} and worse in {_of(sharp['high'], WORSE)} with provocation at the top of its range. As assumed it is {_sorted_out(every, sharp['assumed'])}."
    )
    yield ""
    both = [name for name, one in every.items() if _signs(one) == {BETTER, WORSE}]
    single = [name for name, one in every.items() if len(_signs(one)) == 1]
    none = [name for name, one in every.items() if not _signs(one)]
    yield (
        f"Over all rules, levels of provocation and pairs of doctrines that were tried, the sign is found both ways in {len(both)} ({_names(every, both)}): there it is set by what "
        f"is assumed of the opponent's resentment, of how the coalition decides and of who decides, and not discovered. In {len(single)} it is found one way only "
        f"({_names(every, single)}), in {len(none)} nowhere ({_names(every, none)})."
    )
    shares = [one["variance"] for one in every.values() if one["variance"]]
    if shares:
        most = max(shares, key=lambda parts: parts["coalition"]["share"])["coalition"]
        least = min(parts["dice"]["share"] for parts in shares)
        decisions = [parts["doctrine"]["share"] + parts["opponent's doctrine"]["share"] for parts in shares]
        yield ""
        yield (
            f"In any single crisis it would hardly be seen: membership is {_share(most['share'])} of one game's variance at most (up to {_share(most['high'])} within its interval), "
            f"what the two sides' doctrines do between {_share(min(decisions))} and {_share(max(decisions))}, and the dice {_share(least)} or more. Who decides how, on either side, weighs more than who has a seat."
            if max(decisions) > most["share"]
            else f"In any single crisis membership is {_share(most['share'])} of one game's variance at most, and the dice {_share(least)} or more."
        )


def _of(signs: Mapping[str, str], sign: str) -> int:
    return sum(one == sign for one in signs.values())


def _signs(one: Mapping[str, Any]) -> set[str]:
    """The signs that were found anywhere: under any rule, provocation or pair of doctrines."""
    found = {cell["verdict"] for row in one["rules"].values() for cell in row.values()}
    return (found | {cell["verdict"] for cell in one["doctrines"].values()}) & {BETTER, WORSE}


def _names(every: Mapping[str, Any], names: Sequence[str]) -> str:
    return "; ".join(_short(every[name]["title"]) for name in names) or "none"


def _short(title: str) -> str:
    """A situation's name without what follows its colon."""
    return title.partition(":")[0]


def _sorted_out(every: Mapping[str, Any], signs: Mapping[str, str], wanted: Sequence[str] = tuple(SIGNS)) -> str:
    """In how many situations there is each verdict, and in which."""
    parts = [
        f"{SIGNS[sign]} in {_of(signs, sign)} ({_names(every, [name for name, one in signs.items() if one == sign])})"
        for sign in wanted
        if _of(signs, sign)
    ]
    return "; ".join(parts)


def _leaning(found: Mapping[str, Any], better: str) -> str:
    """Better or worse where the whole interval is on that side of nothing, however little it is; else empty."""
    if found["low"] is None or found["low"] <= 0 <= found["high"]:
        return ""
    return BETTER if (found["low"] > 0) == (better == "higher") else WORSE


def _in_short(every: Mapping[str, Any]) -> Iterator[str]:
    """Which mechanisms work for a membership and which against it, and in how many situations; where the sign turns."""
    ways: dict[str, dict[str, list[str]]] = {BETTER: {}, WORSE: {}}
    for name, one in every.items():
        for mechanism, part in one["mechanisms"].items():
            if lean := _leaning(part, one["sharp"]["better"]):
                ways[lean].setdefault(mechanism, []).append(name)
    told = {
        lean: "; ".join(
            f"{mechanism.replace('_', ' ')} in {len(names)} ({_names(every, names)})"
            for mechanism, names in sorted(found.items(), key=lambda row: -len(row[1]))
        )
        or "none that can be told from luck"
        for lean, found in ways.items()
    }
    yield (
        "Each mechanism was switched off by itself, on the same luck. For a membership work, by what it loses without them: "
        f"{told[BETTER]}. Against it work: {told[WORSE]}. What comes of other orders no switch shows: a member's staff gives hours to joint measures that an ally's gives to its own (annex)."
    )
    yield ""
    turning = {name: one["turns_at"]["provocation"] for name, one in every.items() if one["turns_at"]}
    places = "; ".join(f"{_short(every[name]['title'])}, at {_number(at)}" for name, at in turning.items()) or "none"
    yield (
        f"Between no provocation and the top of its range the estimate turns in {len(turning)} situations ({places}), each under its own rule; in the others no provocation in that range turns it. "
        "Under which rules and doctrines there is a sign at all stands in the annex."
    )


# ---------------------------------------------------------------- tables


def _terms(every: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"Difference from Japan outside, in the scenario's first measure, with {told['level']:g} per cent intervals (together over a row); in bold where the whole of it is better or "
        "worse by more than the file says matters, in italics where the whole of it is too little to matter. Own rule, own doctrines, provocation as assumed."
    )
    yield ""
    yield f"| situation | measure | outside | {' | '.join(told['terms'].values())} |"
    yield f"|---|---|---|{'---|' * len(told['terms'])}"
    for one in every.values():
        cells = [_cell(one["terms"][name]["assumed"]) if name in one["terms"] else "–" for name in told["terms"]]
        yield f"| {_short(one['title'])} | {one['measure']['name']} ({one['measure']['better']} is better) | {_number(one['outside'])} | {' | '.join(cells)} |"
    between = {name: one["exempt_against_full"]["verdict"] for name, one in every.items() if one["exempt_against_full"]}
    yield ""
    yield (
        f"Against full membership without them, an exemption and safeguards are {_sorted_out(every, between)}. "
        "No such exemption exists for Japan today: it is an assumption."
    )


def _assumed(every: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "Full membership against Japan outside, told by the chance that the opponent presses where the first measure hangs on the last dice (lower is better then), else by the first measure; by rule of concurrence, each at three levels of provocation: none, as assumed, and at the top of the file's range. + better, "
        "− worse, · neither; the coalition's own rule is told from the many lucks of the answer. Provocation is nobody's finding: it is a number of each file, and nothing was found to calibrate it by."
    )
    yield ""
    rules = list(dict.fromkeys(rule for one in every.values() for rule in one["rules"]))
    yield f"| situation | measure | provocation | {' | '.join(rules)} |"
    yield f"|---|---|---|{'---|' * len(rules)}"
    for one in every.values():
        at = one["provocation"]
        cells = [
            " / ".join(_signed(cell) for cell in one["rules"][rule].values()) if rule in one["rules"] else "–"
            for rule in rules
        ]
        yield f"| {_short(one['title'])} | {one['sharp']['name']} | none / {_number(at['assumed'])} / {_number(at['high'])} | {' | '.join(cells)} |"
    cells = [(one["rules"][one["rule"]], one["sharp"]["better"]) for one in every.values()]
    gaps = [
        (row["off"]["difference"] - row["assumed"]["difference"], better)
        for row, better in cells
        if row["off"]["difference"] is not None
    ]
    helped = sum(gap != 0 and (gap > 0) == (better == "higher") for gap, better in gaps)
    yield ""
    yield f"Taking the assumed provocation away moves the effect for the better in {helped} of {len(gaps)} situations."


def _emerges(every: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "The same measures, own rule, provocation as assumed. The doctrines are crossed: cautious, standard and bold capitals, all alike, against an opponent that words reassure, an opportunist and a "
        "risk taker. A mechanism's part is the effect with it less the effect without it, on the same luck; parts need not add up."
    )
    yield ""
    yield "| situation | pairs of doctrines: better, worse, neither | least | most | what carries it |"
    yield "|---|---|---|---|---|"
    for one in every.values():
        counts = Counter(cell["verdict"] for cell in one["doctrines"].values())
        ranked = sorted(
            (pair for pair, cell in one["doctrines"].items() if cell["difference"] is not None),
            key=lambda pair: one["doctrines"][pair]["difference"],
        )
        neither = counts.total() - counts[BETTER] - counts[WORSE]
        ends = (
            [
                f"{_number(one['doctrines'][pair]['difference'], sign=True)} ({pair.replace(',', ' against ')})"
                for pair in (ranked[0], ranked[-1])
            ]
            if ranked
            else ["–", "–"]
        )
        yield f"| {_short(one['title'])} | {counts[BETTER]}, {counts[WORSE]}, {neither} | {ends[0]} | {ends[1]} | {_carried(one)} |"
    yield ""
    yield (
        "A mechanism is not all that can carry an effect: a seat changes what is ordered. A staff has so many hours in a move, and those that it gives to a joint measure it does not give to one of its "
        "own. Orders a game, Japan outside → full member, where the difference can be told from luck over all orders together; the largest:"
    )
    yield ""
    for one in every.values():
        yield f"- **{_short(one['title'])}.** {_ordered(one['orders'])}."


def _ordered(rows: Sequence[Mapping[str, Any]]) -> str:
    """The orders that are given more often, and those that are given less."""
    told = []
    for word, sign in (("more", 1), ("less", -1)):
        found = [row for row in rows if sign * (row["inside"] - row["outside"]) > 0][:MOST_ORDERS]
        each = (f"{row['seat']} *{row['option']}* {_rate(row['outside'])} → {_rate(row['inside'])}" for row in found)
        told += [f"{word}: {', '.join(each)}"] if found else []
    text = "; ".join(told) or "nothing is ordered otherwise, as far as can be told"
    return f"{text[:1].upper()}{text[1:]}"


def _carried(one: Mapping[str, Any]) -> str:
    """The mechanisms whose part can be told from nothing, the largest first."""
    found = {name: part for name, part in one["mechanisms"].items() if part["low"] > 0 or part["high"] < 0}
    ranked = sorted(found, key=lambda name: -abs(found[name]["difference"]))[: len(ON)]
    told = [
        f"{name.replace('_', ' ')} {_number(found[name]['difference'], sign=True)} ({_number(found[name]['low'], sign=True)} to {_number(found[name]['high'], sign=True)})"
        for name in ranked
    ]
    return ", ".join(told) or "nothing that can be told from luck"


def _turns(every: Mapping[str, Any]) -> Iterator[str]:
    for one in every.values():
        yield f"- **{_short(one['title'])}.** {' '.join(_turning(one))}"


def _turning(one: Mapping[str, Any]) -> Iterator[str]:
    at, turn = one["provocation"], one["turns_at"]
    if turn is None:
        yield f"Between no provocation and {_number(at['high'])} the estimate keeps its sign."
    else:
        yield (
            f"Under its own rule the estimate turns at a provocation of {_number(turn['provocation'])} ({_number(turn['low'])} to {_number(turn['high'])}; {_number(at['assumed'])} is assumed), and it turns in "
            f"{_share(turn['share'])} of resampled sets of games."
        )
    better, worse = (_where(one, sign) for sign in (BETTER, WORSE))
    if better and worse:
        yield f"It is better {_either(better)}; worse {_either(worse)}."
    elif better or worse:
        yield f"It is {SIGNS[BETTER if better else WORSE]} {_either(better or worse)}, and nowhere the other way: nothing that was tried turns it."
    else:
        yield "No rule, level of provocation or pair of doctrines that was tried gives it a sign."


def _where(one: Mapping[str, Any], sign: str) -> list[str]:
    """Under which rules, provocation and doctrines the verdict is *sign*."""
    found = []
    for rule, row in one["rules"].items():
        levels = [ON[on] for on, cell in row.items() if cell["verdict"] == sign]
        if len(levels) == len(ON):
            found.append(f"under {rule} at every level")
        elif levels:
            found.append(f"under {rule} {' and '.join(levels)}")
    pairs = [pair for pair, cell in one["doctrines"].items() if cell["verdict"] == sign]
    if pairs:
        some = (
            f"in {len(pairs)} of {len(one['doctrines'])} pairs of doctrines"
            if len(pairs) > 1
            else f"with {pairs[0].replace(',', ' capitals against ')}"
        )
        found.append(some)
    return found


def _either(clauses: Iterable[str]) -> str:
    return ", ".join(clauses)


def _limits(told: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "Nothing here predicts what any government would do. The models are calibrated on no real dyad; ranges are judgements where no source is named; doctrines are rules of thumb, and people "
        "at the table do other things. *Outside* never means that Japan is not there: it is a treaty ally of the United States in every variant, and acts beside the coalition on its own terms. "
        "A measure is one view of a crisis: leaks, cost, the ladder and trust move too, and `fourthseat batch SCENARIO` reports them."
    )
    if told["unmeasured"]:
        yield ""
        yield f"Not measured yet, though they ask about Japan's seat: {'; '.join(map(_short, told['unmeasured']))}. `python docs/memo.py --changed` adds them."
    if told["others"]:
        yield ""
        yield f"Situations that ask another question than Japan's seat are left out: {'; '.join(told['others'])}."


# ---------------------------------------------------------------- cells


def _number(value: float, *, sign: bool = False) -> str:
    """A number with three digits that count, no more than are needed; with its sign where it is a difference."""
    text = f"{value:+.3f}" if sign else f"{value:.3g}"
    return text.replace("-", "−")


def _rate(value: float) -> str:
    """Orders a game."""
    return f"{value:.1f}"


def _share(value: float) -> str:
    """A share in per cent."""
    per_cent = max(0.0, 100 * value)
    return f"{per_cent:.2g} %" if per_cent < len(ON) else f"{per_cent:.0f} %"


def _cell(found: Mapping[str, Any]) -> str:
    """A difference with its interval; in bold where it is decided."""
    if found["difference"] is None:
        return "no game has it"
    text = _number(found["difference"], sign=True)
    if found["low"] is not None:
        text += f" ({_number(found['low'], sign=True)} to {_number(found['high'], sign=True)})"
    mark = {BETTER: "**", WORSE: "**", EQUIVALENT: "*"}.get(found["verdict"], "")
    return f"{mark}{text} {SIGNS[found['verdict']]}{mark}" if mark else text


def _signed(cell: Mapping[str, Any]) -> str:
    mark = {BETTER: "+", WORSE: "−"}.get(cell["verdict"], "·")
    return f"{mark} {_number(cell['difference'], sign=True)}" if cell["difference"] is not None else "–"
