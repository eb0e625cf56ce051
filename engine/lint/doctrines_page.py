"""The manual's page of doctrines, made from the shipped library and the tables of what its rows may say."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.scenario.doctrine_library import CAPITAL, OPPONENT, shipped
from fourthseat.engine.scenario.doctrine_rows import CIRCUMSTANCES, Doctrine, DoctrineRule

__all__ = ["doctrines_page", "rule_in_words"]

INTRODUCTION = f"""# Doctrines

<!-- Made from scenarios/_doctrines.toml and engine/scenario/doctrine_rows.py by `python docs/pages.py`. A test holds them together. -->

Where nobody sits, a staff of rules of thumb plays. What it goes by is a **doctrine**: rules in their order, each with its reason, and numbers.
A doctrine is a row of a file, so a further one needs no code. They are for comparison, and predict no government.

```toml
[[seat]]
id = "NORTH"
[seat.doctrine]
use = "bold"          # {CAPITAL} for a capital, {OPPONENT} for an opponent, if nothing is said
orders = 4            # a few of its numbers can be the seat's own

[[doctrine]]          # one of your own: what is not said is as in the row it uses
id = "wary"
use = "cautious"
title = "Wary"
card = "As the cautious one, and never sends anything."
source = "judgement"
[[doctrine.rule]]     # rules are replaced as a whole
seek = "statement"
joint = true
reason = "words bind nobody's ships"
```

`fourthseat play NAME --doctrine NORTH=bold` chooses for one game: `BLUE=cautious` for a cell, `cautious` alone for all capitals, `coercer` alone for all
opponents. In `compare` and `batch` each `--doctrine` is a level of a factor, as each `--rule` is, and each `--opponent` one of another; they are
crossed with the variants, the rules and provocation on the same luck. `own` is what the scenario says. A seat's own numbers (`reliability`,
`comfortable_rung`, `entrapment`, `attribution_needed`) stay the seat's under every doctrine.

**How a rule is read.** A rule looks in the menu for an option that has the effect it *seeks*, about each open incident where the effect is about one
(the highest stake first), up to the rung the doctrine goes to, and takes the strongest: the highest rung, then the number that effect reads (of a
statement its credibility, of an effect with an amount its amount), then the first by name. `seek = "worth"` takes every option whose own effects are
worth more than they cost. An order that was given is not given again, unless the rule says `again` or what it did has worn off.

**How a request is answered.** The staff's estimate ([models](models.md)), with the log-odds of `answers` added. **How an opponent chooses.** The estimate of
its staff, with the log-odds of `choices` added. Every order, answer and choice says its reason.

Keys: [`[[doctrine]]`](keys.md).

"""


def doctrines_page() -> str:
    """The page as Markdown."""
    parts = [
        INTRODUCTION,
        "## Circumstances\n",
        "What `when` and `unless` of a rule may name.\n",
        "| circumstance | holds when |",
        "|---|---|",
    ]
    parts += [f"| `{name}` | {words} |" for name, words in CIRCUMSTANCES.items()]
    for side, title in (("capital", "Capitals"), ("opponent", "Opponents")):
        parts.append(f"\n## {title}")
        for row in shipped():
            if row.side == side:
                parts += ["", *_of(row)]
    return "\n".join(parts) + "\n"


def _of(row: Doctrine) -> Iterator[str]:
    """One doctrine: its card, its numbers, its rules."""
    yield f"### {row.title} (`{row.id}`)\n"
    yield f"{row.card}\n"
    yield f"{_numbers(row)} Source: {row.source}.\n"
    for number, rule in enumerate(row.rules, 1):
        yield f"{number}. {rule_in_words(rule)}"


def _numbers(row: Doctrine) -> str:
    """Its numbers in a line, as far as they say something."""
    said = [f"at most {row.orders} orders a move"]
    if row.side == "capital":
        basis = {
            "comfort": "its comfortable rung",
            "act": "the act's rung",
            "higher": "the act's rung or its comfortable one",
        }[row.follows]
        said.append(f"up to {basis}" + (f" {row.above:+d}" if row.above else ""))
        if row.follows != "comfort":
            said.append(f"following an act up to {row.reach} above its comfortable one")
        said += [
            f"{name.replace('_', ' ')} {value:+d}"
            for name in ("joint_above", "pressed_above", "spared_above")
            if (value := getattr(row, name))
        ]
        said.append(f"a stake is high from {float(row.high_stake):g}")
    bent = row.answers if row.side == "capital" else row.choices
    said += [
        f"{name} {float(getattr(bent, name)):+g}"
        for name in type(bent).model_fields
        if name not in ("p_back_down", "courses") and getattr(bent, name)
    ]
    if row.side == "opponent":
        said += [f"{choice} {float(value):+g}" for choice, value in row.choices.courses.items()]
        said.append(f"backs down {100 * float(row.choices.p_back_down):.0f} % of the times it does not press")
    said += [f"{name or 'no instrument'} × {float(value):g}" for name, value in row.instruments.items()]
    return "; ".join(said)[:1].upper() + "; ".join(said)[1:] + "."


def rule_in_words(rule: DoctrineRule) -> str:
    """``the strongest joint statement, when crisis, unless spared: what is done is called by its name``."""
    which = {"strongest": "the strongest ", "gentlest": "the gentlest ", "every": "every "}[rule.pick]
    what = "whatever is worth it" if rule.seek == "worth" else f"{which}{_joint(rule)}`{rule.seek}`"
    if rule.seek == "worth" and rule.joint is not None:
        what += f", {_joint(rule).strip()} ones alone"
    if rule.instrument:
        what += f" by {rule.instrument} means"
    if rule.standing:
        what += " that was agreed beforehand"
    when = f", when {_listed(rule.when)}" if rule.when else ""
    unless = f", unless {_listed(rule.unless)}" if rule.unless else ""
    return f"{what}{when}{unless}{', again and again' if rule.again else ''}: *{rule.reason}*"


def _joint(rule: DoctrineRule) -> str:
    return "" if rule.joint is None else "joint " if rule.joint else "national "


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names)
