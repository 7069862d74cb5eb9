"""Files in other languages, recognised by their suffixes, or by their text where these say something else: what they
are, and what to do with them instead.

Templates of the formats that are read are tried all the same, by their content. Programs are read where they start
jobs; what cannot be read of them, and programs in other languages, are for `policylint exec` and for requests in files.
What cannot be read of Terraform source is in its plan.
"""

import re

from policylint.dataclass_ import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its name, and what to do where a file of it cannot be read.

    `is_code`: it makes requests itself. `reason` says why no file of it is read at all.
    """

    name: str
    advice: str
    is_code: bool = False
    reason: str = ""

    @property
    def tried(self) -> bool:
        """Whether a file of it may turn out to hold requests that can be read."""
        return not self.reason


PYTHON = Language(
    "Python",
    "Run the program under `policylint exec`, which judges each request before it is sent, or write requests as JSON.",
    is_code=True,
)
NOTEBOOK = Language(
    "a notebook",
    "Put `policylint.guard()` in its first cell, which judges each request before it is sent.",
    is_code=True,
)
HCL = Language(
    "Terraform source",
    "Check its plan: `terraform show -json plan.out > plan.json`, then `policylint check plan.json`.",
)
VALUES = Language(
    "HCL",
    HCL.advice,
    reason="this is HCL, which is read as Terraform source in .tf files alone",
)
SHELL = Language(
    "a shell script",
    "Call the AWS CLI as `policylint aws -- sagemaker ...`, or write the request as JSON for `--cli-input-json`.",
    is_code=True,
    reason="this is a shell script, which is not read",
)
MAKE = Language("a makefile", SHELL.advice, is_code=True, reason="this is a makefile, which is not read")
JENKINS = Language("a Jenkinsfile", SHELL.advice, is_code=True, reason="this is a Jenkinsfile, which is not read")
STATE = Language("Terraform state", HCL.advice, reason="this is Terraform's state, which is not read")
TEMPLATE = Language("template", "Check what it is rendered to.")

TEMPLATES = (".j2", ".jinja", ".jinja2", ".tpl", ".tmpl", ".tftpl", ".erb")
"""What template engines end the names of their files in, behind the suffix of what is rendered."""
CONTENT = (".template", ".asl")
"""Suffixes of files in one of the formats that are read; only their content says in which."""

# Programs that start jobs by an SDK of their own, and data in formats that are not read.
_PROGRAMS = {
    "JavaScript": (".js", ".mjs", ".cjs", ".jsx"),
    "TypeScript": (".ts", ".mts", ".cts", ".tsx"),
    "Java": (".java",),
    "Kotlin": (".kt", ".kts"),
    "Scala": (".scala",),
    "Go": (".go",),
    "C#": (".cs",),
    "Ruby": (".rb",),
    "Rust": (".rs",),
    "R": (".r", ".rmd"),
}
_DATA = {
    "JSON5": (".json5",),
    "TOML": (".toml",),
    "Jsonnet": (".jsonnet", ".libsonnet"),
    "CUE": (".cue",),
}


def _program(name: str) -> Language:
    advice = "Write its requests as JSON that it loads, or check what it makes: a template, a plan, a request."
    return Language(name, advice, is_code=True, reason=f"this is {name}, which is not read")


def _data(name: str) -> Language:
    return Language(name, "Write it as JSON or YAML, and check that.", reason=f"this is {name}, which is not read")


SUFFIXES = {
    ".py": PYTHON,
    ".ipynb": NOTEBOOK,
    **dict.fromkeys((".tf", ".tofu"), HCL),
    **dict.fromkeys((".tfvars", ".hcl"), VALUES),
    ".tfstate": STATE,
    ".mk": MAKE,
    **dict.fromkeys((".sh", ".bash", ".zsh", ".ps1"), SHELL),
    **{suffix: _program(name) for name, suffixes in _PROGRAMS.items() for suffix in suffixes},
    **{suffix: _data(name) for name, suffixes in _DATA.items() for suffix in suffixes},
    **dict.fromkeys((*TEMPLATES, *CONTENT), TEMPLATE),
}
"""What a walk looks at beside the formats that it reads."""


NAMES = {"makefile": MAKE, "gnumakefile": MAKE, "jenkinsfile": JENKINS}
"""The same of files whose whole name says what they are, in lower case."""


def language_of(file: str) -> Language | None:
    """The language of a file by its suffix or its name; None where it is in a format that is read, or in none that is
    known."""
    _, dot, suffix = file.rpartition(".")
    return SUFFIXES.get(dot + suffix.lower()) or NAMES.get(file.replace("\\", "/").rpartition("/")[2].lower())


_TELLING = (
    (
        PYTHON,
        re.compile(
            r"^(?:import [\w.]+(?: as \w+)?|from [\w.]+ import .+|(?:async )?def \w+\(.*|class \w+.*:)$", re.MULTILINE
        ),
        "Name it with .py to have it read.",
    ),
    (
        HCL,
        re.compile(
            r'^(?:(?:resource|data|module|variable|output|provider)(?:\s+"[^"\n]+"){1,2}|locals|terraform)\s*\{',
            re.MULTILINE,
        ),
        "Name it with .tf to have it read.",
    ),
    (NOTEBOOK, re.compile(r'\A\s*\{(?=[\s\S]*"nbformat"\s*:)'), "Name it with .ipynb to have it read."),
    (SHELL, re.compile(r"\A#!.*sh\b"), SHELL.advice),
)


def spoken(text: str) -> tuple[Language, str] | None:
    """The language that a text is in, though its file's name does not say so, and what to do about it."""
    return next(((language, advice) for language, telling, advice in _TELLING if telling.search(text)), None)
