"""The log and what is read from it: replay, measures, narration, each seat's perspective."""
