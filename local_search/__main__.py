"""Run a command while the local web and its SearXNG are there: `python -m local_search mkdocs build`.

The command finds the instance's address in `SEARXNG_URL`, and that of the pages in `LOCAL_WEB`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from local_search.corpus import Corpus, pages
from local_search.instance import running


def main(command: list[str]) -> int:
    """Run the command and return what it returned."""
    with tempfile.TemporaryDirectory() as folder, Corpus(pages()).serving() as corpus:
        with running(corpus.address, Path(folder)) as address:
            print(f"SearXNG answers at {address}, over {len(pages())} pages at {corpus.address}", flush=True)
            found = {"SEARXNG_URL": address, "LOCAL_WEB": urlsplit(corpus.address).netloc}
            status = subprocess.run(command, env={**os.environ, **found}, check=False).returncode
        searches = sum(path.startswith("/search") for path in corpus.asked)
        print(
            f"{searches} searches reached the local web, and {len(corpus.asked) - searches} other requests", flush=True
        )
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
