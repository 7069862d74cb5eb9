"""Files in other languages, recognised by their suffixes: what they are, and what to do with them instead.

Templates of the formats that are read are tried by their content. Programs are read where they start jobs; what cannot
be read of them is for `policylint exec`. What cannot be read of Terraform source is in its plan.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its name, and what to do where a file of it cannot be read; `is_code`: it makes requests itself."""

    name: str
    advice: str
    is_code: bool = False


PYTHON = Language(
    "Python",
    "Run the program under `policylint exec`, which judges each request before it is sent, or write requests as JSON.",
    is_code=True,
)
NOTEBOOK = Language(
    "notebook",
    "Put `policylint.guard()` in its first cell, which judges each request before it is sent.",
    is_code=True,
)
HCL = Language(
    "Terraform source",
    "Check its plan: `terraform show -json plan.out > plan.json`, then `policylint check plan.json`.",
)
TEMPLATE = Language("template", "Check what it is rendered to.")

TEMPLATES = (".j2", ".jinja", ".jinja2", ".tpl", ".tmpl", ".tftpl", ".erb")
"""What template engines end the names of their files in, behind the suffix of what is rendered."""
CONTENT = (".template", ".asl")
"""Suffixes of files in one of the formats that are read; only their content says in which."""

SUFFIXES = {
    ".py": PYTHON,
    ".ipynb": NOTEBOOK,
    ".tf": HCL,
    ".tofu": HCL,
    **dict.fromkeys((*TEMPLATES, *CONTENT), TEMPLATE),
}
"""What a walk looks at beside the formats that it reads."""


def language_of(file: str) -> Language | None:
    """The language of a file by its suffix; None where it is in a format that is read, or in none that is known."""
    _, dot, suffix = file.rpartition(".")
    return SUFFIXES.get(dot + suffix.lower())
