"""Who may sit in a seat: doctrines, a uniform player, a silent control, people at a terminal or in browsers."""
