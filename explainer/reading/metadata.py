"""A snippet's title, introduction and requirements: from front matter, docstring, leading comment or file name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from explainer.model import Finding, Requirement, Sites
from explainer.reading.languages import YAML, block_comment, line_comments
from explainer.reading.prose import Prose, in_prose
from explainer.reading.requirements import parsed, requirements
from explainer.reading.syntax import tree
from explainer.reading.syntax_trees import literal
from explainer.settings import is_site

FRONT_MATTER = {"title": str, "introduction": str, "packages": list, "queries": list, "sites": dict}
"""The keys of front matter, and what each holds."""
_SITES = ("allow", "block", "boost")
_MARKED = re.compile(r"#!|<\?php")
"""What may stand on the first line without being a comment that a reader reads."""

Comment = list[tuple[int, str]]
"""The lines of one comment, with their numbers and without their marks."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a snippet says about itself."""

    title: str = ""
    introduction: str = ""
    requirements: tuple[Requirement, ...] = ()
    queries: tuple[str, ...] = ()
    sites: Sites = field(default_factory=Sites)
    findings: tuple[Finding, ...] = ()


def describe(text: str, language: str, path: Path) -> Description:
    """Return the title, introduction and requirements of a snippet.

    Args:
        text: The whole snippet.
        language: The grammar's name.
        path: The file; `name.yml` or `name.py.yml` beside it may hold front matter.
    """
    comments = list(_leading_comments(text.split("\n"), language))
    beside, inside = _beside(path), _in_comment(comments)
    prose = _docstring(text) if language == "python" else None
    if prose is None or not prose.title:
        found = (in_prose([line for _, line in comment]) for comment in comments if not _is_front_matter(comment))
        prose = next((one for one in found if one.title), Prose())
    named, findings = requirements(text, language)
    return Description(
        title=beside.title or inside.title or prose.title or _from_name(path),
        introduction=beside.introduction or inside.introduction or prose.introduction,
        requirements=(*beside.requirements, *inside.requirements, *named),
        queries=(*beside.queries, *inside.queries),
        sites=inside.sites if beside.sites == Sites() else beside.sites,
        findings=(*beside.findings, *inside.findings, *findings),
    )


def _docstring(text: str) -> Prose | None:
    """Read the docstring of a Python module, or return None where there is none."""
    for statement in tree(text, "python").children():
        if statement.kind() == "comment":
            continue
        parts = statement.children() if statement.kind() == "expression_statement" else []
        if len(parts) != 1 or parts[0].kind() != "string":
            return None
        try:
            value = literal(parts[0].text())
        except (ValueError, SyntaxError):  # an f-string, or a string that is not closed
            return None
        return in_prose(value.split("\n")) if isinstance(value, str) else None
    return None


def _leading_comments(lines: list[str], language: str) -> Iterator[Comment]:
    """Give the comments above the first line of code; blank lines set them apart."""
    marks, (opens, closes) = line_comments(language), block_comment(language)
    comment: Comment = []
    block = False
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        mark = next((mark for mark in marks if bare.startswith(mark)), None)
        if block or (opens and bare.startswith(opens)):
            block = closes not in bare.removeprefix(opens)
            comment.append((number, bare.removeprefix(opens).removesuffix(closes).lstrip("*").strip()))
        elif number == 1 and _MARKED.match(bare):
            continue
        elif mark is not None:
            comment.append((number, bare.lstrip(mark[0]).removeprefix("!").removeprefix(" ")))
        elif bare:
            break
        elif comment:
            yield comment
            comment = []
    if comment:
        yield comment


def _is_front_matter(comment: Comment) -> bool:
    return comment[0][1].strip() == "---"


def _in_comment(comments: list[Comment]) -> Description:
    for comment in comments:
        if _is_front_matter(comment):
            ends = (index for index, (_, line) in enumerate(comment[1:], 1) if line.strip() == "---")
            inner = comment[1 : next(ends, len(comment))]
            return _front_matter("\n".join(line for _, line in inner), "the front matter", comment[0][0] + 1)
    return Description()


def _beside(path: Path) -> Description:
    is_yaml = path.suffix.lower() in YAML  # whose `.yml` or `.yaml` is the file itself, or another snippet
    for stem, suffix in product((path.name,) if is_yaml else (path.name, path.stem), YAML):
        name = stem + suffix
        beside = path.with_name(name)
        if beside.is_file():
            try:
                found = _front_matter(beside.read_text("utf-8-sig"), f"`{name}`", 1)
            except (OSError, UnicodeDecodeError) as error:
                return Description(findings=(Finding("front-matter", 1, f"`{name}` cannot be read: {error}."),))
            return replace(found, findings=tuple(replace(one, line=1) for one in found.findings))
    return Description()


def _front_matter(text: str, where: str, line: int) -> Description:
    """Read YAML, whose first line is `line` of the snippet."""
    try:
        matter = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2024-13-45
        mark = getattr(error, "problem_mark", None)
        place = "" if mark is None else f" on its line {mark.line + 1}"
        reason = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
        message = f"The YAML of {where} cannot be read{place} ({reason}), so it is not used."
        last = line + text.count("\n")
        return Description(findings=(Finding("front-matter", min(line + (mark.line if mark else 0), last), message),))
    if matter is None:
        return Description()
    if not isinstance(matter, dict):
        return Description(findings=(Finding("front-matter", line, f"The YAML of {where} is not a mapping."),))
    return Description(
        title=_text(matter.get("title")),
        introduction=_text(matter.get("introduction")),
        requirements=tuple(
            one for package in _texts(matter.get("packages")) if (one := parsed(package, None)) is not None
        ),
        queries=_texts(matter.get("queries")),
        sites=_sites(matter.get("sites")),
        findings=tuple(Finding("front-matter", line, problem) for problem in _problems(matter, where)),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _sites(value: Any) -> Sites:
    given = value if isinstance(value, dict) else {}
    return Sites(*(_texts(given.get(name)) for name in _SITES))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _problems(matter: dict[Any, Any], where: str) -> Iterator[str]:
    for key, value in matter.items():
        if key not in FRONT_MATTER:
            yield f"`{key}` is no key of {where}; there are {', '.join(f'`{known}`' for known in FRONT_MATTER)}."
        elif not isinstance(value, FRONT_MATTER[key]):
            yield f"`{key}` in {where} should be a {FRONT_MATTER[key].__name__}."
        elif key == "sites":
            yield from _problems_of_sites(value)


def _problems_of_sites(sites: dict[Any, Any]) -> Iterator[str]:
    for name, value in sites.items():
        if name not in _SITES or not isinstance(value, list):
            yield f"`{name}` in `sites` should be one of {', '.join(_SITES)}, and hold a list."
            continue
        wrong = next((site for site in value if not isinstance(site, str) or not is_site(site)), None)
        if wrong is not None:
            yield f"`{wrong}` in `sites` is no domain, with or without a path, as `docs.python.org/3`."


def _from_name(path: Path) -> str:
    words = re.sub(r"[_\-.\s]+", " ", path.stem).strip()
    return (words[:1].upper() + words[1:]) or path.name
