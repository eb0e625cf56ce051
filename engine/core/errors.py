"""What can be wrong with what came in. Each error carries exactly one string: the value, the place, the rule.

SimPy rebuilds an exception that leaves a process as ``type(exc)(*exc.args)``, so one positional
string is also what keeps the message alive on its way out of the clock.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import PurePath

from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated, quoted

__all__ = ["FourthSeatError", "LogError", "OrderError", "ScenarioError", "nearest", "refuse_name"]


MOST_NAMES = 40
"""Names listed where any of them could be meant."""


class FourthSeatError(ValueError):
    """Something outside the engine is wrong; the command line prints it and exits 2."""


class ScenarioError(FourthSeatError):
    """A scenario, a coalition variant or an override of one is not playable."""


class OrderError(FourthSeatError):
    """A decision was handed in that the table was not waiting for."""


class LogError(FourthSeatError):
    """A log cannot be read, or does not say what a rerun says."""


def refuse_name(given: object, where: str) -> None:
    """:exc:`ScenarioError` if a name was *given* to *where*, which takes the scenario itself: so it is often typed first."""
    if isinstance(given, str | PurePath):
        raise ScenarioError(
            f"{where} takes a scenario, not a name: load_scenario({quoted(str(given))}) reads the one that is called so"
        )


def nearest(name: str, known: Iterable[str]) -> str:
    """A helpful tail for a message about an unknown *name*: the closest of *known*, or all of them, if they are not too many."""
    names = sorted(known)
    close = difflib.get_close_matches(name[:MOST_OF_A_VALUE], names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {quoted(close[0])}?"
    more = [f"… and {len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
    return f"known: {', '.join([*(abbreviated(name, MOST_OF_A_VALUE) for name in names[:MOST_NAMES]), *more])}"
