"""The fast yes: the snapshot compiled, once and when first needed, to a validator of pydantic-core for each operation.

A yes is final: the request is of the right types, within every bound and like every pattern. After a no,
`policylint.schema.faults` looks at the request and has the last word; it also takes what is not of JSON's types but
fine with botocore (tuples, `Decimal`).
"""

from functools import lru_cache
from typing import Any

from pydantic_core import CoreSchema, SchemaValidator, core_schema

from policylint.schema.snapshot import WIDTHS, Shape, Snapshot, snapshot


def accepts(operation: str, request: Any) -> bool:
    """Whether a request is certainly without fault; False leaves the question to `faults`."""
    return _validator(operation).isinstance_python(request)


@lru_cache(maxsize=8)
def _validator(operation: str) -> SchemaValidator:
    model = snapshot()
    return SchemaValidator(_compiled(model, model.input(operation)))


def _compiled(model: Snapshot, shape: Shape) -> CoreSchema:
    """The core schema of a shape, with the shapes below it written in place: the model knows no recursion."""
    match shape.type:
        case "structure" if shape.union:
            return core_schema.union_schema(
                [
                    core_schema.typed_dict_schema(
                        {member: core_schema.typed_dict_field(_compiled(model, model.shapes[name]))},
                        strict=True,
                        extra_behavior="forbid",
                    )
                    for member, name in shape.members.items()
                ]
            )
        case "structure":
            fields = {
                member: core_schema.typed_dict_field(
                    _compiled(model, model.shapes[name]), required=member in shape.required
                )
                for member, name in shape.members.items()
            }
            return core_schema.typed_dict_schema(fields, strict=True, extra_behavior="forbid")
        case "list":
            items = _compiled(model, model.shapes[shape.member])
            return core_schema.list_schema(items, min_length=shape.min, max_length=shape.max, strict=True)
        case "map":
            return core_schema.dict_schema(
                _compiled(model, model.shapes[shape.key]),
                _compiled(model, model.shapes[shape.value]),
                min_length=shape.min,
                max_length=shape.max,
                strict=True,
            )
        case "boolean":
            return core_schema.bool_schema(strict=True)
        case "integer" | "long":
            low, high = WIDTHS[shape.type]
            at_least = low if shape.min is None else shape.min
            at_most = high if shape.max is None else shape.max
            return core_schema.int_schema(ge=at_least, le=at_most, strict=True)
        case "float" | "double":
            return core_schema.float_schema(ge=shape.min, le=shape.max, strict=True)
        case _ if shape.enum:
            return core_schema.literal_schema(list(shape.enum))
        case _:
            return core_schema.str_schema(
                min_length=shape.min,
                max_length=shape.max,
                pattern=shape.translation,
                regex_engine=shape.engine,  # type: ignore[arg-type]
                strict=True,
            )
