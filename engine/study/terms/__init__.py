"""On which terms a seat may belong, and what each of them costs: a many-objective search, judged on luck it has not seen."""
