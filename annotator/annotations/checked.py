"""Frozen values that pydantic's core checks when they are made, from Python or from JSON.

The core alone, without pydantic's own classes: these take longer to import and to build than the window may take to
open (tests/unit/test_start.py holds on to that). Annotations say what is checked: plain types, ``Annotated`` with
functions that narrow the schema of the type before them, and other checked classes. Knows no record.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import (
    Annotated,
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic_core import ArgsKwargs, SchemaValidator, core_schema
from pydantic_core.core_schema import CoreSchema

Narrow: TypeAlias = Callable[[CoreSchema], CoreSchema]
"""What stands in ``Annotated``: the schema of the type before it to a narrower one."""

_T = TypeVar("_T")
_CONFIG = core_schema.CoreConfig(strict=True, allow_inf_nan=False)
_PLAIN: dict[Any, Callable[[], CoreSchema]] = {
    str: core_schema.str_schema,
    int: core_schema.int_schema,
    float: core_schema.float_schema,
    bool: core_schema.bool_schema,
    None: core_schema.none_schema,
    type(None): core_schema.none_schema,
}


def bounded(**bounds: int) -> Narrow:
    """Narrows by bounds of pydantic's core: ``ge``, ``min_length``, ``max_length``."""
    return lambda schema: cast("CoreSchema", {**schema, **bounds})


def passing(check: Callable[[Any], Any]) -> Narrow:
    """Narrows to what ``check`` gives back; it raises ValueError for the rest."""
    return lambda schema: core_schema.no_info_after_validator_function(check, schema)


def passing_from_python(check: Callable[[Any], Any]) -> Narrow:
    """Like :func:`passing`, for what JSON text cannot hold anyway."""
    return lambda schema: core_schema.json_or_python_schema(schema, passing(check)(schema))


def checked(cls: type[_T]) -> type[_T]:
    """Has the fields of a dataclass checked when it is made; ValidationError (a ValueError) says what is wrong."""

    validator: SchemaValidator | None = None

    def make(self: Any, *args: Any, **kwargs: Any) -> None:
        nonlocal validator
        if validator is None:
            validator = SchemaValidator(schema_of(cls), _CONFIG)
        validator.validate_python(ArgsKwargs(args, kwargs or None), self_instance=self)

    cls.__init__ = make  # type: ignore[method-assign]
    return cls


def reader_of(classes: Mapping[str, type[Any]], key: str) -> Callable[[bytes], list[Any]]:
    """Makes values of a JSON array of objects, whose ``key`` says of which class each is; raises ValidationError."""
    choices = {name: _class_schema(cls) for name, cls in classes.items()}
    return SchemaValidator(
        core_schema.list_schema(core_schema.tagged_union_schema(choices, key)), _CONFIG
    ).validate_json


def schema_of(kind: Any, nested: Callable[[type[Any]], CoreSchema] | None = None) -> CoreSchema:
    """The schema of a checked class or of an annotation; ``nested`` gives that of the classes in it."""
    if kind in _PLAIN:
        return _PLAIN[kind]()
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        schema = schema_of(inner[0], nested)
        for narrow in inner[1:]:
            schema = narrow(schema)
        return schema
    if origin is Literal:
        return core_schema.literal_schema(list(inner))
    if origin is tuple:
        return core_schema.tuple_variable_schema(schema_of(inner[0], nested))
    if origin is Mapping:
        return core_schema.dict_schema(schema_of(inner[0], nested), schema_of(inner[1], nested))
    if origin in (Union, types.UnionType):
        return core_schema.union_schema([schema_of(part, nested) for part in inner])
    return (nested or _class_schema)(kind)


def _class_schema(cls: type[Any]) -> CoreSchema:
    return class_schema(cls, _class_schema)


def class_schema(
    cls: type[Any], nested: Callable[[type[Any]], CoreSchema], ref: str | None = None
) -> CoreSchema:
    """The schema of one checked class, to be found under ``ref``; ``nested`` gives that of the classes in it."""
    hints = get_type_hints(cls, include_extras=True)
    parts = []
    for field in fields(cls):
        schema = schema_of(hints[field.name], nested)
        if field.default is not MISSING:
            schema = core_schema.with_default_schema(schema, default=field.default)
        elif field.default_factory is not MISSING:
            schema = core_schema.with_default_schema(schema, default_factory=field.default_factory)
        parts.append(core_schema.dataclass_field(field.name, schema, kw_only=False))
    arguments = core_schema.dataclass_args_schema(cls.__name__, parts)
    return core_schema.dataclass_schema(
        cls,
        arguments,
        [field.name for field in fields(cls)],
        post_init=hasattr(cls, "__post_init__"),
        frozen=True,
        slots=True,
        ref=ref,
        config=_CONFIG,
    )
