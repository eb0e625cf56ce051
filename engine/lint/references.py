"""The keys of the manual's list of references and the numbers of its facts, for telling a source that nobody can look up.

The manual is not installed with the program; a test holds this list against it.
"""

from __future__ import annotations

__all__ = ["FACTS", "KEYS"]

KEYS = frozenset(
    [
        "ATOP",
        "AbramowitzStegun1964",
        "Armstrong2005",
        "BadoiuClarkson2003",
        "Bass1969",
        "Benson2011",
        "BerkemeierFuhrmann2018",
        "Brier1950",
        "BryantLempert2010",
        "DCID",
        "Erlang1917",
        "Fearon1995",
        "Fearon1997",
        "FriedmanFisher1999",
        "GML2016",
        "Hirshleifer1983",
        "Hughes1995",
        "Huth1988",
        "HuthRussett1984",
        "ICB",
        "JosangIsmail2002",
        "Kahn1965",
        "Lamparth2024",
        "Lanchester1916",
        "LeedsLongMitchell2000",
        "LempertPopperBankes2003",
        "McKelveyPalfrey1998",
        "Morris1991",
        "MorrisWhiteCrowther2019",
        "Mouat",
        "NelsonPhelps1966",
        "Newcombe1998",
        "Nti1999",
        "OlsonZeckhauser1966",
        "Rivera2024",
        "Saltelli2010",
        "Sandler1993",
        "Schelling1966",
        "Signorino1999",
        "Sobol2001",
        "Tullock1980",
        "Wilson1927",
        "ZagareKilgour2000",
    ]
)
"""Of docs/references.md."""

FACTS = frozenset(f"F{number:02}" for number in range(1, 105))
"""Of docs/facts.csv."""
