"""The colours of everything that is HTML, each for a light and a dark ground, as custom properties of CSS."""

from collections.abc import Mapping

PALETTE: Mapping[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#0f1216"),
    "panel": ("#f5f6f8", "#171b21"),
    "line": ("#dfe3e8", "#2b323b"),
    "ink": ("#16191d", "#e8ebef"),
    "soft": ("#57606a", "#a0aab6"),
    "link": ("#0b57a8", "#7db7ff"),
    "error": ("#b3261e", "#ff9088"),
    "error-wash": ("#fdeceb", "#36191a"),
    "warning": ("#8a5200", "#f2bd5c"),
    "warning-wash": ("#fdf3de", "#2f240f"),
    "note": ("#2b5fa8", "#8fbcff"),
    "note-wash": ("#e9f1fb", "#152338"),
    "pass": ("#1a6e3c", "#74d39a"),
    "pass-wash": ("#e5f5eb", "#10291b"),
    "bar": ("#7b8794", "#6b7785"),
}
"""Name, and the colour on paper and on a dark screen. Text stands out from its ground by 4.5 to 1 or more."""


def light(selector: str = ":root") -> str:
    """The rule that gives an element and what is in it the colours for paper."""
    return _rule(selector, 0)


def dark(selector: str = ":root") -> str:
    """The rule that gives them the colours for a dark screen."""
    return _rule(selector, 1)


def by_scheme(selector: str = ":root") -> str:
    """The rules that follow what the reader's system prefers."""
    return f"{light(selector)}\n@media (prefers-color-scheme: dark) {{ {dark(selector)} }}"


def _rule(selector: str, ground: int) -> str:
    return f"{selector} {{ {' '.join(f'--{name}: {pair[ground]};' for name, pair in PALETTE.items())} }}"
