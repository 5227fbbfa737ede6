"""The options under `search:` as a user writes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from mkdocs.exceptions import Abort

from explainer.hosts.config import ExplainerConfig
from explainer.model import Sites
from explainer.reading.metadata import describe
from explainer.settings import Settings
from tests.hosts.sites import Site


def settings(folder: Path, **options: Any) -> Settings:
    config = ExplainerConfig()
    (folder / "snippets").mkdir(exist_ok=True)
    config.load_dict(options)
    config.validate()
    return config.settings(folder)


def test_they_become_settings(tmp_path: Path) -> None:
    docs = tmp_path / "own"
    docs.mkdir()
    search = settings(
        tmp_path,
        search={
            "services": {"brave": {"key": "k", "per_month": 10}},
            "sites": {"allow": ["docs.python.org"], "block": ["a.example/b"], "boost": ["c.example"]},
            "folders": [str(docs)], "queries": 1, "results": 2, "pages": 0, "timeout": 1.5, "hosts": ["localhost:1"], "private": ["x+"],
        },
    ).search  # fmt: skip
    assert search.services == {"brave": {"key": "k", "per_month": 10}}
    assert search.sites == Sites(("docs.python.org",), ("a.example/b",), ("c.example",))
    assert (search.folders, search.queries, search.results, search.pages) == ((docs,), 1, 2, 0)
    assert (search.timeout, search.hosts, search.private) == (1.5, ("localhost:1",), ("x+",))


@pytest.mark.parametrize(
    ("search", "named"),
    [
        ({"queries": -1}, r"search\.queries"),
        ({"timeout": 0}, r"search\.timeout"),
        ({"private": ["("]}, r"search\.private"),
        ({"sites": {"block": ["https://example.org/"]}}, r"search\.sites\.block.*https://example\.org/.*a domain"),
        ({"services": {"brave": "a-key-of-ours"}}, r"search\.services\.brave"),
        ({"services": {"brvae": {"key": "a-key-of-ours"}}}, r"search\.services' has 'brvae', which is no searcher"),
    ],
)
def test_a_wrong_one_stops_the_build_with_its_name(search: dict[str, Any], named: str, site: Site) -> None:
    site.options["search"] = search
    with pytest.raises(Abort):
        site.build()
    assert re.search(named, site.log)
    assert "a-key-of-ours" not in site.log


def test_an_unknown_service_option_stops_the_build_without_showing_a_key(site: Site) -> None:
    site.options |= {"searchers": ["brave"], "search": {"services": {"brave": {"kee": "a-key-of-ours"}}}}
    with pytest.raises(Abort):
        site.build()
    assert "'search.services.brave.kee' is not known" in site.log
    assert "a-key-of-ours" not in site.log


def test_a_key_comes_from_the_environment_by_env(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUR_KEY", "a-key-of-ours")
    site.options |= {"searchers": ["brave"], "search": {"services": {"brave": {"key": "PLACE"}}}}
    file = site.configure()
    file.write_text(file.read_text().replace("PLACE", "!ENV OUR_KEY"))
    from mkdocs.config import load_config

    plugin = load_config(str(file)).plugins["explainer"]
    assert plugin.config.settings(site.folder).search.services["brave"]["key"] == "a-key-of-ours"


class TestFrontMatter:
    def described(self, folder: Path, matter: str) -> Any:
        (folder / "a.yml").write_text(matter)
        return describe("x = 1\n", "python", folder / "a.py")

    def test_queries_and_sites(self, tmp_path: Path) -> None:
        found = self.described(tmp_path, "queries: [one, two]\nsites: {allow: [a.example], boost: [b.example]}\n")
        assert found.queries == ("one", "two")
        assert found.sites == Sites(allow=("a.example",), boost=("b.example",))
        assert found.findings == ()

    @pytest.mark.parametrize(
        ("matter", "said"),
        [
            ("queries: one\n", "`queries` in `a.yml` should be a list"),
            ("sites: [a.example]\n", "`sites` in `a.yml` should be a dict"),
            ("sites: {allowed: [a.example]}\n", "`allowed` in `sites` should be one of allow, block, boost"),
            ("sites: {allow: a.example}\n", "`allow` in `sites` should be one of"),
            ("sites: {allow: ['https://a.example']}\n", "`https://a.example` in `sites` is no domain"),
        ],
    )
    def test_what_is_wrong_is_a_finding(self, matter: str, said: str, tmp_path: Path) -> None:
        (finding,) = self.described(tmp_path, matter).findings
        assert said in finding.message
