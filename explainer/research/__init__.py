"""Finding sources for a step: the searchers, and tying calls to their documentation."""
