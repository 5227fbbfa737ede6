"""Names of pages."""

from __future__ import annotations

from explainer.hosts.names import page_names, shared_names


def test_a_page_is_named_after_the_file_without_its_suffix():
    assert page_names(["peft_generate.py", "web/app.py"]) == {
        "peft_generate.py": "peft_generate",
        "web/app.py": "web/app",
    }


def test_files_that_differ_in_their_suffix_alone_get_it():
    assert page_names(["a.py", "a.js", "b.py"]) == {"a.py": "a-py", "a.js": "a-js", "b.py": "b"}


def test_names_that_pages_have_already_are_left_alone():
    assert page_names(["guide.py", "index.py"], ["guide"]) == {"guide.py": "guide-py", "index.py": "index-py"}


def test_names_under_which_a_site_has_the_page_of_a_folder_are_none_of_a_snippet():
    assert page_names(["readme.py", "README.sh", "INDEX.js", "a/readme.py"]) == {
        "readme.py": "readme-py",
        "README.sh": "readme-sh",
        "INDEX.js": "index-js",
        "a/readme.py": "a/readme-py",
    }
    assert page_names(["web.py", "web/index.js"]) == {"web.py": "web", "web/index.js": "web/index-js"}
    assert page_names(["web.py"], ["web/index"]) == {"web.py": "web-py"}


def test_the_name_that_files_share_is_left_to_a_page_that_leads_to_them():
    assert shared_names(["a.py", "a.js", "b.py", "c/d.rb", "c/d.sh"]) == {
        "a": ["a.py", "a.js"],
        "c/d": ["c/d.rb", "c/d.sh"],
    }
    assert shared_names(["a.py", "a.js", "index.py", "index.js"], ["a"]) == {}
    paths = ["A b.py", "a-b.py", "a b-py.py", "a-py.py", "a.py", "a.js", "b.c"]
    assert not set(shared_names(paths)) & set(page_names(paths).values())


def test_no_two_pages_have_one_name_in_any_file_system():
    names = page_names(["A b.py", "a-b.py", "a_b.py", "ä.py", "ö.py", "a-py.py", "a.py", "a.js"])
    assert len(set(names.values())) == 8
    assert all(name == name.lower() and name.isascii() for name in names.values())


def test_no_name_leaves_the_folder_or_holds_markup():
    hostile = ["<script>.py", "../../etc/passwd", "con/..py", ".py", "a" * 300 + ".py", "{{ x }}.py"]
    for name in page_names(hostile).values():
        assert ".." not in name
        assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789_-/")
        assert max(map(len, name.split("/"))) < 120
