"""Addresses on the web: whether two are one page, what kind of place they lead to, and which version they name."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = re.compile(r"(?:utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|ref|ref_src|source|spm|igshid|_ga)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php)$")
_VERSION = re.compile(r"v?\.?\d+(?:\.\d+){0,3}(?:\.x|\.dev\d*|rc\d+)?")
_MOVING = frozenset({"stable", "latest", "main", "master", "current", "dev", "devdocs", "nightly"})
_UNFIT = re.compile('[\x00-\x20\x7f-\x9f\\\\<>"`{}|^\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')


@dataclass(frozen=True, slots=True)
class Address:
    """An address on the web that can be followed, taken apart."""

    url: str
    """As it may be linked and fetched: in ASCII, so that look-alike letters in its host show."""
    key: str
    """The same for all addresses of one page."""
    host: str
    """In lower case, in ASCII, without `www.`"""
    path: str
    """Decoded; always begins with a slash."""

    @property
    def netloc(self) -> str:
        """The host as the address has it, with its port where that is not the usual one."""
        return urlsplit(self.url).netloc

    @property
    def version(self) -> tuple[int, ...]:
        """The version that the path names, as numbers; empty for none, or one that moves, such as `stable`."""
        named = next((part for part in self.path.split("/")[1:-1] if _names_version(part)), "")
        return tuple(int(number) for number in re.findall(r"\d+", named)[:3])

    @property
    def versionless(self) -> str:
        """The key with any version taken out, by which the same page of two versions is known."""
        first, *middle, last = self.key.split("/") if "/" in self.key else (self.key, "")
        return "/".join((first, *(part for part in middle if not _names_version(part)), last))

    def within(self, site: str) -> bool:
        """Whether the page is of a domain, or a domain with a path, such as `github.com/huggingface/peft`."""
        domain, slash, path = site.lower().removeprefix("*.").removeprefix("www.").partition("/")
        if self.host != domain and not self.host.endswith(f".{domain}"):
            return False
        own = self.path.lower().rstrip("/")
        wanted = f"/{path}".rstrip("/")
        return not slash or own == wanted or own.startswith(f"{wanted}/")


def address(url: str) -> Address | None:
    """Return an address taken apart, or None for what is none: another scheme, credentials, no host, odd characters."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or _UNFIT.search(url.strip()):
        return None
    shown = f"[{host}]" if ":" in host else host
    place = shown if port in (None, {"http": 80, "https": 443}[parts.scheme]) else f"{shown}:{port}"
    path = quote(unquote(parts.path), safe="/~:@!$&'()*+,;=-._%") or "/"
    query = f"?{quote(parts.query, safe='/~:@!$&()*+,;=-._%?')}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe='/~:@!$&()*+,;=-._%?')}" if parts.fragment else ""
    url = f"{parts.scheme}://{place}{path}{query}{fragment}"
    return Address(url, _key(place, path, parts.query), host.removeprefix("www."), unquote(path))


def is_inside(host: str) -> bool:
    """Whether a host is, by its name alone, one of a private network or of this machine."""
    bare = host.strip("[]")
    try:
        return not ipaddress.ip_address(bare).is_global
    except ValueError:
        pass
    names = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion")
    return "." not in bare or f".{bare}".endswith(names) or bare.replace(".", "").isdigit()


def _names_version(part: str) -> bool:
    if part in _MOVING:
        return True
    return _VERSION.fullmatch(part) is not None and (part.startswith("v") or "." in part or len(part) < 3)


def _key(place: str, path: str, query: str) -> str:
    kept = sorted((name, value) for name, value in parse_qsl(query) if not _TRACKING.fullmatch(name.lower()))
    bare = _INDEX.sub("/", path).rstrip("/").removesuffix("/amp")
    return f"{place.removeprefix('www.')}{bare}{f'?{urlencode(kept)}' if kept else ''}"
