"""One page has one key, and what cannot be linked safely is no address."""

from __future__ import annotations

import pytest

from explainer.research.web.addresses import address, is_inside


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://docs.python.org/3/library/json.html", "http://docs.python.org:80/3/library/json.html#json.loads"),
        ("https://www.example.org/a/", "https://example.org/a?utm_source=x&gclid=1"),
        ("https://example.org/a/index.html", "https://example.org/a"),
        ("https://EXAMPLE.org./a", "https://example.org/a"),
        ("https://example.org/a?b=1&a=2", "https://example.org/a?a=2&b=1"),
        ("https://example.org/caf%C3%A9", "https://example.org/café"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_the_same_page(one: str, other: str) -> None:
    first, second = address(one), address(other)
    assert first and second and first.key == second.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/?q=1", "https://example.org/?q=2"),
        ("https://example.org:8443/a", "https://example.org/a"),
        ("https://docs.python.org/3/", "https://docs.pythоn.org/3/"),
        ("https://example.org/A", "https://example.org/a"),
    ],
)
def test_another_page(one: str, other: str) -> None:
    first, second = address(one), address(other)
    assert first and second and first.key != second.key


def test_look_alike_letters_show() -> None:
    found = address("https://docs.pythоn.org/3/")  # with a Cyrillic o
    assert found and found.host.startswith("docs.xn--")
    assert found.url.isascii()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "//example.org/", "example.org", "", "https://",
        "https://docs.python.org@evil.example/", "https://exa mple.org/", "https://example.org/<script>", "https://[::1",
        "https://example.org\\@evil.example/", "https://example.org/\u202egnp", "https://example.org:99999/",
        "https://" + "a" * 300 + ".example/", "vbscript:x", "file:///etc/passwd", "https://ex\u200bample.org/",
    ],
)  # fmt: skip
def test_no_address(url: str) -> None:
    assert address(url) is None


@pytest.mark.parametrize(
    ("url", "version"),
    [
        ("https://docs.python.org/2.7/library/json.html", (2, 7)),
        ("https://docs.python.org/3/library/json.html", (3,)),
        ("https://huggingface.co/docs/transformers/v4.30.0/en/main_classes/model", (4, 30, 0)),
        ("https://huggingface.co/docs/transformers/main/en/model", ()),
        ("https://pandas.pydata.org/pandas-docs/version/1.5/reference/x.html", (1, 5)),
        ("https://stackoverflow.com/questions/12345678/how", ()),
    ],
)
def test_the_version_of_a_page(url: str, version: tuple[int, ...]) -> None:
    found = address(url)
    assert found and found.version == version


def test_pages_that_differ_in_their_version_alone() -> None:
    one, two = (
        address("https://docs.python.org/2.7/library/json.html"),
        address("https://docs.python.org/3/library/json.html"),
    )
    assert one and two and one.versionless == two.versionless
    for first, second in (("issues/12", "issues/34"), ("questions/11/a", "questions/12/b"), ("wiki/1.0", "wiki/2.0")):
        a, b = address(f"https://example.org/x/{first}"), address(f"https://example.org/x/{second}")
        assert a and b and a.versionless != b.versionless


@pytest.mark.parametrize(
    ("site", "inside"),
    [
        ("python.org", True), ("docs.python.org", True), ("www.docs.python.org", True), ("*.python.org", True),
        ("docs.python.org/3", True), ("docs.python.org/3/library", True), ("docs.python.org/3/lib", False),
        ("ython.org", False), ("python.org.evil.example", False), ("docs.python.org/2", False),
    ],
)  # fmt: skip
def test_a_site_is_a_domain_with_a_path(site: str, inside: bool) -> None:
    found = address("https://docs.python.org/3/library/json.html")
    assert found and found.within(site) is inside


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "wiki",
        "nas.local",
        "2130706433",
        "0.0.0.0",
        "x.internal",
    ],
)
def test_hosts_inside(host: str) -> None:
    assert is_inside(host)


@pytest.mark.parametrize("host", ["docs.python.org", "8.8.8.8", "[2606:4700::1111]"])
def test_hosts_outside(host: str) -> None:
    assert not is_inside(host)
