"""A web of its own on loopback: a few pages, a search over them, and a real SearXNG in front.

The demonstration site is built with it by `make site-local-search`, and the tests of web research use it. Nothing of it
is part of the package.
"""
