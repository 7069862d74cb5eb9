"""The editor for each format, and what makes quoting a scalar safe."""

import re
from typing import Any

from policylint.fixing.change import BROKEN, Editor, Refused
from policylint.sources.document import Document
from policylint.sources.embedding import PROGRAM

# Whoever reads these as text gets what the number or boolean says; `yes`, `010` or `1_000` say something to YAML alone.
_PLAIN = re.compile(r"true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def editor(document: Document) -> Editor:
    """An editor of the document's text.

    Raises:
        Refused: files of this format are not edited.
    """
    match document.format.name:
        case "json" | "jsonl":
            from policylint.fixing.json_edit import JsonText

            return JsonText(document.syntax)
        case "yaml":
            from policylint.fixing.yaml_edit import YamlText
            from policylint.sources.formats.yaml_ import graph

            documents = graph(document.syntax)
            if not documents.whole:  # no reader of YAML takes a part of a stream
                raise Refused(BROKEN)
            return YamlText(document.syntax, documents.roots[document.index])
        case "python":
            from policylint.fixing.python_edit import PythonText

            return PythonText(document, document.value)
        case "notebook":
            from policylint.fixing.notebook_edit import NotebookText

            return NotebookText(document, document.value[PROGRAM])
        case "hcl":
            from policylint.fixing.hcl_edit import HclText

            return HclText(document.text, document.value)
        case format:
            raise Refused(f"{format} files are not edited")


def edited(document: Document) -> Any:
    """The value that changes of a document are changes of: of a notebook, its program."""
    return document.value[PROGRAM].document.value if document.format.name == "notebook" else document.value


def is_plain(written: str) -> bool:
    """Whether a number or boolean is written as every program writes it, so that its text is what it says."""
    return _PLAIN.fullmatch(written) is not None
