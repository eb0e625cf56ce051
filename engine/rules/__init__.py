"""The pure core: state and its fold, what is legal, concurrence, durations, adjudication, and what a seat may see."""
