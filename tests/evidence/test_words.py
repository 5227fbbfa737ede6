"""The forms in which words are compared."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from explainer.evidence.words import once, stem

WORDS = ["Loading", "connected", "tokenizers", "irreversibly", "weights", "relational", "classes", "generously"]


def test_words_of_one_kind_share_a_stem() -> None:
    assert {stem(word) for word in ("load", "loads", "loaded", "Loading")} == {"load"}
    assert stem("weights") != stem("waits")


def test_threads_do_not_mix_up_their_words() -> None:
    """Explanations are checked side by side."""
    expected = [stem.__wrapped__(word) for word in WORDS]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(stem.__wrapped__, WORDS * 400))
    finally:
        sys.setswitchinterval(interval)
    assert found == expected * 400


def test_threads_that_come_at_the_same_time_have_a_list_read_once() -> None:
    """All first answers are checked at the same time, when the word lists are not read yet."""
    read = []

    @once
    def words() -> int:
        read.append("the list")
        time.sleep(0.05)
        return len(read)

    with ThreadPoolExecutor(8) as pool:
        found = {waiting.result() for waiting in [pool.submit(words) for _ in range(8)]}
    assert (found, read) == ({1}, ["the list"])
