"""What a value is, by itself: a reference to a secret kept elsewhere, a placeholder, a path, a password, a token."""

from policylint.secrets.names import word_set
from policylint.secrets.randomness import is_filler, is_hexadecimal, randomness
from policylint.secrets.regexes import lazily

LONGEST = 4096
_UUID = lazily(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
# What stands for a value within a text: `${NAME}`, `{{ name }}`, `$(command)`, `%(name)s`, `$NAME` in capitals.
_TEMPLATE = lazily(
    r"""(?x)
    \$\{\{?\s*[A-Za-z_!][^{}]{0,256}\} | \{\{[^{}]{1,256}\}\} | \$\([^()]{1,256}\) | <%.{1,256}%>
    | %\([A-Za-z_]\w*\)[sdr] | %\{[^{}]{1,128}\} | \$(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{4,})(?![A-Za-z0-9_])
    """
)
# The same where a text begins with it and ends before it does, as a word of a command line may.
_OPENED = lazily(r"\$\{\{?\s*[A-Za-z_]|\{\{|\$\(\w|<%|%\([A-Za-z_]")
_VARIABLE = lazily(r"\$(?P<name>[A-Za-z_][A-Za-z0-9_]*)|%[A-Za-z_][A-Za-z0-9_]*%")
_YEAR = lazily(r"[0-9]{3}")
# What a variable of a shell, an expression of Jinja, Go, Helm or GitHub Actions gives where nothing else is given.
_DEFAULTED = lazily(
    r"""(?x)
    \$\{(?:[A-Za-z_][A-Za-z0-9_]*):?[-=](?P<default>[^{}]*)\}
    | \$?\{\{[^{}]{0,256}?(?:\bdefault\b\s*\(?|\|\||\?\?|\bor\b|\belse\b)\s*
      (?:"(?P<double>[^{}"]{1,256})"|'(?P<single>[^{}']{1,256})')[^{}]{0,256}\}\}
    """
)
# Where a secret is kept: stores, files, environment variables, and code that reads them.
_ELSEWHERE = lazily(
    r"""(?ix)
    arn:aws | ssm: | secretsmanager: | vault: | env: | file: | gcp-?sm: | keyvault: | awssm: | sops: | op:// | bws:
    | [a-z][a-z0-9+.-]*://
    | alias/ | projects/ | secrets?/ | EN[CV]\[ | os\.(?:environ|getenv) | process\.env | getenv\( | valueFrom
    | from[-_ ] | (?-i:[a-z_][a-z0-9_.]*\((?:[a-z0-9_.]*\))?$)
    | sha(?:1|224|256|384|512)[-:=] | md5[-:=] | @[a-z_./-]+$
    | @Microsoft\.KeyVault\( | \{cipher\} | !(?:vault|Ref|Sub|GetAtt|ImportValue|Join|Select|FindInMap)\b
    | __\w+__$ | \#\{[^}]*\}\#?$ | \[[^\]]*\]$ | \{[^}]*\}$ | \{\w+$ | <[^>]*>$
    """
)
_PATH = lazily(r"(?:[.~]|[A-Za-z]:)?/[\w.@%+=:,~-]+(?:/[\w.@%+=:,~-]*)*")
_FILLER_WORD = lazily(
    r"(?i)example|placeholder|redacted|change_?-?me|replace_?-?me|insert[-_]|dummy|x{5}|\.\.\.|…|\*{3}"
    r"|(?<![A-Za-z0-9])(?:your|my)[-_ ]"
    r"|not[-_]?(?:a[-_]?)?(?:real|secret|needed|set|used)|todo|fixme|goes[-_]?here|removed|masked|sample[-_]|fake[-_]"
)
_WORDS = word_set(
    "none null nil true false yes no on off empty unset default undefined enabled disabled required optional"
    " auto inherit anonymous public test na n/a"
)
_NUMBER = lazily(r"[-+]?[0-9][0-9_,.]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_,.]{0,8}[A-Za-z%]")
_VERSION = lazily(
    r"[~^<>=!v ]{0,3}[0-9]{1,6}(?:\.[0-9x*]{1,6}){1,3}(?:[-+.]?(?:a|b|rc|dev|alpha|beta|post)[0-9.]{0,8})?"
)
_CONSTANT = lazily(r"[A-Z][A-Z]*[0-9]?(?:_[A-Z0-9]+)+")
_SEPARATORS = lazily(r"[-_./: ,]+")
_WORD = lazily(r"[A-Za-z0-9]{0,3}[A-Za-z]+[0-9]?")
_TELLING = 256
_SURELY = 20.0  # bits of randomness that no path, constant or identifier has
_RUNNING = lazily(r"\s")
_WORDED = 8.0  # and one that most names of variables stay below
_DIGITS = lazily(r"[0-9]{6,}")
_LONG, _LONG_WORD = 12, -10.0  # letters, and the bits that a word of so many stays below
_MOST_WORDS = 12
# Words of sentences: what has one of them is prose about a secret, not a pass phrase.
_PROSE = word_set(
    "a an and are as at be by change confirm create current enter for forgot from get has have here if in is it its my"
    " must new no not of old on only or password passwords please read reset same see set should show that the their"
    " this to type use used was will with you your"
)


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID: an id in most places, a key with a few providers."""
    return _UUID().fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """Whether a text says where a value is kept, or stands for one: a store, a file, a variable, a template."""
    if _ELSEWHERE().match(text) or _OPENED().match(text) or _TEMPLATE().search(text) or _is_variable(text):
        return True
    return _PATH().fullmatch(text) is not None and randomness(text) < _SURELY


def _is_variable(text: str) -> bool:
    """Whether a text is a variable as shells write it, and nothing else: passwords may begin with a dollar as well."""
    whole = _VARIABLE().fullmatch(text)
    if whole is None:
        return False
    name = whole["name"]
    if name is None or _YEAR().search(name) is None:
        return name is None or name.isupper() or name.islower() or randomness(name) < _WORDED
    return "_" in name and (name.isupper() or name.islower())


def meant(text: str) -> str:
    """The value that a text gives: without the line's end and blanks around it; of `${NAME:-default}` and
    `{{ name | default("default") }}` the default."""
    text = text.strip()
    defaulted = _DEFAULTED().fullmatch(text)
    return text if defaulted is None else next(filter(None, defaulted.groups()), "")


def is_placeholder(text: str) -> bool:
    """Whether a text only keeps the place of a value; its beginning decides."""
    text = text[:_TELLING]
    return (
        text.lower() in _WORDS
        or _FILLER_WORD().search(text) is not None
        or _NUMBER().fullmatch(text) is not None
        or _VERSION().fullmatch(text) is not None
        or is_filler(text)
    )


def is_literal(text: str) -> bool:
    """Whether a text is a value of its own: no reference, no placeholder; several digits are one."""
    if is_reference(text):
        return False
    return not is_filler(text[:_TELLING]) if _DIGITS().fullmatch(text) else not is_placeholder(text)


def is_password(text: str) -> bool:
    """Whether the value of something called a password is one, be it one that a person chose."""
    if not 6 <= len(text) <= LONGEST or not is_literal(text):
        return False
    text = text[:_TELLING]
    if _RUNNING().search(text):
        return _is_phrase(text)
    if _CONSTANT().fullmatch(text) or _is_identifier(text):
        return randomness(text) > _WORDED or _is_varied(text)
    return not text.isalpha() or randomness(text) > (0 if len(text) < _LONG else _LONG_WORD)


def is_chosen(text: str) -> bool:
    """Whether a text is a password by what it is made of: capitals, small letters, digits and signs, and no path."""
    return _is_varied(text) and is_password(text)


def _is_varied(text: str) -> bool:
    """Whether a text has what rules for passwords demand, capitals, small letters, digits and signs, and is no path."""
    kinds = (str.isupper, str.islower, str.isdigit, lambda character: not character.isalnum())
    return _PARTED.isdisjoint(text) and all(any(map(kind, text)) for kind in kinds)


_PARTED = frozenset("/:. ")


def _is_phrase(text: str) -> bool:
    """Whether a text with blanks is a pass phrase, or a random password with a blank in it, and no sentence."""
    parts = text.split()
    if len(parts) > _MOST_WORDS or "\n" in text:
        return False
    words = [part.strip(".,;:!?'\"()").lower() for part in parts]
    if any(word in _PROSE for word in words):
        return False
    return len(parts) > 2 or any(not part.isalpha() for part in parts)


def _is_identifier(text: str) -> bool:
    """Whether a text is several words put together by signs, each with a digit at most."""
    parts = _SEPARATORS().split(text)
    return len(parts) > 1 and all(_WORD().fullmatch(part) for part in parts)


def is_token(text: str, least: float) -> bool:
    """Whether the value of something called a token or key is one: random enough, by `least` bits."""
    if not 8 <= len(text) <= LONGEST or _RUNNING().search(text) or is_reference(text) or is_placeholder(text):
        return False
    text = text[:_TELLING]
    if is_hexadecimal(text):
        return len(text) >= 16
    if _CONSTANT().fullmatch(text):
        return False
    return randomness(text) > least
