"""The nouns as JSON text and back, so that the cache holds nothing but text.

A record is `[shape, value]`. A dataclass is the list of its fields, in their order, and the shape is a hash of the
names and types of all fields inside. So a record that was written for other fields is told apart before it is read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from explainer.store.cache import Cache

T = TypeVar("T")

_PRIMITIVES = (str, int, float, bool, types.NoneType)


class _Unreadable(ValueError):
    """A value that is not of the type that is asked for."""


def to_json(value: object, form: Any = None) -> str:
    """Return the record of a value.

    Args:
        value: A dataclass of the model, or something made of them, tuples, dictionaries and plain values.
        form: Its type; needed where the value's own class does not say it, as for `tuple[Import, ...]`.
    """
    known: Any = form or type(value)
    return json.dumps([_shape(known), _encode(value)], separators=(",", ":"))


def from_json(form: type[T], text: str) -> T | None:
    """Return the value of a record, or None where the text is not a record of this very type."""
    known: Any = form
    try:
        record = json.loads(text)
        if not isinstance(record, list) or len(record) != 2 or record[0] != _shape(known):
            return None
        return typing.cast(T, _decoder(known)(record[1]))
    except (ValueError, RecursionError):
        return None


def kept(cache: Cache, kind: str, key: str, form: type[T]) -> T | None:
    """Return the value of the record that a cache holds, or None where it has none of this very type."""
    text = cache.get(kind, key)
    return None if text is None else from_json(form, text)


def _encode(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _PRIMITIVES:
        return value
    if kind is tuple:
        return [_encode(item) for item in value]
    if kind is dict:
        return {key: _encode(item) for key, item in value.items()}
    return [
        field if type(field) in _PRIMITIVES else _encode(field)
        for field in [getattr(value, name) for name in _names(kind)]
    ]


@cache
def _names(kind: type) -> tuple[str, ...]:
    if not dataclasses.is_dataclass(kind):
        raise TypeError(f"a record cannot hold a {kind.__name__}")
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {name: hints[name] for name in _names(kind)}


@cache
def _shape(form: Any) -> str:
    described: dict[str, str] = {}

    def describe(part: Any) -> None:
        for inner in typing.get_args(part):
            describe(inner)
        if dataclasses.is_dataclass(part) and isinstance(part, type) and part.__name__ not in described:
            described[part.__name__] = repr(_hints(part))
            for hint in _hints(part).values():
                describe(hint)

    describe(form)
    return hashlib.sha256(repr((form, sorted(described.items()))).encode()).hexdigest()[:16]


@cache
def _decoder(form: Any) -> Callable[[Any], Any]:
    """Return the function that makes a value of the type from its JSON, or raises `_Unreadable`."""
    origin, inner = typing.get_origin(form), typing.get_args(form)
    if origin is typing.Literal:
        return _one_of(inner)
    if origin in (typing.Union, types.UnionType):
        return _optional(inner)
    if origin is tuple:
        return _sequence(_decoder(inner[0])) if inner[1:] == (...,) else _fixed(tuple(map(_decoder, inner)))
    if origin is dict:
        return _mapping(_decoder(inner[1]))
    return _plain(form) if form in _PRIMITIVES else _dataclass(form)


def _plain(form: type) -> Callable[[Any], Any]:
    allowed = (int, float) if form is float else (form,)

    def decode(raw: Any) -> Any:
        if type(raw) not in allowed:
            raise _Unreadable
        return raw

    return decode


def _one_of(values: tuple[Any, ...]) -> Callable[[Any], Any]:
    def decode(raw: Any) -> Any:
        if type(raw) is not str or raw not in values:
            raise _Unreadable
        return raw

    return decode


def _optional(forms: tuple[Any, ...]) -> Callable[[Any], Any]:
    (form,) = (form for form in forms if form is not types.NoneType)
    inner = _decoder(form)
    return lambda raw: None if raw is None else inner(raw)


def _sequence(item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decode(raw: Any) -> Any:
        if type(raw) is not list:
            raise _Unreadable
        return tuple([item(part) for part in raw])

    return decode


def _fixed(items: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def decode(raw: Any) -> Any:
        if type(raw) is not list or len(raw) != len(items):
            raise _Unreadable
        return tuple([item(part) for item, part in zip(items, raw, strict=True)])

    return decode


def _mapping(item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decode(raw: Any) -> Any:
        if type(raw) is not dict:
            raise _Unreadable
        return {key: item(part) for key, part in raw.items()}

    return decode


def _dataclass(form: type) -> Callable[[Any], Any]:
    fields = _fixed(tuple(_decoder(hint) for hint in _hints(form).values()))
    return lambda raw: form(*fields(raw))
