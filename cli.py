"""The door: ``python cli.py`` from a checkout is the installed command ``fourthseat``."""

from __future__ import annotations

from fourthseat.players.terminal.commands import main

if __name__ == "__main__":
    main()
