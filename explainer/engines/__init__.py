"""From a step, its facts and its sources to an explanation."""
