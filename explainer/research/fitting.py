"""Which of the classes that a value may be of can take the calls that are made on it."""

from __future__ import annotations

import builtins
import inspect
import io
import re

from explainer.analysis.documentation import DocumentationReader
from explainer.model import Call
from explainer.research.class_index import FoundClass


def fits(cls: FoundClass, call: Call, reader: DocumentationReader) -> bool:
    """Tell whether a method of a class may take a call; False only where it surely does not.

    Args:
        cls: The class.
        call: Of a member by its name.
        reader: Reads the signatures of classes that have a file.
    """
    if cls.file is not None:
        return reader.may_take(cls.file, cls.line, call, call.name)
    kind = getattr(builtins if cls.module == "builtins" else io, cls.name, None)
    method = getattr(kind, call.name, None)
    return method is None or call.decorator or _built_in_takes(method, call)


def _built_in_takes(method: object, call: Call) -> bool:
    keywords = [one.keyword for one in call.arguments if one.keyword is not None]
    given = [None for one in call.arguments if one.keyword is None]
    try:
        signature = inspect.signature(method)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        # Compiled methods without a signature take the keywords that their documentation tells of.
        said = inspect.getdoc(method) or ""
        return "**" in said or all(re.search(rf"\b{re.escape(keyword)}\b", said) for keyword in keywords)
    if any(one.keyword is None and one.value.startswith("*") for one in call.arguments):
        return True
    try:
        signature.bind(*_itself(method), *given, **dict.fromkeys(keywords))
    except TypeError:
        return False
    return True


def _itself(method: object) -> list[None]:
    """Return what stands for the value that a method is looked up on; nothing for one that is bound to its class."""
    return [] if inspect.isbuiltin(method) else [None]
