"""``python -m fourthseat`` is the command."""

from fourthseat.players.terminal.commands import main

main()
