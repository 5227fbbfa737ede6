"""What a snippet says it needs: inline script metadata (PEP 723), and `pip install` commands in comments."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as PackagingRequirement

from explainer.model import Finding, Requirement

_BLOCK = re.compile(r"(?m)^# /// script[ \t]*\n((?:^#(?:| .*)\n)+?)^# ///[ \t]*$")
INSTALL = re.compile(
    r"[\s#/*$>!%-]*(?:(?:python3?(?:\.\d+)?|py)\s+-m\s+)?(?:(?:uv\s+)?pip3?\s+install|uv\s+add)\s+(.*)"
)
"""A line whose comment, or notebook command, installs packages; the group is what follows the command."""
_TAKES_VALUE = {
    "-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links",
    "-t", "--target", "--python", "--group", "--platform", "--prefix", "--root", "--index",
}  # fmt: skip
_ADDRESS = re.compile(r"^(?:git|hg|svn|bzr)\+|^https?://|^file:")
_EGG = re.compile(r"[#&](?:egg|subdirectory)=([A-Za-z0-9._/-]+)")


def requirements(text: str, language: str) -> tuple[tuple[Requirement, ...], tuple[Finding, ...]]:
    """Return what the text of a snippet says it needs, each distribution once, and what of that cannot be read."""
    found: dict[str, Requirement] = {}
    findings: list[Finding] = []
    inline, problems = _inline(text) if language == "python" else ([], [])
    findings += problems
    for one in (*inline, *_installed(text)):
        key = re.sub(r"[-_.]+", "-", one.name).lower()
        if key not in found or (one.specifier and not found[key].specifier):
            found[key] = one
    return tuple(found.values()), tuple(findings)


def parsed(text: str, line: int | None) -> Requirement | None:
    """Return one requirement in the form of PEP 508, or None where it is not one or its marker excludes it."""
    try:
        one = PackagingRequirement(text)
    except InvalidRequirement:
        return None
    if one.marker is not None and not one.marker.evaluate():
        return None
    return Requirement(one.name, str(one.specifier), line)


def _inline(text: str) -> tuple[list[Requirement], list[Finding]]:
    block = _BLOCK.search(text)
    if block is None:
        return [], []
    start = text[: block.start()].count("\n") + 1
    content = "\n".join(line[2:] if line.startswith("# ") else line[1:] for line in block[1].split("\n"))
    try:
        dependencies = tomllib.loads(content).get("dependencies", [])
    except tomllib.TOMLDecodeError as error:
        message = f"The inline script metadata is not valid TOML ({error}), so the versions it names are not used."
        return [], [Finding("front-matter", start, message)]
    if not isinstance(dependencies, list):
        return [], [Finding("front-matter", start, "`dependencies` of the inline script metadata is not a list.")]
    lines = text.split("\n")
    found, findings = [], []
    for dependency in dependencies:
        line = next((n for n, code in enumerate(lines[start - 1 :], start) if str(dependency) in code), start)
        one = parsed(str(dependency), line)
        if one is not None:
            found.append(one)
        elif _invalid(str(dependency)):
            findings.append(
                Finding("front-matter", line, f"`{dependency}` is no requirement that can be read (PEP 508).")
            )
    return found, findings


def _invalid(text: str) -> bool:
    try:
        PackagingRequirement(text)
    except InvalidRequirement:
        return True
    return False


def _installed(text: str) -> Iterator[Requirement]:
    for number, line in enumerate(text.split("\n"), 1):
        command = INSTALL.match(line)
        if command:
            yield from _arguments(command[1], number)


def _arguments(rest: str, line: int) -> Iterator[Requirement]:
    try:
        words = shlex.split(rest, comments=False)
    except ValueError:
        words = rest.split()
    pending = iter(words)
    for word in pending:
        if word in ("&&", ";", "|", "||", "#"):
            return
        if word in _TAKES_VALUE:
            next(pending, None)
        elif _ADDRESS.match(word):
            named = _EGG.search(word)
            yield Requirement(named[1].rsplit("/")[-1] if named else _last_part(word), "", line)
        elif not word.startswith(("-", ".", "/")):
            one = parsed(word.removesuffix(";"), line)
            if one is not None:
                yield one
            if one is None or word.endswith(";"):
                return


def _last_part(address: str) -> str:
    """Return the name of the repository or file at the end of an address."""
    return re.split(r"[@#?]", address.rsplit("/", 1)[-1])[0].removesuffix(".git") or "unnamed"
