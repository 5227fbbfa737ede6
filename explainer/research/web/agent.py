"""What the program calls itself before other people's servers."""

from importlib.metadata import version

PRODUCT = "mkdocs-explainer"
"""What `robots.txt` may name."""
NAME = f"{PRODUCT}/{version(PRODUCT)}"
"""The `User-Agent` of every request."""
