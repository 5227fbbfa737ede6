"""The texts that a model is told, from the files of the package or the user's own in their place."""

from __future__ import annotations

import logging
from importlib.resources import files
from pathlib import Path
from string import Template

from explainer.errors import SettingError

_AUDIENCES = {
    "beginner": "someone who learns to program",
    "practitioner": "a programmer",
    "expert": "an expert",
}
_PROMPTS = ("rules", "single", "assistant", "revise", "second_reading", "unreadable", *_AUDIENCES)
_NAMES = f"there are {', '.join(f'{name}.md' for name in _PROMPTS)}"
_log = logging.getLogger(__name__)


class Prompts:
    """The prompts for one audience and language.

    Args:
        audience: `beginner`, `practitioner` or `expert`.
        language: Code of the language that claims are written in.
        most_claims: About one statement.
        folder: Files in it replace those of the package that have the same name; others are warned of.

    Raises:
        SettingError: for an audience that is not known, a folder that does not exist, or a file that cannot be read.
    """

    def __init__(self, audience: str, language: str, most_claims: int, folder: Path | None = None) -> None:
        if audience not in _AUDIENCES:
            raise SettingError(
                f"option 'openai.audience' is {audience!r}, and should be one of {', '.join(_AUDIENCES)}"
            )
        if folder is not None and not folder.is_dir():
            raise SettingError(f"option 'openai.prompts_dir' is {str(folder)!r}, which is no folder")
        self._folder = folder
        for name in _strangers(folder) if folder else ():
            _log.warning("option 'openai.prompts_dir': %s is no name of a prompt, and not used; %s", name, _NAMES)
        values = {"audience": _AUDIENCES[audience], "language": language, "most_claims": str(most_claims)}
        style = self._read(audience).strip()
        self.rules = Template(self._read("rules")).safe_substitute(values, style=style)
        self.single = self._read("single")
        self.assistant = self._read("assistant")
        self.revise = self._read("revise")
        self.second_reading = self._read("second_reading")
        self._unreadable = self._read("unreadable")

    def unreadable(self, reason: str) -> str:
        """Return what is said to an answer that is not in the form that was asked for."""
        return Template(self._unreadable).safe_substitute(reason=reason)

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them: what a change of makes other answers, and what no page may show."""
        return self.rules, self.single, self.assistant, self.revise, self.second_reading, self._unreadable

    def _read(self, name: str) -> str:
        own = None if self._folder is None else self._folder / f"{name}.md"
        if own is None or not own.is_file():
            return files("explainer.engines.openai").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
        try:
            return own.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"option 'openai.prompts_dir': {own} cannot be read ({error})") from error


def _strangers(folder: Path) -> list[str]:
    """Return the files of a folder that look like prompts, and replace none."""
    known = {f"{name}.md" for name in _PROMPTS}
    texts = (path.name for path in folder.iterdir() if path.suffix.lower() in (".md", ".markdown", ".txt"))
    return sorted(name for name in texts if name not in known and name.lower() != "readme.md")
