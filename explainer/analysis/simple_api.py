"""Pages of a package index, in HTML (PEP 503) or JSON (PEP 691)."""

from __future__ import annotations

import json

from pypi_simple import ACCEPT_ANY, PYPI_SIMPLE_ENDPOINT, ProjectPage
from pypi_simple.errors import UnsupportedContentTypeError, UnsupportedRepoVersionError

from explainer.errors import PackageError

ACCEPT = ACCEPT_ANY
"""Value of the header with which both forms are asked for."""
DEFAULT_INDEX = PYPI_SIMPLE_ENDPOINT.rstrip("/") + "/"
"""The index that pip uses where nothing else is said."""


def read_page(name: str, address: str, content_type: str, body: bytes) -> ProjectPage:
    """Return the files of a project.

    Args:
        name: Of the project.
        address: Of its page, which links in it are relative to.
        content_type: Of the page.
        body: The page.

    Raises:
        PackageError: for what is no such page.
    """
    try:
        if "json" in content_type.lower():
            return ProjectPage.from_json_data(json.loads(body), address)
        return ProjectPage.from_html(name, body, address)
    except (ValueError, KeyError, TypeError, UnsupportedContentTypeError, UnsupportedRepoVersionError) as error:
        message = f"the package index answered with an unreadable page ({type(error).__name__})"
        raise PackageError(message) from error
