"""The language that a model writes in: how it is written in the configuration, and what it means for the check."""

from __future__ import annotations

import pytest
from mkdocs.exceptions import Abort

from tests.engines.openai.scripted_model import Model, chat
from tests.hosts.sites import Site

PAGE = "walkthroughs/hello/index.html"
UNSUPPORTED = {"text": "Sorts the ships by weight.", "evidence": []}
GERMAN = {"text": "Ruft `print` mit der Zahl `1` auf.", "evidence": []}


@pytest.mark.parametrize("language", ["en", "EN", "en-US", "en_GB", "eng"])
def test_english_is_checked_however_it_is_written(language: str, model: Model, site: Site) -> None:
    site.options["openai"]["language"] = language
    model.says(chat(UNSUPPORTED))
    site.build(strict=True)
    page = site.page(PAGE)
    assert "Sorts the ships" not in page
    assert "Nothing that the engine openai said of this step is backed" in page
    assert f"`{'en' if language.lower() in ('en', 'eng') else language.replace('_', '-')}`" in str(model.bodies[0])


@pytest.mark.parametrize("language", ["Deutsch", "", "d", "de-", "de/at", 'de"><b'])
def test_what_is_no_tag_of_a_language_is_refused(language: str, site: Site) -> None:
    site.options["openai"]["language"] = language
    with pytest.raises(Abort):
        site.build()
    assert f"option 'openai.language' is {language!r}, and should be the tag of a language" in site.log
    assert "pt-BR" in site.log


def test_claims_in_another_language_are_marked_as_such(model: Model, site: Site) -> None:
    site.options["openai"]["language"] = "DE_at"
    model.says(chat(GERMAN))
    site.build(strict=True)
    page = site.page(PAGE)
    assert '<span lang="de-AT">Ruft <code>print</code> mit der Zahl <code>1</code> auf.</span>' in page
    assert "ex-inference" in page


def test_english_words_are_not_marked_on_a_page_in_another_language(model: Model, site: Site) -> None:
    site.options["openai"]["language"] = "de"
    model.says(chat())
    site.build(strict=True)
    page = site.page(PAGE)
    assert "Calls <code>print</code>" in page
    assert 'lang="de"' not in page


def test_inferences_are_dropped_in_every_language(model: Model, site: Site) -> None:
    site.options["openai"]["language"] = "de"
    site.options["inference"] = "drop"
    model.says(chat(GERMAN))
    site.build(strict=True)
    page = site.page(PAGE)
    assert "Ruft" not in page
    assert "Nothing that the engine openai said of this step is backed" in page
    assert len(model.requests) == 1, "nothing better could come back"
