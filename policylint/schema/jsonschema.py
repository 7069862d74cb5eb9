"""`policylint schema json`: the API model as JSON Schema (draft 2020-12), for editors that complete and check."""

from typing import Any

from policylint.aws import INSTANCE_TYPE
from policylint.schema.patterns import ecmascript
from policylint.schema.snapshot import WIDTHS, Shape, documentation, snapshot

_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
}


def json_schema(operation: str) -> dict[str, Any]:
    """The schema of a request, with a definition for each shape that it is made of.

    An instance type that the model lacks is allowed where its form is right, as new ones appear faster than models.
    """
    model = snapshot()
    root = model.input(operation)
    definitions: dict[str, Any] = {}
    waiting = [root]
    while waiting:
        shape = waiting.pop()
        if shape.name not in definitions:
            definitions[shape.name] = _definition(shape)
            below = (*shape.members.values(), shape.member, shape.key, shape.value)
            waiting += [model.shapes[name] for name in below if name]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Amazon SageMaker {operation} request",
        "$comment": f"Made by policylint from {model.version}",
        **definitions.pop(root.name),
        "$defs": dict(sorted(definitions.items())),
    }


def _definition(shape: Shape) -> dict[str, Any]:
    texts = documentation().get(shape.name, {})
    schema: dict[str, Any] = {"description": texts[""]} if "" in texts else {}
    match shape.type:
        case "structure":
            schema |= {"type": "object", "properties": _properties(shape, texts), "additionalProperties": False}
            if shape.required:
                schema["required"] = list(shape.required)
        case "map":
            schema |= {"type": "object", "propertyNames": _reference(shape.key)}
            schema["additionalProperties"] = _reference(shape.value)
        case "list":
            schema |= {"type": "array", "items": _reference(shape.member)}
        case "string":
            schema |= _string(shape)
        case "boolean":
            schema["type"] = "boolean"
        case "integer" | "long":
            schema |= {"type": "integer", "minimum": WIDTHS[shape.type][0], "maximum": WIDTHS[shape.type][1]}
        case _:
            schema["type"] = "number"
    low, high = _BOUNDS.get(shape.type, ("minimum", "maximum"))
    if shape.min is not None:
        schema[low] = shape.min
    if shape.max is not None:
        schema[high] = shape.max
    return schema


def _string(shape: Shape) -> dict[str, Any]:
    if shape.enum and shape.enum[0].startswith("ml."):
        return {"type": "string", "anyOf": [{"enum": list(shape.enum)}, {"pattern": f"^(?:{INSTANCE_TYPE})$"}]}
    if shape.enum:
        return {"type": "string", "enum": list(shape.enum)}
    if shape.pattern and shape.translation:
        return {"type": "string", "pattern": ecmascript(shape.pattern)}
    return {"type": "string"}


def _properties(shape: Shape, texts: Any) -> dict[str, Any]:
    return {
        member: {**_reference(name), **({"description": texts[member]} if member in texts else {})}
        for member, name in shape.members.items()
    }


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}
