"""Whether what a claim says of the arguments of the calls is so: which are given, and as what.

The code shows it, so no quote can back the contrary: that `delete` is true where the call has `delete=False`, or that a
parameter is left out that has an argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from explainer.model import ExplainRequest

_LITERAL = r"`[^`]+`|[\"'][^\"']*[\"']|\b(?:true|false|none)\b|\d[\d.]*"
_NAME = r"`(?P<name>[a-z_]\w*)(?: ?= ?(?P<written>[^`]+))?`"
_IS_GIVEN = re.compile(
    rf"(?:\b(?P<none>[Nn]o) )?(?:{_NAME}|\b[Tt]he (?P<bare>[a-z_]\w*)) (?:is|are|was) (?P<no>not )?"
    r"(?:given|passed|set|supplied|provided)\b(?! (?:to(?! the call\b)|as|by|for|in)\b)"
)
_IS_VALUE = re.compile(
    rf"{_NAME} (?:is|was) (?P<no>not )?(?:set to |given as )?(?P<value>{_LITERAL})(?![\w`])", re.IGNORECASE
)
_SUPPOSED = re.compile(
    r"\b(?:if|when|whenever|unless|would|otherwise|had|could|whether|where|default)\b", re.IGNORECASE
)
_ABSENT = (
    r"(?:left|kept) (?:out|off|unset|alone|as it is|unchanged"
    rf"|at (?P<value>(?:its|the) default(?: value)?(?: (?:of|,) (?:{_LITERAL}))?|{_LITERAL}))"
    r"|(?:omitted|unset|absent|missing)"
    r"|not (?:given|passed|set|supplied|provided|specified|used|present|named|changed|overridden)"
)
_LEAVES_OUT = re.compile(
    r"(?P<alone>\b(?:left|kept) at its default,? (?=`(?P<stands>[a-z_]\w*)`))"
    r"|(?P<lead>\b(?:since|as|because|when|where|with|if)\b )(?:the (?:argument|parameter|option) )?"
    rf"(?:`(?P<name>[a-z_]\w*)` (?:is|was|being)?(?: here| therefore)? ?(?:{_ABSENT})"
    r"|`(?P<keeps>[a-z_]\w*)` (?:keeps|has) (?:its|the) default(?: value)?(?: of)? ?(?P<kept>`[^`]+`)?"
    r"|no `?(?P<none>[a-z_]\w*)`? (?:is|was) (?:given|passed|set|supplied|provided|specified))"
    r"(?: here| in this call| in the call)?",
    re.IGNORECASE,
)
"""That an argument is left out, as the reason of what a claim says."""
_ABSENCE = re.compile(
    r"\b(?:omitted|missing|absent|without|left out|unset|unless|if given|otherwise|false"
    r"|not (?:given|passed|set|specified|supplied|provided))\b",
    re.IGNORECASE,
)
_DEFAULT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
_PARTS = re.compile(r"(?<=[,;:.!?])\s+")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_STARS = re.compile(r"^\*")
_MARKS = "`\"'"


@dataclass(frozen=True)
class Given:
    """The arguments of the calls of a step."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each parameter that something is given for, what that is, as it is written."""
    left_out: frozenset[str] = frozenset()
    """The parameters that nothing is given for in any call."""
    names: frozenset[str] | None = None
    """All names in the code of the step, if that shows all that is given."""

    @classmethod
    def of(cls, request: ExplainRequest) -> Given:
        """Read the calls of a step whose documentation is known."""
        values: dict[str, set[str]] = {}
        names: set[str] = set()
        spread = False
        for call in request.research.calls:
            for bound in call.arguments:
                spread = spread or bool(_STARS.match(bound.argument.value))
                if name := bound.parameter or bound.argument.keyword:
                    values.setdefault(name, set()).add(bound.argument.value)
            if call.source is not None:
                names.update(one.name for one in request.research.documentation[call.source].parameters)
        # What `*args` or `**options` hold is not seen.
        left_out = frozenset() if spread else frozenset(names - values.keys())
        code = " ".join(step.code for step in (request.step, *request.context))
        seen = None if spread else frozenset(_IDENTIFIER.findall(code))
        return cls({name: frozenset(found) for name, found in values.items()}, left_out, seen)

    def literals(self) -> dict[str, str]:
        """Return the literal given for each parameter, without quotation marks, or nothing where it is left out."""
        alone = {name: min(found) for name, found in self.values.items() if len(found) == 1}
        found = {name: _plain(value) for name, value in alone.items() if re.fullmatch(_LITERAL, value, re.IGNORECASE)}
        return dict.fromkeys(self.left_out, "") | found

    def problem(self, claim: str) -> str:
        """Return why what a claim says of the arguments is not so, or an empty string."""
        return next(self._problems(claim), "")

    def as_default(self, claim: str, quotes: Sequence[str]) -> str:
        """Return a claim with plainer words for each reason in it that an argument is left out, if it is so.

        They are `by default` where the quotes speak of a default.
        """
        speak_of_absence = any(_ABSENCE.search(quote) for quote in quotes)
        speak_of_default = any(_DEFAULT.search(quote) for quote in quotes)

        def plainer(found: re.Match[str]) -> str:
            lead = found["lead"] or "since "
            name = found["name"] or found["none"] or found["keeps"] or found["stands"]
            supposed = lead.strip().lower() == "if"
            left_out = name in self.left_out or (supposed and name in self.values)
            if not left_out or (not speak_of_default and (supposed or found["alone"])):
                return found.group()
            if speak_of_default:
                value = re.search(_LITERAL, found["value"] or found["kept"] or "", re.IGNORECASE)
                plain = f"by default {value.group()}" if value else "by default"
            elif speak_of_absence:
                plain = f"{lead}`{name}` is not given"
            else:
                # Of a call that leaves it out, the rest has to hold anyway.
                plain = f"with `{name}`"
            plain = plain[0].upper() + plain[1:] if found.group()[0].isupper() else plain
            return f"{plain} " if found["alone"] else plain

        return _LEAVES_OUT.sub(plainer, claim)

    def _problems(self, claim: str) -> Iterator[str]:
        for part in _PARTS.split(claim):
            if _SUPPOSED.search(re.sub(r"`[^`]*`", " ", part)):
                continue
            for found in _IS_GIVEN.finditer(part):
                name, denied = found["name"] or found["bare"], bool(found["no"] or found["none"])
                if denied and name in self.values and self._has(name, found["written"]):
                    yield f"`{name}` is given"
                elif not denied and (name in self.left_out or (found["name"] and self._is_nowhere(name))):
                    yield f"`{name}` is not given"
            for found in _IS_VALUE.finditer(part):
                given = {_plain(value) for value in self.values.get(found["name"], ())}
                if _comparable(given) and (_plain(found["value"]) in given) == bool(found["no"]):
                    yield f"`{found['name']}` is {min(given)}"

    def _is_nowhere(self, name: str) -> bool:
        """Whether the code shows all that is given, and has no such name: the documentation speaks of it alone."""
        return bool(self.values) and self.names is not None and name not in self.names | self.values.keys()

    def _has(self, name: str, written: str | None) -> bool:
        given = set(map(_plain, self.values[name]))
        # `None` may be said to be nothing.
        return given != {"none"} if written is None else _plain(written) in given


def _plain(value: str) -> str:
    return value.strip(_MARKS).lower()


def _comparable(given: set[str]) -> bool:
    """Whether a parameter has one value, and that is written out."""
    return len(given) == 1 and bool(re.fullmatch(r"true|false|none|-?[\d.]+", min(given)))
