"""Reading the sources of a wheel from a real server, in ranges, and refusing what is no proper wheel."""

from __future__ import annotations

import io
import random
import stat
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from package_index import IndexServer, archive, wheel

from explainer.analysis.remote_file import WheelFile
from explainer.analysis.transfer import Transfer
from explainer.analysis.wheels import read_sources
from explainer.errors import PackageError

LIMIT = 20_000_000
BINARY = random.Random(7).randbytes(5_000_000)
"""Stands for a compiled library: larger than what is fetched whole, and does not compress."""


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with IndexServer() as running:
        yield running


def read(server: IndexServer, content: bytes, *, limit: int = LIMIT, size: int | None = -1) -> dict[str, bytes]:
    server.files["a.whl"] = content
    file = WheelFile(server.url.replace("simple/", "files/a.whl"), len(content) if size == -1 else size, None)
    with Transfer(2, server.url) as transfer, ThreadPoolExecutor(4) as pool:
        return {member.path: member.data for member in read_sources(file, transfer, limit, pool.map)}


def source(number: int) -> str:
    return "".join(f"def f{number}_{line}():\n    return {line * number}\n" for line in range(60))


def large_wheel() -> bytes:
    """A wheel whose forty modules stand in two groups, with a compiled library between them."""
    files: dict[str, str | bytes] = {f"big/early_{n:02}.py": source(n) for n in range(20)}
    files |= {"big/library.so": BINARY}
    files |= {f"big/late_{n:02}.py": source(n) for n in range(20)}
    return wheel("big", "1.0", {"big/__init__.py": '"""Big."""\n', **files})


def test_only_the_sources_of_a_large_wheel_are_fetched_and_whole_groups_in_one_request(server: IndexServer) -> None:
    content = large_wheel()
    found = read(server, content)
    assert found["big/early_07.py"].decode() == source(7)
    assert found["big/late_19.py"].decode() == source(19)
    assert "big/library.so" not in found
    assert sum(size for _, _, size in server.requests) < 300_000 < len(content)
    assert len(server.requests) <= 3  # the end with the directory and the late group in it, then the early group
    assert all(wanted for _, wanted, _ in server.requests)


def test_members_that_are_far_apart_are_fetched_apart(server: IndexServer) -> None:
    library = BINARY[:1_500_000]
    files: dict[str, str | bytes] = {}
    for number in range(4):
        files |= {f"far/part_{number}.py": source(number), f"far/library_{number}.so": library}
    found = read(server, wheel("far", "1.0", files))
    assert [found[f"far/part_{n}.py"].decode() for n in range(4)] == [source(n) for n in range(4)]
    assert sum(size for _, _, size in server.requests) < 500_000


def test_a_small_wheel_is_fetched_in_one_request(server: IndexServer) -> None:
    found = read(server, wheel("small", "1.0", {"small/__init__.py": "A = 1\n", "small/data.json": "{}"}))
    assert found["small/__init__.py"] == b"A = 1\n"
    assert [request[:2] for request in server.requests] == [("/files/a.whl", "")]


def test_what_is_kept_is_sources_and_metadata_only(server: IndexServer) -> None:
    files = dict.fromkeys(
        ("k/__init__.py", "k/fast.pyi", "k/py.typed", "k/model.bin", "k/page.html", "k/tests/test_k.py"), "x = 1\n"
    )
    files |= {"k-1.0.data/purelib/beside.py": "y = 2\n", "k-1.0.data/scripts/run.py": "z = 3\n"}
    found = read(server, wheel("k", "1.0", files))
    assert sorted(found) == [
        "beside.py", "k-1.0.dist-info/METADATA", "k-1.0.dist-info/RECORD", "k/__init__.py", "k/fast.pyi", "k/py.typed",
    ]  # fmt: skip


@pytest.mark.parametrize("content", [large_wheel(), wheel("s", "1.0", {"s.py": "A = 1\n"})], ids=["large", "small"])
def test_an_index_that_gives_no_sizes_is_asked_for_the_end_first(server: IndexServer, content: bytes) -> None:
    assert read(server, content, size=None)
    assert server.requests[0][1] == "bytes=-65536"


def test_a_server_without_ranges_is_read_whole(server: IndexServer) -> None:
    server.ranges = False
    content = large_wheel()
    assert read(server, content)["big/late_03.py"].decode() == source(3)
    assert [size for _, _, size in server.requests] == [len(content)]


def test_a_server_without_ranges_does_not_get_past_the_limit(server: IndexServer) -> None:
    server.ranges = False
    with pytest.raises(PackageError, match="too large"):
        read(server, large_wheel(), limit=1_000_000)


def test_sources_over_the_limit_are_not_fetched(server: IndexServer) -> None:
    text = random.Random(1).randbytes(1_500_000).hex()
    files: dict[str, str | bytes] = {"big/library.so": BINARY} | {f"big/m{n}.py": f"x = {text!r}\n" for n in range(3)}
    with pytest.raises(PackageError, match="max_download_mb"):
        read(server, wheel("big", "1.0", files), limit=2_000_000)
    assert sum(size for _, _, size in server.requests) < 2_000_000


def test_a_zip64_archive_is_read(server: IndexServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)  # the standard library then writes zip64 records
    content = large_wheel()
    assert b"PK\x06\x06" in content
    assert read(server, content)["big/early_04.py"].decode() == source(4)


def test_an_archive_of_too_many_files_is_refused(server: IndexServer) -> None:
    with pytest.raises(PackageError, match=r"66000 files"):
        read(server, archive({f"{n}.txt": b"" for n in range(66_000)}))


def damaged(content: bytes, place: bytes) -> bytes:
    at = content.index(place)
    return content[:at] + b"\x00" + content[at + 1 :]


def test_a_flipped_byte_in_a_range_is_noticed(server: IndexServer) -> None:
    text = "".join(f"value_{n} = {n}\n" for n in range(50))
    content = archive({"big/stored.py": text.encode(), "big/library.so": BINARY})
    with pytest.raises(PackageError, match=r"damaged.*stored\.py"):
        read(server, damaged(content, b"value_33"))


def test_a_file_that_differs_from_the_hash_of_the_index_is_refused(server: IndexServer) -> None:
    server.files["a.whl"] = wheel("s", "1.0", {"s.py": "A = 1\n"})
    file = WheelFile(server.url.replace("simple/", "files/a.whl"), None, "0" * 64)
    server.ranges = False
    with Transfer(2, server.url) as transfer, pytest.raises(PackageError, match="SHA-256"):
        list(read_sources(file, transfer, LIMIT))


@pytest.mark.parametrize("keep", [0, 10, 300, -30], ids=lambda keep: f"{keep} bytes")
def test_a_truncated_wheel_is_damaged(server: IndexServer, keep: int) -> None:
    with pytest.raises(PackageError):
        read(server, wheel("s", "1.0", {"s.py": source(3)})[:keep])


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "/etc/evil.py", "a/../../evil.py", "C:/evil.py", "a\\..\\evil.py", "a/./evil.py", "a//evil.py"],
)
def test_a_name_that_points_elsewhere_is_refused(server: IndexServer, name: str) -> None:
    with pytest.raises(PackageError, match="points outside"):
        read(server, archive({"a/__init__.py": "", name: "import os\n"}))


@pytest.mark.parametrize("names", [("a/B.py", "a/b.py"), ("a/x.py", "a/x.py/y.py"), ("a/x.py/y.py", "a/X.py")])
def test_names_that_meet_on_some_disks_are_refused(server: IndexServer, names: tuple[str, str]) -> None:
    with pytest.raises(PackageError, match="twice"):
        read(server, archive(dict.fromkeys(names, "A = 1\n")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_refused(server: IndexServer) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        written.writestr("a.py", "A = 1\n")
        written.writestr("a.py", "A = 2\n")
    with pytest.raises(PackageError, match="twice"):
        read(server, buffer.getvalue())


def test_a_symbolic_link_is_refused(server: IndexServer) -> None:
    link = zipfile.ZipInfo("a/passwd.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        written.writestr(link, "/etc/passwd")
    with pytest.raises(PackageError, match="link"):
        read(server, buffer.getvalue())


def test_a_member_that_explodes_is_refused(server: IndexServer) -> None:
    with pytest.raises(PackageError, match="unpacks to 30 MB"):
        read(server, archive({"a/bomb.py": "#" * 30_000_000}))


def test_members_that_explode_together_are_refused(server: IndexServer) -> None:
    line = "".join(f"{n * n:x}" for n in range(40_000))
    with pytest.raises(PackageError, match="too large when they are unpacked"):
        read(server, archive({f"a/{n}.py": line for n in range(60)}), limit=1_000_000, size=None)


def test_an_encrypted_or_unusually_compressed_member_is_refused(server: IndexServer) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as written:
        written.writestr("a.py", "A = 1\n" * 50)
    with pytest.raises(PackageError, match="compressed in a way"):
        read(server, buffer.getvalue())


def test_a_page_of_words_instead_of_a_wheel_is_damaged(server: IndexServer) -> None:
    with pytest.raises(PackageError, match="damaged"):
        read(server, b"<html>Please log in</html>" * 100)


def test_a_server_that_answers_another_range_is_not_believed(server: IndexServer) -> None:
    class Liar(Transfer):
        def get(self, url, headers, limit):  # type: ignore[no-untyped-def]
            return super().get(url, {**headers, "Range": "bytes=0-99"}, limit)

    server.files["a.whl"] = large_wheel()
    file = WheelFile(server.url.replace("simple/", "files/a.whl"), len(server.files["a.whl"]), None)
    with Liar(2, server.url) as transfer, pytest.raises(PackageError, match="another range"):
        list(read_sources(file, transfer, LIMIT))


def test_no_answer_in_time_is_said_so(server: IndexServer) -> None:
    server.hanging.add("a.whl")
    server.files["a.whl"] = b""
    file = WheelFile(server.url.replace("simple/", "files/a.whl"), 5_000_000, None)
    with Transfer(0.2, server.url) as transfer, pytest.raises(PackageError, match=r"did not answer within 0\.2 s"):
        list(read_sources(file, transfer, LIMIT))
