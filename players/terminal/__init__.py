"""The terminal: a person at a keyboard, the screen, and the commands."""
