"""The vocabulary everything else is written in: terms, errors, chance, orders, entries."""
