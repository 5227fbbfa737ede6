"""Measurements of the numbers that the project holds itself to; `make bench` runs them."""
