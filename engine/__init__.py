"""Fourth Seat: a tabletop-exercise and wargame engine."""

__version__ = "0.1.0"
