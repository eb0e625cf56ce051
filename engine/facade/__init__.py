"""Fourth Seat: a tabletop-exercise and wargame engine. What a program may rely on is named here.

========================  =============================================================================================
situations
-----------------------------------------------------------------------------------------------------------------------
``scenario_names``        the shipped scenarios
``load_scenario``         one of them, or one of your own from its file
``Scenario``              a situation: seats, coalitions, forces, options, incidents, events, all its numbers
``configure``             a scenario with fields changed, mechanisms off or another events list, and the variant to play
games
-----------------------------------------------------------------------------------------------------------------------
``Game``                  a game that waits: ``pending`` are the views somebody has to answer, ``submit`` takes the answers
``play``                  a game played to its end by a cast
``cast``                  who sits in the seats: doctrines, but for those you name
``Player``                what a player of your own has to be: anything with ``decide(view)``
``View``                  all a seat may know when it is asked
``Question``              what it is asked
``Decision``              its answer: orders and the reasons for them
``Act``                   an order: take an option, perhaps about an incident
``Reply``                 an order: concur with a joint measure, or not
``Choose``                an order: press, hold or back down
``Send``                  an order: a message to other seats
``Seat``                  the name of a seat
``measure``               what a game came to, as numbers
``MEASURES``              what those numbers mean: unit, direction, what difference does not matter
logs
-----------------------------------------------------------------------------------------------------------------------
``EventLog``              a header and one entry a fact
``Header``                what a log begins with: scenario, coalition, seed, who sat where
``LogWriter``             writes a game to a new file as it goes; hand it to ``Game``
``read_log``              a log from its file, or a game of a study from its address
``rerun``                 a logged game played again
``verify``                what is wrong with a log; nothing, if it is what the engine plays
``fork``                  a logged game from one of its turns on, with something changed
studies
-----------------------------------------------------------------------------------------------------------------------
``Study``                 the design of a Monte Carlo study
``load_study``            a design from its file
``default_study``         a sensible design for a scenario
``run_study``             a study played to its end, with results and report in a folder; called again, it goes on
``read_study``            that folder read again: ``FinishedStudy``
``FinishedStudy``         its results and what they say; tables as ``polars`` or ``pandas`` frames, ``figures`` as matplotlib's
``Results``               the games in that folder, as tables
``compare``               some games of every variant on the same luck, nothing kept
exercises
-----------------------------------------------------------------------------------------------------------------------
``write_after_action``    the draft after-action report of an exercise, or of any log
errors
-----------------------------------------------------------------------------------------------------------------------
``FourthSeatError``       what is wrong with what came in; one string says what, where and what would be right
``ScenarioError``         … with a scenario or a study
``OrderError``            … with a decision nobody waited for
``LogError``              … with a log
========================  =============================================================================================

Everything is imported when it is first asked for: ``import fourthseat`` loads neither the clock nor the statistics. What
stands in :mod:`fourthseat.engine`, :mod:`fourthseat.players` and :mod:`fourthseat.scenarios` beyond these names may change
with any release.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fourthseat.engine import __version__ as __version__

if TYPE_CHECKING:
    from fourthseat.api import compare as compare
    from fourthseat.api import configure as configure
    from fourthseat.api import fork as fork
    from fourthseat.api import load_scenario as load_scenario
    from fourthseat.api import read_log as read_log
    from fourthseat.api import read_study as read_study
    from fourthseat.api import run_study as run_study
    from fourthseat.api import scenario_names as scenario_names
    from fourthseat.api import verify as verify
    from fourthseat.api import write_after_action as write_after_action
    from fourthseat.engine.core.errors import FourthSeatError as FourthSeatError
    from fourthseat.engine.core.errors import LogError as LogError
    from fourthseat.engine.core.errors import OrderError as OrderError
    from fourthseat.engine.core.errors import ScenarioError as ScenarioError
    from fourthseat.engine.core.orders import Act as Act
    from fourthseat.engine.core.orders import Choose as Choose
    from fourthseat.engine.core.orders import Decision as Decision
    from fourthseat.engine.core.orders import Reply as Reply
    from fourthseat.engine.core.orders import Send as Send
    from fourthseat.engine.core.terms import Seat as Seat
    from fourthseat.engine.game.game import Game as Game
    from fourthseat.engine.game.game import play as play
    from fourthseat.engine.record.log import EventLog as EventLog
    from fourthseat.engine.record.log import Header as Header
    from fourthseat.engine.record.measures import MEASURES as MEASURES
    from fourthseat.engine.record.measures import measure as measure
    from fourthseat.engine.record.replay import rerun as rerun
    from fourthseat.engine.record.writer import Writer as LogWriter
    from fourthseat.engine.rules.player import Player as Player
    from fourthseat.engine.rules.view import View as View
    from fourthseat.engine.rules.view_parts import Question as Question
    from fourthseat.engine.scenario.scenario import Scenario as Scenario
    from fourthseat.engine.study.conduct import FinishedStudy as FinishedStudy
    from fourthseat.engine.study.design import Study as Study
    from fourthseat.engine.study.design import load_study as load_study
    from fourthseat.engine.study.presets import default_study as default_study
    from fourthseat.engine.study.results import Results as Results
    from fourthseat.players.cast import cast as cast

__all__ = [
    "MEASURES",
    "Act",
    "Choose",
    "Decision",
    "EventLog",
    "FinishedStudy",
    "FourthSeatError",
    "Game",
    "Header",
    "LogError",
    "LogWriter",
    "OrderError",
    "Player",
    "Question",
    "Reply",
    "Results",
    "Scenario",
    "ScenarioError",
    "Seat",
    "Send",
    "Study",
    "View",
    "__version__",
    "cast",
    "compare",
    "configure",
    "default_study",
    "fork",
    "load_scenario",
    "load_study",
    "measure",
    "play",
    "read_log",
    "read_study",
    "rerun",
    "run_study",
    "scenario_names",
    "verify",
    "write_after_action",
]

_MODULES = {
    "api": "compare configure fork load_scenario read_log read_study run_study scenario_names verify write_after_action",
    "engine.core.errors": "FourthSeatError LogError OrderError ScenarioError",
    "engine.core.orders": "Act Choose Decision Reply Send",
    "engine.core.terms": "Seat",
    "engine.game.game": "Game play",
    "engine.record.log": "EventLog Header",
    "engine.record.measures": "MEASURES measure",
    "engine.record.replay": "rerun",
    "engine.record.writer": "Writer=LogWriter",
    "engine.rules.player": "Player",
    "engine.rules.view": "View",
    "engine.rules.view_parts": "Question",
    "engine.scenario.scenario": "Scenario",
    "engine.study.conduct": "FinishedStudy",
    "engine.study.design": "Study load_study",
    "engine.study.presets": "default_study",
    "engine.study.results": "Results",
    "players.cast": "cast",
}
"""The same imports for the running program: the module and what of it is named here, ``ITS_NAME=OURS`` where they differ."""

_PLACES = {
    (ours or theirs): (module, theirs)
    for module, names in _MODULES.items()
    for theirs, _, ours in (name.partition("=") for name in names.split())
}


def __getattr__(name: str) -> Any:
    """Import *name* when it is first asked for; from then on it is an ordinary attribute."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES[name]
    value = getattr(import_module(f"{__name__}.{module}"), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
