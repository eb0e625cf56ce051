"""The after-action report and improvement plan, from a log and what people wrote down."""
