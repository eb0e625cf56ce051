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
        "Axelrod1984",
        "BadoiuClarkson2003",
        "Bass1969",
        "Benson2011",
        "BerkemeierFuhrmann2018",
        "Brier1950",
        "BryantLempert2010",
        "CSISLightsOut2025",
        "CSISQuarantine2024",
        "DCID",
        "EfronTibshirani1993",
        "Erlang1917",
        "Fearon1995",
        "Fearon1997",
        "FriedmanFisher1999",
        "GML2016",
        "GeorgeSmoke1974",
        "GuardianTiger2025",
        "Hirshleifer1983",
        "Hughes1995",
        "Huth1988",
        "HuthRussett1984",
        "ICB",
        "JFSS2023",
        "JapanSecurity2015",
        "Jervis1976",
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
        "PacificTrident2020",
        "Perrow1984",
        "Press2005",
        "Rivera2024",
        "Saltelli2010",
        "Sandler1993",
        "Schelling1966",
        "SearleCasellaMcCulloch1992",
        "Signorino1999",
        "Snyder1961",
        "Sobol2001",
        "Tullock1980",
        "WCAG22",
        "WTO2014",
        "Wilson1927",
        "ZagareKilgour2000",
    ]
)
"""Of docs/references.md."""

FACTS = frozenset(f"F{number:02}" for number in range(1, 105))
"""Of docs/facts.csv."""
