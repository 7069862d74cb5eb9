"""Files that have not changed themselves, but whose requests another file has a part in that did: a module that a
program imports, the variables and templates of Terraform source, a chart's values, what a template writes out.
"""

# Names are text here, as in walk.py.
# ruff: noqa: PTH119, PTH120

import os
import re
from collections.abc import Iterator, Set
from pathlib import Path

from policylint.sources.beside import chart_of, definitions
from policylint.sources.glance import glance
from policylint.sources.languages import language_of
from policylint.sources.python import modules
from policylint.sources.terraform.uses import Uses
from policylint.sources.text import Source, SourceFault

_PROGRAMS = (".py", ".ipynb")
_HCL = (".tf", ".tofu")
_OF_MODULES = (*_HCL, ".tf.json", ".tfvars", ".tfvars.json")
_TEMPLATES = (".yaml", ".yml", ".json", ".template")
_VALUES = "values.yaml"
_MOST_MODULES = 500
_IMPORT = re.compile(
    r"\bfrom\s+(?P<dots>\.*)(?P<package>[\w.]*)\s+import\s+(?P<names>\([^)]*\)|[^\n;#\"\\]+)"
    r"|\bimport\s+(?P<modules>[\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+(?:\s+as\s+\w+)?)*)"
)
_NAME = re.compile(r"(\w+(?:\.\w+)*)(?:\s+as\s+\w+)?")


class Dependents:
    """Tells, of files in which nothing has changed, those whose requests may have: by the real paths of what did."""

    def __init__(self, changed: Set[str]) -> None:
        self._changed = changed
        self._modules = any(file.endswith(".py") for file in changed)
        self._folders = {os.path.dirname(file) for file in changed if file.endswith(_OF_MODULES)}
        self._uses = Uses()
        self._used = {source for file in changed for source in self._uses.of(file)}
        self._defined = {
            os.path.realpath(one) for file in changed if file.endswith(_TEMPLATES) for one in definitions(file)
        }
        self._charts = {Path(file).parent for file in changed if os.path.basename(file) == _VALUES}
        self._imports: dict[str, Set[str]] = {}

    def covers(self, file: str) -> bool:
        """Whether a file that was met has a request in which something that has changed may have a part."""
        path = os.path.realpath(file)
        if path.endswith(_PROGRAMS):
            return self._modules and _may_start_jobs(path) and self._imports_a_change(path)
        if path.endswith(_HCL):
            return os.path.dirname(path) in self._folders or path in self._used
        if path in self._defined:
            return True
        return bool(self._charts) and chart_of(Path(path).parent) in self._charts

    def _imports_a_change(self, program: str) -> bool:
        """Whether a module that a program imports, or that one of these does, has changed."""
        seen = {program}
        left = [program]
        while left and len(seen) < _MOST_MODULES:
            for module in self._imported(left.pop()) - seen:
                if module in self._changed:
                    return True
                seen.add(module)
                left.append(module)
        return False

    def _imported(self, file: str) -> Set[str]:
        """The modules of the same project that a file imports."""
        if file not in self._imports:
            self._imports[file] = set(_modules(file))
        return self._imports[file]


def _may_start_jobs(file: str) -> bool:
    try:
        return glance(file, language_of(file)).may_hold
    except SourceFault:
        return False


def _modules(file: str) -> Iterator[str]:
    """The modules that the imports in a program name, and the packages that they lie in; of a notebook those in all
    its text."""
    try:
        text = Source(file).text(modules.LARGEST)
    except SourceFault:
        return
    if file.endswith(".ipynb"):
        text = text.replace("\\n", "\n")  # as JSON writes the ends of its cells' lines
    for found in _IMPORT.finditer(text):
        level, package = len(found["dots"] or ""), found["package"] or ""
        names = [f"{package}.{name}".lstrip(".") for name in _NAME.findall(found["names"] or "")]
        names += [package, *_NAME.findall(found["modules"] or "")]
        for name in {part for one in names for part in _with_packages(one)}:
            module = modules.find(name, level, file)
            if module is not None:
                yield os.path.realpath(module)


def _with_packages(name: str) -> Iterator[str]:
    """A module's name, and those of the packages that it lies in."""
    while name:
        yield name
        name = name.rpartition(".")[0]
