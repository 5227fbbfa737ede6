"""Walkthroughs of source files, statement by statement, with their sources quoted and linked."""
