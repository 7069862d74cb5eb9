"""HTML that cannot be broken out of: whatever is not `Markup` already is text, and is shown as that text."""

from html import escape

from policylint.reports.visible import visible


class Markup(str):
    """Text that is HTML."""

    __slots__ = ()


Child = str | Markup | None
_EMPTY = {"br", "input", "meta"}


def element(tag: str, /, *children: Child, **attributes: str | int | float | bool | None) -> Markup:
    """An element. `class_` and `for_` are written for Python; in `data_rule` the underscore becomes a hyphen.

    An attribute that is None or False is left out, one that is True stands alone. A child that is None is left out.
    """
    opening = f"<{tag}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Markup(opening if tag in _EMPTY else f"{opening}{joined(*children)}</{tag}>")


def joined(*children: Child) -> Markup:
    """Elements and text one after the other."""
    return Markup("".join(_html(child) for child in children if child is not None))


def coded(text: str) -> Markup:
    """Text of policylint's own in which backticks stand around code."""
    parts = text.split("`")
    return joined(*(element("code", part) if number % 2 else part for number, part in enumerate(parts)))


def _html(child: str) -> str:
    return child if isinstance(child, Markup) else escape(visible(child))


def _attribute(key: str, value: str | int | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(visible(str(value)))}"'
