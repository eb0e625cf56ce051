"""One game: the SimPy clock between the seats and the rules."""
