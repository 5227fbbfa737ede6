"""Which packages a snippet is read against, from a real index on loopback and the real installed packages."""

from __future__ import annotations

import base64
import os
import platform
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import certifi
import packaging
import pytest
import yaml
from package_index import IndexServer, wheel

from explainer.analysis.environment import Environment
from explainer.analysis.package_store import write_whole
from explainer.analysis.packages import PackageResolver
from explainer.model import Import, Package, Requirement
from explainer.settings import PackageSettings

Resolve = Callable[..., Environment]
DAY = 86_400.0


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with IndexServer() as running:
        yield running


@pytest.fixture
def now() -> list[float]:
    """The clock: the test sets what it shows."""
    return [1_000_000.0]


@pytest.fixture
def resolve(server: IndexServer, tmp_path: Path, now: list[float]) -> Iterator[Resolve]:
    """Resolve as a new build would, with the cache of the builds before."""
    resolvers = []

    def run(
        *modules: str, requirements: Sequence[Requirement] = (), local: Sequence[str] = (), **options: object
    ) -> Environment:
        settings = PackageSettings(**{"index_url": server.url, "installed": False, "timeout": 2.0, **options})  # type: ignore[arg-type]
        resolvers.append(PackageResolver(settings, tmp_path / "cache", lambda: now[0]))
        return resolvers[-1].resolve(imports(*modules), requirements, local)

    yield run
    for one in resolvers:
        one.close()


def imports(*modules: str) -> list[Import]:
    return [Import(line, 7, module, None, None) for line, module in enumerate(modules, 1)]


def shown(environment: Environment) -> list[tuple[str, str, str]]:
    return [(one.name, one.version, one.origin) for one in environment.packages]


def only(environment: Environment) -> Package:
    (package,) = environment.packages
    return package


# ------------------------------------------------------------------------------------------- which package it is


def test_the_newest_version_is_fetched_and_its_files_are_there(server: IndexServer, resolve: Resolve) -> None:
    for version in ("1.9", "1.10", "1.2"):
        server.publish("alpha", version)
    found = resolve("alpha")
    assert shown(found) == [("alpha", "1.10", "newest")]
    assert (found.roots[0] / "alpha.py").read_text() == "VERSION = '1.10'\n"
    assert only(found).imports == ("alpha",)


def test_what_the_metadata_says_is_in_the_distribution(server: IndexServer, resolve: Resolve) -> None:
    server.add("alpha", "1.0", wheel("alpha", "1.0", {"alpha/__init__.py": ""}, description="# Alpha\n\nIt counts."))
    about = resolve("alpha").distributions[0]
    assert (about.summary, about.description, about.description_type) == (
        "About alpha.", "# Alpha\n\nIt counts.", "text/markdown",
    )  # fmt: skip
    assert about.urls == (("Documentation", "https://docs.example.org/"),)
    assert about.top_level == ("alpha",)


def test_an_installed_package_goes_first(server: IndexServer, resolve: Resolve) -> None:
    server.publish("pyyaml", "99.0")
    found = resolve("yaml", installed=True, pins={"pyyaml": "99.0"})
    assert shown(found) == [("PyYAML", yaml.__version__, "installed")]
    assert found.roots == ()
    assert server.requests == []


def test_an_installed_package_that_is_not_the_one_asked_for_is_said_so(resolve: Resolve) -> None:
    found = resolve("packaging", requirements=[Requirement("packaging", "==1.0", 2)], installed=True)
    assert shown(found) == [("packaging", packaging.__version__, "installed")]
    assert found.notes == (
        f"packaging: the snippet asks for ==1.0, and the installed {packaging.__version__} is shown",
    )


@pytest.mark.parametrize(
    ("specifier", "version", "origin"),
    [
        ("==1.1", "1.1", "pinned"),
        (">=1.0,<2", "1.9", "pinned"),
        ("~=1.1", "1.9", "pinned"),
        (">=1.0", "2.0", "newest"),
        ("==3.0rc1", "3.0rc1", "pinned"),
        ("", "2.0", "newest"),
    ],
)
def test_a_pin_of_the_snippet_chooses(
    server: IndexServer, resolve: Resolve, specifier: str, version: str, origin: str
) -> None:
    for one in ("1.1", "1.9", "2.0", "3.0rc1"):
        server.publish("alpha", one)
    assert shown(resolve("alpha", requirements=[Requirement("alpha", specifier, 1)])) == [("alpha", version, origin)]


def test_a_pin_of_the_settings_goes_before_that_of_the_snippet(server: IndexServer, resolve: Resolve) -> None:
    for version in ("1.0", "2.0", "3.0"):
        server.publish("alpha", version)
    found = resolve("alpha", requirements=[Requirement("Alpha", "==2.0", 1)], pins={"Alpha": "1.0"})
    assert shown(found) == [("alpha", "1.0", "pinned")]


def test_yanked_files_other_pythons_and_pre_releases_are_left_out(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.0")
    server.publish("alpha", "1.1", **{"requires-python": ">=3.99"})
    server.publish("alpha", "1.2", yanked="broken")
    server.publish("alpha", "2.0b1")
    assert shown(resolve("alpha")) == [("alpha", "1.0", "newest")]


def test_a_pre_release_is_taken_where_nothing_else_is(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.0a1")
    server.publish("alpha", "1.0b2")
    assert shown(resolve("alpha")) == [("alpha", "1.0b2", "newest")]


def test_a_yanked_version_is_taken_where_it_is_named(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.2", yanked="broken")
    found = resolve("alpha", requirements=[Requirement("alpha", "==1.2", 1)])
    assert shown(found) == [("alpha", "1.2", "pinned")]


def test_a_wheel_for_any_machine_goes_before_one_for_another(server: IndexServer, resolve: Resolve) -> None:
    for tag in ("cp27-cp27m-win32", "py3-none-any", "cp311-cp311-macosx_11_0_arm64"):
        server.add("alpha", "1.0", wheel("alpha", "1.0", {"alpha.py": f"TAG = {tag!r}\n"}), tag=tag)
    assert (resolve("alpha").roots[0] / "alpha.py").read_text() == "TAG = 'py3-none-any'\n"


def test_a_wheel_for_another_machine_is_still_read(server: IndexServer, resolve: Resolve) -> None:
    server.publish(
        "alpha", "1.0", tag="cp311-cp311-win_amd64" if sys.platform != "win32" else "cp311-cp311-linux_x86_64"
    )
    assert shown(resolve("alpha")) == [("alpha", "1.0", "newest")]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("sklearn.svm", "scikit-learn"),
        ("cv2", "opencv-python"),
        ("PIL.Image", "pillow"),
        ("bs4", "beautifulsoup4"),
        ("google.protobuf", "protobuf"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("mpl_toolkits.mplot3d", "matplotlib"),
        ("flask_login", "flask-login"),
        ("Crypto.Cipher", "pycryptodome"),
    ],
)
def test_a_module_is_looked_for_under_the_name_of_its_distribution(
    resolve: Resolve, server: IndexServer, module: str, name: str
) -> None:
    resolve(module)
    assert [path for path, _, _ in server.requests] == [f"/simple/{name}/"]


def test_a_name_of_the_settings_goes_first(server: IndexServer, resolve: Resolve) -> None:
    server.add("my_vision", "1.0", wheel("my_vision", "1.0", {"cv2/__init__.py": ""}))
    server.pages["my-vision"] = server.pages.pop("my_vision")
    assert shown(resolve("cv2", names={"cv2": "My_Vision"})) == [("my_vision", "1.0", "newest")]


def test_a_requirement_that_provides_the_module_is_the_package(server: IndexServer, resolve: Resolve) -> None:
    server.add("opencv_python_headless", "4.0", wheel("opencv_python_headless", "4.0", {"cv2/__init__.py": ""}))
    server.pages["opencv-python-headless"] = server.pages.pop("opencv_python_headless")
    server.publish("opencv-python", "5.0")
    found = resolve("cv2", requirements=[Requirement("opencv-python-headless", "", 1)])
    assert shown(found) == [("opencv_python_headless", "4.0", "newest")]
    assert only(found).imports == ("cv2",)


def test_a_requirement_nobody_knows_is_tied_to_the_module_in_its_wheel(server: IndexServer, resolve: Resolve) -> None:
    server.add("forked", "1.0", wheel("forked", "1.0", {"strange/__init__.py": ""}))
    server.publish("strange", "9.0")
    found = resolve("strange", requirements=[Requirement("forked", "", 1)])
    assert [(one.name, one.imports) for one in found.packages] == [("forked", ("strange",))]


def test_a_requirement_that_is_not_imported_is_listed_too(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.0")
    server.publish("beta", "2.0")
    found = resolve("alpha", requirements=[Requirement("beta", "", 1), Requirement("alpha", "", 1)])
    assert {(one.name, one.imports) for one in found.packages} == {("alpha", ("alpha",)), ("beta", ())}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("git+https://host.example/someone/astraios#subdirectory=alpha", "alpha"),
        ("git+https://host.example/someone/fork.git@main#egg=alpha[extra]", "alpha"),
        ("alpha @ git+https://host.example/someone/fork", "alpha"),
        ("git+ssh://git@host.example/someone/alpha.git@v1.2", "alpha"),
        ("alpha[extra]", "alpha"),
    ],
)
def test_a_repository_stands_for_the_distribution_that_it_names(
    server: IndexServer, resolve: Resolve, written: str, name: str
) -> None:
    server.publish("alpha", "1.0")
    found = resolve(requirements=[Requirement(written, "", 3)])
    assert shown(found) == [(name, "1.0", "newest")]
    assert ("repository (host.example), which is not fetched" in only(found).note) == ("host" in written)


def test_a_file_that_the_snippet_installs_names_its_version(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.0")
    server.publish("alpha", "2.0")
    found = resolve(requirements=[Requirement("https://host.example/alpha-1.0-py3-none-any.whl", "", 3)])
    assert shown(found) == [("alpha", "1.0", "pinned")]


def test_the_standard_library_is_one_package_and_local_modules_are_none(resolve: Resolve, server: IndexServer) -> None:
    found = resolve("os.path", "json", "asyncio", "json", ".models", "beside.part", local=["beside"])
    assert found.packages == (
        Package("Python", platform.python_version(), "standard library", ("os", "json", "asyncio")),
    )
    assert server.requests == []


def test_packages_stand_in_the_order_of_the_snippet(server: IndexServer, resolve: Resolve) -> None:
    server.publish("zeta", "1.0")
    server.publish("alpha", "1.0")
    found = resolve("zeta", "os", "missing_one", "alpha")
    assert [one.name for one in found.packages] == ["zeta", "Python", "missing-one", "alpha"]


# --------------------------------------------------------------------------------------------------- dependencies


def test_what_a_package_requires_is_fetched_within_its_bounds(server: IndexServer, resolve: Resolve) -> None:
    requires = ("beta<2", "gamma; python_version < '3'", "delta; extra == 'all'", "absent", "not a requirement!!")
    server.add("alpha", "1.0", wheel("alpha", "1.0", {"alpha/__init__.py": ""}, requires=requires))
    for name in ("beta", "gamma", "delta"):
        server.publish(name, "1.5")
        server.publish(name, "2.0")
    found = resolve("alpha")
    assert [(one.package.name, one.package.version) for one in found.distributions][:2] == [
        ("alpha", "1.0"), ("beta", "1.5"),
    ]  # fmt: skip
    assert shown(found) == [("alpha", "1.0", "newest")]
    assert len(found.roots) == 2
    assert [note.split(":")[0] for note in found.notes] == ["absent, which others require, is left out"]


# --------------------------------------------------------------------------------------------------- whose file it is


def test_types_that_others_keep_up_are_fetched_for_the_version_at_hand(server: IndexServer, resolve: Resolve) -> None:
    server.publish("pandas", "3.1.2")
    for version in ("2.3.0.250101", "3.0.0.260101", "3.1.0.261029", "3.2.0.270101"):
        server.add("pandas_stubs", version, wheel("pandas_stubs", version, {"pandas-stubs/__init__.pyi": "a: int\n"}))
    server.pages["pandas-stubs"] = server.pages.pop("pandas_stubs")
    found = resolve("pandas")
    assert [one.package.version for one in found.stubs] == ["3.1.0.261029"]
    assert shown(found) == [("pandas", "3.1.2", "newest")]
    stub = found.stubs[0].root / "pandas-stubs" / "__init__.pyi"
    assert stub.read_text() == "a: int\n"
    described = found.distribution_of(stub)
    assert described is not None
    assert described.package.name == "pandas"
    assert found.roots[0] == found.stubs[0].root


def test_types_of_another_major_version_are_none(server: IndexServer, resolve: Resolve) -> None:
    server.publish("networkx", "4.0.0")
    server.publish("types-networkx", "3.6.1.20261114")
    found = resolve("networkx")
    assert (found.stubs, found.notes) == ((), ())


def test_every_file_belongs_to_its_distribution(server: IndexServer, resolve: Resolve, tmp_path: Path) -> None:
    server.add(
        "alpha", "1.0", wheel("alpha", "1.0", {"alpha/deep/__init__.py": "", "alpha/__init__.py": "", "one.py": ""})
    )
    for part in ("storage", "vision"):
        content = wheel(f"google_cloud_{part}", "1.0", {f"google/cloud/{part}/__init__.py": ""})
        server.add(f"google_cloud_{part}", "1.0", content)
        server.pages[f"google-cloud-{part}"] = server.pages.pop(f"google_cloud_{part}")
    found = resolve("alpha", "google.cloud.storage", "google.cloud.vision", "yaml", installed=True)
    alpha, storage, *_ = found.roots

    def owner(file: Path) -> str | None:
        distribution = found.distribution_of(file)
        return distribution.package.name if distribution else None

    assert owner(alpha / "alpha/deep/__init__.py") == "alpha"
    assert owner(alpha / "one.py") == "alpha"
    assert owner(storage / "google/cloud/storage/__init__.py") == "google_cloud_storage"
    assert owner(Path(yaml.__file__)) == "PyYAML"
    assert owner(Path(certifi.__file__)) is None  # installed, and none of the snippet's
    assert owner(Path(os.__file__)) == "Python"
    assert owner(tmp_path / "elsewhere.py") is None
    link = tmp_path / "link"
    link.symlink_to(alpha)
    assert owner(link / "one.py") == "alpha"
    assert [one.imports for one in found.packages[:2]] == [("alpha",), ("google.cloud.storage",)]
    by_module = found.package_of("google.cloud.vision.types")
    assert by_module is not None
    assert by_module.name == "google_cloud_vision"


# ----------------------------------------------------------------------------------------------- what is remembered


def test_a_second_build_asks_nothing_and_is_quick(server: IndexServer, resolve: Resolve, tmp_path: Path) -> None:
    names = [f"p{n}" for n in range(12)]
    for name in names:
        server.publish(name, "1.0")
    first = resolve(*names)
    server.requests.clear()
    started = time.perf_counter()
    second = resolve(*names)
    assert time.perf_counter() - started < 0.2  # measured: 0.005 s; the machine may be busy
    assert server.requests == []
    assert (second, second.fingerprint) == (first, first.fingerprint)
    assert stat.S_IMODE((tmp_path / "cache/packages").stat().st_mode) == 0o700
    assert stat.S_IMODE(first.roots[0].stat().st_mode) == 0o700


def test_the_newest_version_is_asked_for_again_after_its_time(
    server: IndexServer, resolve: Resolve, now: list[float]
) -> None:
    server.publish("alpha", "1.0")
    resolve("alpha")
    server.publish("alpha", "2.0")
    now[0] += 29 * DAY
    assert shown(resolve("alpha")) == [("alpha", "1.0", "newest")]
    now[0] += 2 * DAY
    assert shown(resolve("alpha")) == [("alpha", "2.0", "newest")]


def test_a_name_that_is_not_on_the_index_is_remembered(server: IndexServer, resolve: Resolve, now: list[float]) -> None:
    first = resolve("nowhere")
    assert "not on the package index" in only(first).note
    assert "packages.names" in only(first).note
    assert resolve("nowhere") == first
    assert len(server.requests) == 1
    now[0] += 31 * DAY
    server.publish("nowhere", "1.0")
    assert shown(resolve("nowhere")) == [("nowhere", "1.0", "newest")]


@pytest.mark.parametrize(
    ("specifier", "note"),
    [
        ("==99.0", "the package index has no version 99.0; the newest is 2.0: ask for another version"),
        ("==1.5", "the package index has no version 1.5; the one before it is 1.0, the newest is 2.0: ask"),
        ("==0.1", "the package index has no version 0.1; the newest is 2.0: ask"),
        (">=3,<4", "the package index has no version that satisfies '<4,>=3'; the newest is 2.0: ask"),
        ("==1.9", f"'==1.9' with a wheel for Python {platform.python_version()}; the newest that has one is 2.0: ask"),
    ],
)
def test_a_version_that_there_is_not_is_a_failure_with_those_that_there_are(
    server: IndexServer, resolve: Resolve, specifier: str, note: str
) -> None:
    for version in ("1.0", "2.0", "3.0rc1"):
        server.publish("alpha", version)
    server.publish("alpha", "1.9", **{"requires-python": ">=3.99"})
    first = resolve("alpha", requirements=[Requirement("alpha", specifier, 1)])
    assert note in only(first).note
    assert "packages.names" not in only(first).note
    assert [line for line, _ in first.failures] == [1]
    assert resolve("alpha", requirements=[Requirement("alpha", specifier, 1)]) == first
    assert len(server.requests) == 1, "what the index answered is remembered"


@pytest.mark.parametrize("specifier", ["==99.0", "==1.5", ">=4", "==1.9"])
def test_a_yanked_version_is_never_told_as_the_newest(server: IndexServer, resolve: Resolve, specifier: str) -> None:
    server.publish("alpha", "1.0")
    server.publish("alpha", "1.4", yanked="broken")
    server.publish("alpha", "1.9", **{"requires-python": ">=3.99"})
    server.publish("alpha", "2.0")
    server.publish("alpha", "3.0", yanked="broken")
    note = only(resolve("alpha", requirements=[Requirement("alpha", specifier, 1)])).note
    assert re.search(r"the newest (that has one )?is 2\.0: ask", note)
    assert not re.search(r"(?<![\d.])(1\.4|3\.0)\b", note)


def test_a_pin_to_a_version_that_there_is_not_names_the_option(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.0")
    found = resolve("alpha", pins={"alpha": "99"})
    assert only(found).note.endswith("no version 99; the newest is 1.0: ask for another version in `packages.pins`")
    assert found.failures == ((1, f"alpha: {only(found).note}"),)


def test_without_downloads_the_cache_is_used_and_what_is_missing_is_said(
    server: IndexServer, resolve: Resolve, now: list[float]
) -> None:
    server.publish("alpha", "1.0")
    resolve("alpha")
    server.requests.clear()
    now[0] += 100 * DAY
    found = resolve("alpha", "beta", download=False)
    assert shown(found) == [("alpha", "1.0", "newest"), ("beta", "", "missing")]
    assert "not in the cache" in found.packages[1].note
    assert "packages.download" in found.packages[1].note
    assert server.requests == []


def test_without_downloads_another_question_finds_the_version_that_is_there(
    server: IndexServer, resolve: Resolve
) -> None:
    server.publish("alpha", "1.0")
    resolve("alpha")
    wanted = [Requirement("alpha", ">=0.5,<2", 1)]
    assert shown(resolve("alpha", requirements=wanted, download=False)) == [("alpha", "1.0", "pinned")]
    unmet = [Requirement("alpha", "==3", 1)]
    assert shown(resolve("alpha", requirements=unmet, download=False)) == [("alpha", "", "missing")]


def test_a_damaged_record_in_the_cache_is_replaced(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.0")
    root = resolve("alpha").roots[0]
    (root / "explainer.json").write_text('{"format": 1, "name": ')
    (root / "alpha.py").unlink()
    assert (resolve("alpha").roots[0] / "alpha.py").exists()


def test_the_address_may_come_from_the_environment(
    server: IndexServer, resolve: Resolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.publish("alpha", "1.0")
    monkeypatch.setenv("PIP_INDEX_URL", server.url.rstrip("/"))
    assert shown(resolve("alpha", index_url=None)) == [("alpha", "1.0", "newest")]


def test_an_index_that_speaks_html_is_read(server: IndexServer, resolve: Resolve) -> None:
    server.as_html = True
    server.publish("alpha", "1.0")
    server.publish("alpha", "1.1")
    assert shown(resolve("alpha")) == [("alpha", "1.1", "newest")]


# ------------------------------------------------------------------------------------------------- what goes wrong


def test_one_that_fails_leaves_the_others(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.0")
    server.publish("broken", "1.0")
    server.files["broken-1.0-py3-none-any.whl"] = b"PK no wheel"
    server.pages["broken"][0]["hashes"] = {}
    server.pages["archive"] = [{"filename": "archive-1.0.tar.gz", "url": "x", "hashes": {}}]
    server.publish("gone", "1.0")
    del server.files["gone-1.0-py3-none-any.whl"]
    server.add("large", "1.0", wheel("large", "1.0", {"large.so": bytes(4_000_000)}), size=None)
    server.publish("misnamed", "1.0")
    server.files["misnamed-1.0-py3-none-any.whl"] = wheel("misnamed", "1.0", {"other.py": ""})
    server.pages["misnamed"][0]["hashes"] = {}
    server.ranges = False
    found = resolve("alpha", "broken", "archive", "gone", "large", "misnamed", "_private", max_download_mb=1.0)
    assert {one.name: one.note.split(";")[0] for one in found.packages if one.origin == "missing"} == {
        "broken": "its wheel is damaged (File is not a zip file)",
        "archive": "the package index has it as a source archive only, which is never unpacked or built",
        "gone": "the server of its wheel answered 404",
        "large": "its wheel is too large: 127.0.0.1 answered with 4 MB, more than 1 MB",
        "misnamed": "misnamed 1.0 has no module `misnamed`",
        "-private": "'-private' cannot be the name of a distribution",
    }
    assert shown(found)[0] == ("alpha", "1.0", "newest")
    assert len(found.notes) == 6


def test_an_index_that_is_down_is_said_once_and_the_cache_is_used(
    server: IndexServer, resolve: Resolve, now: list[float]
) -> None:
    server.publish("alpha", "1.0")
    resolve("alpha")
    now[0] += 40 * DAY
    found = resolve("alpha", "beta", index_url="http://127.0.0.1:9/simple/")
    assert found.packages[1].note.startswith(
        "it is not installed and not in the cache, and 127.0.0.1 cannot be reached"
    )
    server.failing["/simple/alpha/"] = [503] * 20
    assert shown(resolve("alpha"))[0] == ("alpha", "1.0", "newest")


def test_a_server_that_stumbles_is_asked_again(server: IndexServer, resolve: Resolve) -> None:
    server.publish("alpha", "1.0")
    server.failing["/simple/alpha/"] = [503, 429]
    assert shown(resolve("alpha")) == [("alpha", "1.0", "newest")]


def test_an_index_that_hangs_costs_one_time_limit_and_not_one_for_each_package(
    server: IndexServer, resolve: Resolve
) -> None:
    server.hanging.add("/simple/")
    started = time.monotonic()
    found = resolve(*(f"p{n}" for n in range(30)), timeout=0.3)
    assert time.monotonic() - started < 4
    assert {one.origin for one in found.packages} == {"missing"}
    assert "127.0.0.1 did not answer within 0.3 s" in found.packages[0].note


@pytest.mark.parametrize("address", ["file:///etc/", "not an address", "http://127.0.0.1:notaport/"])
def test_an_address_that_is_none_is_a_note(resolve: Resolve, address: str) -> None:
    assert only(resolve("alpha", index_url=address)).origin == "missing"


def test_a_password_in_the_address_goes_to_the_index_and_into_no_note(resolve: Resolve, server: IndexServer) -> None:
    server.failing["/simple/alpha/"] = [401]
    found = resolve("alpha", index_url=server.url.replace("//", "//someone:hush-hush@"))
    assert "401" in only(found).note
    assert server.authorizations == ["Basic " + base64.b64encode(b"someone:hush-hush").decode()]
    assert "hush" not in str(found)


def test_a_cache_that_cannot_be_written_is_a_note(server: IndexServer, resolve: Resolve, tmp_path: Path) -> None:
    server.publish("alpha", "1.0")
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert "cannot be written" in only(resolve("alpha")).note


# ------------------------------------------------------------------------------------------ killed, and two at once

BUILD = """
import sys
from pathlib import Path
from explainer.analysis.packages import PackageResolver
from explainer.model import Import
from explainer.settings import PackageSettings

resolver = PackageResolver(PackageSettings(index_url=sys.argv[1], installed=False, timeout=20), Path(sys.argv[2]))
found = resolver.resolve([Import(1, 0, "many", None, None)], [])
print(found.packages[0].origin, len(list(found.roots[0].rglob("*.py"))))
resolver.close()
"""


def build(server: IndexServer, cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", BUILD, server.url, str(cache)], stdout=subprocess.PIPE, text=True)


def many_files() -> bytes:
    return wheel("many", "1.0", {"many/__init__.py": ""} | {f"many/m{n}.py": f"x = {n}\n" for n in range(1500)})


def test_a_build_that_is_killed_leaves_no_half_package(server: IndexServer, tmp_path: Path) -> None:
    server.add("many", "1.0", many_files())
    server.hanging.add("many-1.0")
    with build(server, tmp_path) as first:
        assert server.reached.wait(20)
        os.kill(first.pid, signal.SIGKILL)
    assert [path.name[:12] for path in (tmp_path / "packages").glob("*") if path.name != ".index"] == [".unfinished-"]
    server.hanging.clear()
    with build(server, tmp_path) as second:
        assert second.communicate(timeout=30)[0] == "newest 1501\n"


def test_a_build_that_is_killed_while_it_writes_leaves_no_half_package(server: IndexServer, tmp_path: Path) -> None:
    server.add("many", "1.0", many_files())
    with build(server, tmp_path) as first:
        deadline = time.monotonic() + 20
        while not list(tmp_path.glob("packages/.unfinished-*/many/m*.py")) and time.monotonic() < deadline:
            time.sleep(0.001)
        os.kill(first.pid, signal.SIGKILL)
    assert not (tmp_path / "packages/many-1.0").exists()
    with build(server, tmp_path) as second:
        assert second.communicate(timeout=30)[0] == "newest 1501\n"


def test_two_builds_at_once_share_a_cache(server: IndexServer, tmp_path: Path) -> None:
    server.add("many", "1.0", many_files())
    with build(server, tmp_path) as first, build(server, tmp_path) as second:
        assert [one.communicate(timeout=30)[0] for one in (first, second)] == ["newest 1501\n"] * 2
    assert sorted(path.name for path in (tmp_path / "packages").iterdir()) == [".index", "many-1.0"]


def test_what_a_killed_build_left_behind_goes_after_an_hour(
    server: IndexServer, resolve: Resolve, tmp_path: Path
) -> None:
    left, busy = tmp_path / "cache/packages/.unfinished-old", tmp_path / "cache/packages/.unfinished-now"
    left.mkdir(parents=True)
    busy.mkdir()
    os.utime(left, (0, 0))
    server.publish("alpha", "1.0")
    resolve("alpha")
    assert (left.exists(), busy.exists()) == (False, True)


def test_nothing_that_is_fetched_is_run(server: IndexServer, resolve: Resolve, tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'sprung')!r}, 'w')\n"
    server.add("alpha", "1.0", wheel("alpha", "1.0", {"alpha/__init__.py": trap, "setup.py": trap, "trap.pth": trap}))
    found = resolve("alpha")
    assert (found.roots[0] / "alpha/__init__.py").read_text() == trap
    assert not (tmp_path / "sprung").exists()
    assert "alpha" not in sys.modules


@pytest.mark.registry
def test_a_real_package_comes_from_the_real_index(tmp_path: Path) -> None:
    resolver = PackageResolver(PackageSettings(installed=False, timeout=10), tmp_path)
    found = resolver.resolve(imports("six"), [Requirement("six", "==1.16.0", 1)])
    resolver.close()
    if "cannot be reached" in only(found).note or "did not answer" in only(found).note:
        pytest.skip(only(found).note)
    assert shown(found) == [("six", "1.16.0", "pinned")]
    assert found.distributions[0].summary == "Python 2 and 3 compatibility utilities"
    assert "def with_metaclass" in (found.distributions[0].root / "six.py").read_text()


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "answer", "no text: \ud800")
    assert list(tmp_path.iterdir()) == []
