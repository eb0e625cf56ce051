"""The command line: ``fourthseat``. A file of commands a subject; each is imported when one of its commands is called."""

from fourthseat.players.terminal.commands.group import main

__all__ = ["main"]
