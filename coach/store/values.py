"""Values to and from plain JSON objects without loss, so that an old report shows what was asked and judged even after the guide has changed. Pure.

Works for any dataclass of strings, numbers, enums, times, tuples and other such dataclasses: Assessment, Question, Point, FollowUpQuestion and so on.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from coach.errors import CoachError

Value = TypeVar("Value")
_adapters: dict[type, TypeAdapter[Any]] = {}


def to_json(value: object) -> dict[str, Any]:
    """The dataclass as an object that json.dumps takes; tuples become lists, enums their values, times ISO 8601."""
    plain: dict[str, Any] = adapter(type(value)).dump_python(value, mode="json")
    return plain


def from_json(kind: type[Value], plain: Mapping[str, Any]) -> Value:
    """What `to_json` was given, an instance of `kind`. Raises CoachError naming the field that does not fit."""
    try:
        return adapter(kind).validate_python(plain)
    except ValidationError as error:
        raise CoachError(f"What was kept is no {kind.__name__} that this version of the coach can read: {complaint(error)}; update the coach.") from error


def adapter(kind: type[Value]) -> TypeAdapter[Value]:
    """Pydantic's reader and writer for a dataclass, made once: that takes milliseconds."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def complaint(error: ValidationError) -> str:
    """The first thing that was wrong, as "the field a.0.b: what should be there"."""
    first = error.errors()[0]
    message = first["msg"][0].lower() + first["msg"][1:]
    return f"the field {'.'.join(map(str, first['loc']))}: {message}" if first["loc"] else message
