"""What a value is, by itself: a reference to a secret kept elsewhere, a placeholder, a path, a password, a token."""

from policylint.secrets.names import word_set
from policylint.secrets.randomness import is_filler, is_hexadecimal, randomness
from policylint.secrets.regexes import lazily

LONGEST = 4096
_UUID = lazily(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_TEMPLATE = lazily(r"\$\{|\{\{|\$\(|<%|%[({]|%[A-Za-z_][A-Za-z0-9_]*%|\$[A-Za-z_][A-Za-z0-9_]*(?:$|[^A-Za-z0-9_])")
# Where a secret is kept: stores, files, environment variables, and code that reads them.
_ELSEWHERE = lazily(
    r"""(?ix)
    arn:aws | ssm: | secretsmanager: | vault: | env: | file: | gcp-?sm: | keyvault: | awssm: | sops: | op:// | bws:
    | [a-z][a-z0-9+.-]*://
    | alias/ | projects/ | secrets?/ | ENC\[ | os\.(?:environ|getenv) | process\.env | getenv\( | valueFrom | from[-_ ]
    | @[a-z_./-]+$ | !(?:Ref|Sub|GetAtt|ImportValue|Join|Select|FindInMap)\b
    | \[[^\]]*\]$ | \{[^}]*\}$ | <[^>]*>$
    """
)
_PATH = lazily(r"(?:[.~]|[A-Za-z]:)?/[^\s/]+(?:/[^\s/]*)*")
_FILLER_WORD = lazily(
    r"(?i)example|placeholder|redacted|change_?-?me|replace_?-?me|insert[-_]|dummy|x{5}|\.\.\.|…|\*{3}"
    r"|(?<![A-Za-z0-9])(?:your|my)[-_ ]"
    r"|not[-_]?(?:a[-_]?)?(?:real|secret|needed|set|used)|todo|fixme|goes[-_]?here|removed|masked|sample[-_]|fake[-_]"
)
_WORDS = word_set(
    "none null nil true false yes no on off empty unset default undefined enabled disabled required optional"
    " auto inherit anonymous public test na n/a"
)
_NUMBER = lazily(r"[-+]?[0-9][0-9_,.]*(?:[eE][-+]?[0-9]+)?[A-Za-z%]?")
_CONSTANT = lazily(r"[A-Z][A-Z]*[0-9]?(?:_[A-Z0-9]+)+")
_SEPARATORS = lazily(r"[-_./: ,]+")
_WORD = lazily(r"[A-Za-z0-9]{0,3}[A-Za-z]+[0-9]?")
_TELLING = 256
_SURELY = 20.0  # bits of randomness that no path, constant or identifier has
_RUNNING = lazily(r"\s")


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID: an id in most places, a key with a few providers."""
    return _UUID().fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """Whether a text says where a value is kept, or stands for one: a store, a file, a variable, a template."""
    if _ELSEWHERE().match(text) or _TEMPLATE().search(text):
        return True
    return _PATH().fullmatch(text) is not None and randomness(text) < _SURELY


def is_placeholder(text: str) -> bool:
    """Whether a text only keeps the place of a value; its beginning decides."""
    text = text[:_TELLING]
    return (
        text.lower() in _WORDS
        or _FILLER_WORD().search(text) is not None
        or _NUMBER().fullmatch(text) is not None
        or is_filler(text)
    )


def is_literal(text: str) -> bool:
    """Whether a text is a value of its own: no reference, no placeholder."""
    return not is_reference(text) and not is_placeholder(text)


def is_password(text: str) -> bool:
    """Whether the value of something called a password is one, be it one that a person chose."""
    if not 6 <= len(text) <= LONGEST or _RUNNING().search(text) or not is_literal(text):
        return False
    text = text[:_TELLING]
    if _CONSTANT().fullmatch(text) or _is_identifier(text):
        return randomness(text) > _SURELY
    return not text.isalpha() or randomness(text) > 0


def _is_identifier(text: str) -> bool:
    """Whether a text is several words put together by signs, each with a digit at most."""
    parts = _SEPARATORS().split(text)
    return len(parts) > 1 and all(_WORD().fullmatch(part) for part in parts)


def is_token(text: str, least: float) -> bool:
    """Whether the value of something called a token or key is one: random enough, by `least` bits."""
    if not 8 <= len(text) <= LONGEST or _RUNNING().search(text) or not is_literal(text):
        return False
    text = text[:_TELLING]
    if is_hexadecimal(text):
        return len(text) >= 16
    if _CONSTANT().fullmatch(text):
        return False
    return randomness(text) > least
