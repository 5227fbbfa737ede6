"""How options are checked: a misspelt name is told with the one that is near, a type in plain words."""

from __future__ import annotations

import difflib
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings, ValidationError

_WORDS = {
    bool: "true or false",
    dict: "a mapping of names to values",
    int: "a whole number",
    str: "text, in quotes where it looks like something else",
    (int, float): "a number",
}


class Options(Config):  # type: ignore[no-untyped-call]
    """Options that know what a misspelt name was probably meant to be."""

    def _validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        failed, warnings = super()._validate()
        unknown = self.keys() - self._schema_keys
        known = [warning for warning in warnings if warning[0] not in unknown]
        return failed, [*known, *((name, self._unknown(str(name))) for name in sorted(unknown, key=str))]

    def _unknown(self, name: str) -> str:
        near = difflib.get_close_matches(name, self._schema_keys, n=1)
        meant = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(self._schema_keys))}"
        return f"no option is called {name!r}, so it is not used: {meant}"


class Value(c.Type[Any]):
    """An option of one type; a number is neither `true` nor `false`."""

    def run_validation(self, value: object) -> Any:
        """Return the value.

        Raises:
            ValidationError: for a value of another type.
        """
        if isinstance(value, self._type) and (self._type is bool or not isinstance(value, bool)):
            return value
        # What should be text or a mapping may be a key, and is not shown.
        given = f"it is {value!r}, and " if self._type not in (str, dict) else "it "
        raise ValidationError(f"{given}should be {_WORDS[self._type]}")
