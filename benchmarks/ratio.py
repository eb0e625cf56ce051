"""How many times as fast the program is as before games became values, in one command and on a clean checkout.

Run: ``python -m benchmarks.ratio --quick`` (a minute or two), or without it for the figures of the documents (about an hour). The
old program comes with the benchmarks: see ``benchmarks/reference``. Both play the same games, and what they play is compared; a
difference ends the command. Name parts to measure only those: games, studies, lookahead, copies.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import pairs, reference
from benchmarks.studies import Ask, studies
from benchmarks.tables import Table, wanted_parts

__all__ = ["PARTS", "main"]

MAIN = "second-thomas"
"""The scenario on which what is dear is measured."""


def asked(quick: bool) -> list[Ask]:
    """The studies that are run: default ones, one over many futures, one for sensitivity."""
    blocks = 50 if quick else 100
    futures = 16 if quick else 64
    names = (MAIN,) if quick else pairs.names()
    default = [Ask(f"{name}, {blocks} blocks", ("batch", name, "--games", str(blocks))) for name in names]
    if quick:
        return default
    shares = ("--trajectories", "2", "--points", "16", "--keep", "4")
    return [
        *default,
        Ask(f"{MAIN}, default", ("batch", MAIN)),
        Ask(f"{MAIN}, {futures} futures", ("batch", MAIN, "--games", str(2 * futures), "--futures", str(futures))),
        Ask(f"{MAIN}, sensitivity", ("sensitivity", MAIN, *shares)),
    ]


PARTS: dict[str, Callable[[bool], Table]] = {
    "games": lambda quick: pairs.games(pairs.names(), 16 if quick else 200),
    "studies": lambda quick: studies(asked(quick), 1 if quick else 3),
    "lookahead": lambda quick: pairs.lookahead(MAIN, 20 if quick else 100, 1 if quick else 5),
    "copies": lambda quick: pairs.copies((MAIN,) if quick else pairs.names(), 2 if quick else 10),
}
"""What can be measured; each is told whether it is to be quick."""


def main() -> None:
    """Measure, print, and keep the figures if asked to."""
    wanted = wanted_parts(__doc__, PARTS, "small numbers, a minute or two")
    print(f"before: commit {reference.revision()}\n")
    wanted.measure()


if __name__ == "__main__":
    main()
