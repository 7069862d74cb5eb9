"""Files drawn: a document of some kind, with a few changes, written in one of the formats that hold it."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from policylint.examples import SMALLEST, example
from tests.fuzzing.values import ODD, TEXTS, Tagged, mutated

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
RECORDED = ROOT / "tests" / "python_sources" / "recorded"
PACKS = sorted([*(ROOT / "policies").glob("*/*.yaml"), *(ROOT / "examples" / "policies").rglob("*.yaml")])


@dataclass(frozen=True)
class File:
    """A file as it is written to a folder."""

    name: str
    content: bytes


class _Loader(yaml.SafeLoader):
    """Keeps tags that it does not know; dates stay text."""


def _tagged(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Tagged:
    if isinstance(node, yaml.MappingNode):
        return Tagged(node.tag, loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Tagged(node.tag, loader.construct_sequence(node, deep=True))
    assert isinstance(node, yaml.ScalarNode)
    return Tagged(node.tag, loader.construct_scalar(node))


_Loader.add_multi_constructor("!", _tagged)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)  # type: ignore[type-var]


class _Dumper(yaml.SafeDumper):
    pass


def _represent(dumper: yaml.SafeDumper, value: Tagged) -> yaml.Node:
    tag = value.tag.replace("!!", "tag:yaml.org,2002:")
    if isinstance(value.value, dict):
        return dumper.represent_mapping(tag, value.value)
    if isinstance(value.value, list):
        return dumper.represent_sequence(tag, value.value)
    return dumper.represent_scalar(tag, str(value.value))


_Dumper.add_representer(Tagged, _represent)


@cache
def seeds() -> tuple[Any, ...]:
    """The values of documents of every kind."""
    found: list[Any] = [example(operation, {}) for operation in SMALLEST]
    for path in sorted([*CORPUS.iterdir(), *(ROOT / "examples").rglob("*.*")]):
        if path.suffix in (".json", ".yaml", ".yml", ".asl", ".template") and path.stat().st_size < 20_000:
            found += _values(path)
    return tuple(found)


@cache
def packs() -> tuple[tuple[str, Any], ...]:
    """The files of packs: policies and their tests."""
    return tuple((path.name, value) for path in PACKS for value in _values(path))


def _values(path: Path) -> list[Any]:
    text = path.read_text("utf-8", errors="replace")
    try:
        return [json.loads(text)]
    except ValueError:
        pass
    try:
        return [value for value in yaml.load_all(text, _Loader) if isinstance(value, dict | list)]
    except (yaml.YAMLError, ValueError):
        return []


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Files that are changed as text: programs, Terraform source, templates, notebooks."""
    others = [path for path in CORPUS.iterdir() if path.suffix != ".jsonl"]
    others += [*RECORDED.rglob("*.py"), *(ROOT / "tests" / "terraform_sources" / "recorded").rglob("*.tf")]
    others += [*(ROOT / "examples").rglob("*.*"), *RECORDED.rglob("*.ipynb"), *PACKS]
    small = sorted({path for path in others if path.is_file() and path.stat().st_size < 12_000})
    return tuple((path.name, path.read_text("utf-8", errors="replace")) for path in small)


def changes(dice: Random) -> int:
    """How many changes: most often one or two, at times none."""
    return dice.choice([0, 1, 1, 1, 1, 2, 2, 3, 5, 12])


def document(dice: Random, stem: str = "job") -> File:
    """A file of some kind, most often nearly sound."""
    if dice.random() < 0.25:
        return _changed_text(dice, stem)
    value = mutated(dice.choice(seeds()), seeds(), dice, changes(dice))
    name, text = dice.choice(WRITERS)(value, dice)
    return File(name.replace("job", stem, 1), encoded(text, dice))


def pack_file(dice: Random) -> File:
    """A file of policies or of their tests."""
    name, value = dice.choice(packs())
    text = _yaml(mutated(value, [value for _, value in packs()], dice, changes(dice)), dice)[1]
    return File(name, encoded(text, dice))


def encoded(text: str, dice: Random) -> bytes:
    data = text.encode("utf-8", "surrogatepass" if dice.random() < 0.1 else "replace")
    return b"\xef\xbb\xbf" + data if dice.random() < 0.03 else data


def _json(value: Any, dice: Random) -> tuple[str, str]:
    indent = dice.choice([None, 1, 2])
    return "job.json", json.dumps(_plain(value), indent=indent, ensure_ascii=dice.random() < 0.8)


def _yaml(value: Any, dice: Random) -> tuple[str, str]:
    flow = dice.choice([False, False, False, None, True])
    if dice.random() < 0.5:
        value = deepcopy(value)  # without it, what stands twice is written with anchor and alias
    text = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=flow, allow_unicode=True, width=dice.choice([20, 80, 10**6])
    )
    if dice.random() < 0.2:
        text = "\n".join(
            line + dice.choice(["", "", " # why", "  # policylint: ignore[SM1006] as it is"])
            for line in text.split("\n")
        )
    return dice.choice(["job.yaml", "job.yml", "job.yaml.j2", "job.tpl"]), text


def _lines(value: Any, dice: Random) -> tuple[str, str]:
    records = [_plain(mutated(value, seeds(), dice, changes(dice))) for _ in range(dice.randint(1, 3))]
    return "job.jsonl", "\n".join(map(json.dumps, records)) + "\n"


def _list(value: Any, dice: Random) -> tuple[str, str]:
    return dice.choice([_json, _yaml])([value, dice.choice(ODD)], dice)


def _stream(value: Any, dice: Random) -> tuple[str, str]:
    other = dice.choice(seeds())
    return "job.yaml", "---\n".join([_yaml(value, dice)[1], _yaml(other, dice)[1]])


def _in_a_config_map(value: Any, dice: Random) -> tuple[str, str]:
    held = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"job.json": json.dumps(_plain(value))}}
    return dice.choice([_json, _yaml])(held, dice)


def _in_a_plan(value: Any, dice: Random) -> tuple[str, str]:
    change = dice.choice(
        [
            {"actions": ["create"], "after": _plain(value), "after_unknown": dice.choice([{}, True, {"name": True}])},
            {"actions": ["delete"], "before": _plain(value), "after": None},
            {"actions": ["create"]},
            {},
            None,
        ]
    )
    kind = dice.choice(
        ["awscc_sagemaker_training_job", "aws_sfn_state_machine", "aws_sagemaker_pipeline", "kubernetes_manifest"]
    )
    resource = {"address": f"{kind}.a", "type": kind, "name": "a", "mode": "managed", "change": change}
    return _json({"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [resource]}, dice)


WRITERS: list[Callable[[Any, Random], tuple[str, str]]] = [
    _json, _json, _json, _yaml, _yaml, _yaml, _lines, _list, _stream, _in_a_config_map, _in_a_plan,
]  # fmt: skip


def _plain(value: Any) -> Any:
    """A value without tags, its keys text: what JSON can hold."""
    if isinstance(value, Tagged):
        return {value.tag: _plain(value.value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


_SIGNS = [*"{}[]()\"'`$%#:,=-\n\\!&*|>", "${", "{{", "}}", "<<EOT\n"]


def _changed_text(dice: Random, stem: str) -> File:
    name, text = dice.choice(texts())
    tokens = _TOKEN.findall(text)
    for _ in range(changes(dice)):
        if not tokens:
            break
        index = dice.randrange(len(tokens))
        match dice.randrange(5):
            case 0:
                tokens[index] = dice.choice(TEXTS)
            case 1:
                del tokens[index : index + dice.choice([1, 1, 3, 30])]
            case 2:
                tokens[index:index] = tokens[dice.randrange(len(tokens)) :][: dice.choice([1, 5, 40])]
            case 3:
                tokens.insert(index, dice.choice(_SIGNS))
            case _:
                other = dice.randrange(len(tokens))
                tokens[index], tokens[other] = tokens[other], tokens[index]
    return File(f"{stem}-{name}", encoded("".join(tokens), dice))
