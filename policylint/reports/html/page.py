"""A page of its own: one file that needs nothing else, and that lets nothing in but its own style and script.

The content security policy names both by their hashes. All of a page can be read without a script.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from policylint.reports.html.markup import Child, Markup, element, joined
from policylint.reports.html.palette import by_scheme

_HERE = Path(__file__).parent


def page(title: str, *content: Child, script: str = "") -> str:
    """A whole page; `script` names the one that filters findings or sorts tables, if it has one."""
    style = Markup(f"{by_scheme()}\n{_file('style.css')}")
    code = Markup(_file(script)) if script else None
    policy = f"default-src 'none'; style-src {_hash(style)}; "
    policy += f"script-src {_hash(code)}; " if code else ""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=f"{policy}base-uri 'none'; form-action 'none'"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{title} - policylint"),
        element("style", style),
    )
    body = element("body", *content, element("script", code) if code else None)
    return f"<!doctype html>\n{element('html', joined(head, Markup(chr(10)), body), lang='en')}\n"


def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
