"""Fourth Seat: a tabletop-exercise and wargame engine. What a program may rely on is named here."""

from fourthseat.engine import __version__

__all__ = ["__version__"]
