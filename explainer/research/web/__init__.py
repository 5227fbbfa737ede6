"""Web research: search services, the ranking of their results, and the reading of the pages that they name."""
