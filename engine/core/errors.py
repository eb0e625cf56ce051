"""What can be wrong with what came in. Each error carries exactly one string: the value, the place, the rule.

SimPy rebuilds an exception that leaves a process as ``type(exc)(*exc.args)``, so one positional
string is also what keeps the message alive on its way out of the clock.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["FourthSeatError", "LogError", "OrderError", "ScenarioError", "nearest"]


class FourthSeatError(ValueError):
    """Something outside the engine is wrong; the command line prints it and exits 2."""


class ScenarioError(FourthSeatError):
    """A scenario, a coalition variant or an override of one is not playable."""


class OrderError(FourthSeatError):
    """A decision was handed in that the table was not waiting for."""


class LogError(FourthSeatError):
    """A log cannot be read, or does not say what a rerun says."""


def nearest(name: str, known: Iterable[str]) -> str:
    """A helpful tail for a message about an unknown *name*: the closest of *known*, or all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"
