"""What the real readers of YAML make of plain scalars: each is run on all of them, and the answers are written as JSON.

    python readers.py LAYER.zip OUTPUT.json

LAYER.zip holds kubectl, as the AWS CDK packs it. A date is {"date": its ISO form}, what a reader refuses
{"error": true}, and a number that JSON lacks {"number": its name}.
"""

import json
import math
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML

SCALARS = [
    "yes",
    "Yes",
    "YES",
    "no",
    "No",
    "on",
    "On",
    "ON",
    "off",
    "OFF",
    "y",
    "Y",
    "n",
    "N",
    "true",
    "True",
    "TRUE",
    "tRUE",
    "false",
    "null",
    "Null",
    "NULL",
    "nUll",
    "~",
    "none",
    "None",
    "0",
    "00",
    "07",
    "08",
    "09",
    "010",
    "0010",
    "-010",
    "+010",
    "0o10",
    "0o7020",
    "0O10",
    "0b11",
    "0B11",
    "0b12",
    "0x1F",
    "0X1F",
    "0xfg",
    "-0x1F",
    "+0b1",
    "1_000",
    "1__0",
    "_1",
    "1_",
    "0_1",
    "0o1_0",
    "0x_F",
    "5e-5",
    "5E-5",
    "1e3",
    "1E3",
    "1e+3",
    "5.0e-5",
    "5.0e5",
    "5.0e+5",
    "5.e-5",
    ".5e-5",
    ".5e5",
    "5e",
    "1e",
    "e1",
    "E1",
    "-e1",
    "e+1",
    "1.0",
    "1.",
    ".5",
    "-.5",
    "+.5",
    "+1",
    "-1",
    "-0",
    "1.5.0",
    "1_0.5",
    "1,000",
    ".inf",
    "-.inf",
    ".Inf",
    ".nan",
    ".NaN",
    "inf",
    "nan",
    "12:30",
    "12:30:00",
    "1:60",
    "01:02",
    "12:30:00.5",
    "-1:30",
    "1:2:3:4",
    "2026-11-27",
    "2026-1-2",
    "2026-13-01",
    "2026-11-27T10:00:00",
    "2026-11-27T10:00:00Z",
    "2026-11-27T10:00:00+01:00",
    "=",
    "<<",
    "9007199254740993",
    "18446744073709551616",
    "1e400",
    "0.1",
    "ml.m5.xlarge",
    "1.4",
    "10.0.0.0/8",
    "3h",
    "1.2.3",
]
KEYS = ["n", "y", "on", "e1", "010", "1_000", "5e-5", "12:30", "true", "null", "lr"]
NODE = """
const [yaml, jsYaml] = [require("yaml"), require("js-yaml")];
const readers = { "js-yaml": (text) => jsYaml.load(text), cdk8s: (text) => yaml.parse(text, { version: "1.1" }) };
const plain = (value) => {
  if (value instanceof Date) return isNaN(value) ? { error: true } : { text: value.toISOString() };
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  return value === undefined ? null : value;
};
const read = (reader, text) => { try { return plain(reader(`a: ${text}\\n`).a); } catch { return { error: true }; } };
const scalars = JSON.parse(process.argv[1]);
const found = Object.entries(readers).map(([name, reader]) => [name, scalars.map((text) => read(reader, text))]);
process.stdout.write(JSON.stringify(Object.fromEntries(found)));
"""
MANIFEST = "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: TrainingJob\nmetadata: {name: a}\nspec:\n"


def in_python(load: Callable[[str], Any]) -> list[Any]:
    return [attempt(lambda text=text: load(f"a: {text}\n")["a"]) for text in SCALARS]


def attempt(read: Callable[[], Any]) -> Any:
    try:
        return plain(read())
    except Exception:  # noqa: BLE001 - whatever it refuses a scalar with
        return {"error": True}


def plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    return value


class Kubectl:
    """kubectl, run on manifests without a cluster."""

    def __init__(self, layer: str, folder: Path) -> None:
        self.folder = folder
        with zipfile.ZipFile(layer) as packed:
            self.program = Path(packed.extract("kubectl/kubectl", folder))
        self.program.chmod(0o755)
        self.manifest = folder / "manifest.yaml"
        (folder / "kustomization.yaml").write_text("resources: [manifest.yaml]\n")

    def run(self, *arguments: str) -> str:
        ran = subprocess.run([self.program, *arguments], capture_output=True, text=True, check=True, timeout=60)
        return ran.stdout

    def version(self) -> str:
        return str(json.loads(self.run("version", "--client", "-o", "json"))["clientVersion"]["gitVersion"])

    def of_file(self, spec: str) -> Any:
        self.manifest.write_text(MANIFEST + spec)
        return json.loads(self.run("annotate", "--local", "-f", str(self.manifest), "-o", "json", "a=b"))["spec"]

    def of_kustomize(self, spec: str) -> Any:
        """What kubectl gets of what kustomize writes."""
        self.manifest.write_text(MANIFEST + spec)
        written = self.run("kustomize", str(self.folder)).partition("spec:\n")[2]
        return self.of_file(written)


def main() -> None:
    found: dict[str, list[Any]] = {
        "PyYAML": in_python(yaml.safe_load),
        "YAML 1.2": in_python(lambda text: YAML(typ="safe", pure=True).load(StringIO(text))),
    }
    node = ["node", "-e", NODE, json.dumps(SCALARS)]
    found |= json.loads(subprocess.run(node, capture_output=True, text=True, check=True).stdout)
    with tempfile.TemporaryDirectory() as folder:
        kubectl = Kubectl(sys.argv[1], Path(folder))
        for name, read in (("kubectl", kubectl.of_file), ("kustomize", kubectl.of_kustomize)):
            found[name] = [attempt(lambda text=text, read=read: read(f"  a: {text}\n")["a"]) for text in SCALARS]
        keys = {key: attempt(lambda key=key: next(iter(kubectl.of_file(f"  {key}: 1\n")))) for key in KEYS}
        versions = {"PyYAML": version("pyyaml"), "YAML 1.2": version("ruamel.yaml"), "kubectl": kubectl.version()}
    for name in ("js-yaml", "yaml"):
        asked = f"console.log(require('{name}/package.json').version)"
        ran = subprocess.run(["node", "-e", asked], capture_output=True, text=True, check=True)
        versions["cdk8s" if name == "yaml" else name] = ran.stdout.strip()
    versions["kustomize"] = versions["kubectl"]
    rows = {text: {name: values[at] for name, values in found.items()} for at, text in enumerate(SCALARS)}
    lines = ",\n".join(f"  {json.dumps(text)}: {json.dumps(row)}" for text, row in rows.items())
    Path(sys.argv[2]).write_text(
        f'{{\n "versions": {json.dumps(versions)},\n "keys": {json.dumps(keys)},\n "scalars": {{\n{lines}\n }}\n}}\n',
        encoding="utf-8",
    )


main()
