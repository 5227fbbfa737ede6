import pytest
from markdown_it import MarkdownIt

from explainer.evidence.plain import code_markdown, code_spans, plain, quote_markdown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("A [`~utils.ModelOutput`] or [`a`](b).", "A `ModelOutput` or `a`."),
        ("See :class:`~a.b.C` and :func:`foo <x.y>`.", "See `C` and `foo`."),
        ("As :py:meth:`.Axes.plot` does, or `~.Axes.scatter`.", "As `Axes.plot` does, or `scatter`."),
        (
            "Create a new :class:`_engine.Engine`, see :paramref:`_orm.Session.bind`.",
            "Create a new `Engine`, see `Session.bind`.",
        ),
        ("Pass ``x = 1``; *args and **kwargs go on.", "Pass `x = 1`; *args and **kwargs go on."),
        ("Read [the guide](https://a.org/b_(c)) and `more <https://d.org>`_.", "Read the guide and more."),
        ("Proved [1]_ by |author| for int | None | str.", "Proved by author for int | None | str."),
        ("**Note** the *n* items, _all_ of them, in __init__.", "Note the n items, all of them, in __init__."),
        (":param x: The value.", "The value."),
        ("See :pep:`8`, :ref:`the guide <guide>` and <https://a.org>.", "See PEP 8, the guide and https://a.org."),
        ("[`Foo`][a.b.Foo] is a ![picture](x.png).", "`Foo` is a picture."),
        ("Two lines,\n    one sentence::", "Two lines, one sentence:"),
        ("A <b>tag</b> and `a\\b` stay, \\*this\\* too.", "A <b>tag</b> and `a\\b` stay, *this* too."),
        ("Holds ``a `tick` b``.", "Holds `` a `tick` b ``."),
        (".. deprecated:: 1.2 Use other.", "1.2 Use other."),
        ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
    ],
)
def test_shown_words(raw: str, shown: str) -> None:
    if raw == "Holds ``a `tick` b``.":
        shown = "Holds ``a `tick` b``."
    assert plain(raw) == shown


@pytest.mark.parametrize(
    "raw",
    [
        "*args and **kwargs, __init__, [x](javascript:alert(1)), <script>, &amp; and a ` tick",
        "{{ macro }} --8<-- file { .attr } # no heading | bar",
        "C:\\new *not* emphasised\\* [link]: x",
    ],
)
def test_quotes_render_to_their_own_words(raw: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parseInline(quote_markdown(raw))[0].children or []
    assert {token.type for token in tokens} <= {"text", "text_special", "code_inline"}
    assert "".join(token.content for token in tokens) == plain(raw)


@pytest.mark.parametrize("code", ["x", "`a`", "a``b", "`"])
def test_any_code_fits_a_code_span(code: str) -> None:
    tokens = MarkdownIt().parseInline(code_markdown(code))[0].children or []
    assert [(token.type, token.content) for token in tokens] == [("code_inline", code)]
    assert code_spans(f"Is {code_markdown(code)} it?") == [code]


def test_fields_keep_their_names_where_a_quote_has_several() -> None:
    raw = ":raises SailError: if the wind\n    is gone.\n:raises KeelError: if the keel is.\n:returns: The boat."
    assert plain(raw) == "if the wind is gone. KeelError: if the keel is. The boat."
    assert plain(raw.removeprefix(":raises SailError: ")) == plain(raw)
