"""Run a command while the local model is served: `python -m local_model mkdocs build`.

The command finds the address in `LOCAL_MODEL`.
"""

from __future__ import annotations

import os
import subprocess
import sys

from local_model.server import running


def main(command: list[str]) -> int:
    """Run the command and return what it returned."""
    with running() as address:
        print(f"the model answers at {address}", flush=True)
        return subprocess.run(command, env={**os.environ, "LOCAL_MODEL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
