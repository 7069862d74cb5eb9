"""Commands that take a credential without a name: `wandb login KEY`, `curl -u USER:PASSWORD`, `mysql -pPASSWORD`.

What a command says of its arguments is data; one reader serves lists of arguments and lines of a shell.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from policylint.secrets.regexes import lazily
from policylint.secrets.shell import joined


class Command(NamedTuple):
    """A command and where it takes a credential.

    `words` are the first words that make it, the program first. `flags` name the argument behind a flag, or joined to
    it; a name that begins with a sign, a colon say, is that of what follows the first one. `at` names arguments by
    their place among those that are no flags; the one at place `pair` is the name of the one behind it.
    """

    words: tuple[str, ...]
    flags: tuple[tuple[str, str], ...] = ()
    pair: int = -1
    at: tuple[tuple[int, str], ...] = ()


class Argument(NamedTuple):
    """An argument that holds a credential: its number, where in it that begins, and the name that it would have."""

    number: int
    start: int
    name: str


_PASSWORD = (("-p", "password"),)
_REGISTRIES = ("docker", "podman", "nerdctl", "buildah", "skopeo", "crane", "oras", "regctl", "finch")
_MYSQL = ("mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump")
_MONGO = ("mongo", "mongosh", "mongodump", "mongorestore", "mongoimport", "mongoexport")

# The source of each is the manual of its command.
COMMANDS = (
    Command(("wandb", "login"), at=((0, "wandb_api_key"),)),
    Command(("vault", "login"), at=((0, "vault_token"),)),
    *(Command((program, "login"), _PASSWORD) for program in _REGISTRIES),
    Command(("skopeo",), (("--src-creds", ":password"), ("--dest-creds", ":password"), ("--creds", ":password"))),
    Command(("helm", "registry", "login"), _PASSWORD),
    *(Command((program,), _PASSWORD) for program in (*_MYSQL, *_MONGO, "sshpass", "7z", "7za", "7zr", "twine")),
    Command(("az", "login"), _PASSWORD),
    Command(
        ("curl",), (("-u", ":password"), ("--user", ":password"), ("-U", ":password"), ("--proxy-user", ":password"))
    ),
    Command(("redis-cli",), (("-a", "password"),)),
    Command(("unzip",), (("-P", "password"),)),
    Command(("zip",), (("-P", "password"),)),
    Command(("sqlcmd",), (("-P", "password"),)),
    Command(("bcp",), (("-P", "password"),)),
    Command(("ldapsearch",), (("-w", "password"),)),
    Command(("ssh-keygen",), (("-N", "passphrase"), ("-P", "passphrase"))),
    Command(
        ("openssl",), (("-pass", ":password"), ("-passin", ":password"), ("-passout", ":password"), ("-k", "password"))
    ),
    Command(("kaggle", "config", "set"), (("-v", "kaggle_key"), ("--value", "kaggle_key"))),
    Command(("prefect", "cloud", "login"), (("-k", "prefect_api_key"),)),
    Command(("dvc", "remote", "modify"), pair=1),
    Command(("aws", "configure", "set"), pair=0),
    Command(("git", "config"), pair=0),
    Command(("pip", "config", "set"), pair=0),
    Command(("npm", "config", "set"), pair=0),
    Command(("conda", "config"), pair=0),
    Command(("poetry", "config"), pair=0, at=((2, "password"),)),
    Command(("airflow", "variables", "set"), pair=0),
    Command(("mc", "alias", "set"), at=((3, "secret_key"),)),
    Command(("cypher-shell",), (("-p", "password"),)),
    Command(("cqlsh",), (("-p", "password"),)),
    Command(("clickhouse-client",), (("--password", "password"),)),
    Command(("smbclient",), (("-U", "%password"), ("--user", "%password"))),
    Command(("lftp",), (("-u", ",password"), ("--user", ",password"))),
    Command(("consul",), (("-token", "consul_token"),)),
    Command(("http",), (("-a", ":password"), ("--auth", ":password"))),
    Command(("https",), (("-a", ":password"), ("--auth", ":password"))),
    Command(("htpasswd",), at=((2, "password"),)),
    Command(("rabbitmqctl", "add_user"), at=((1, "password"),)),
    Command(("rabbitmqctl", "change_password"), at=((1, "password"),)),
    Command(("unrar",), _PASSWORD),
    Command(("rar",), _PASSWORD),
    Command(("influx",), (("-t", "influx_token"), ("--token", "influx_token"))),
    Command(("doctl", "auth", "init"), (("-t", "digitalocean_token"), ("--access-token", "digitalocean_token"))),
    Command(("ibmcloud", "login"), (("--apikey", "ibmcloud_api_key"),)),
    Command(("pulumi", "config", "set"), pair=0),
    Command(("net", "use"), at=((2, "password"),)),
)
_BY_PROGRAM: dict[str, tuple[Command, ...]] = {}
for _command in COMMANDS:
    _BY_PROGRAM[_command.words[0]] = (*_BY_PROGRAM.get(_command.words[0], ()), _command)
PROGRAMS = tuple(_BY_PROGRAM)

_WORD = lazily(
    r"""[ \t]*(?:\\\r?\n[ \t]*)*((?:[^\s"'\\;|&<>()`]|\\[^\n]|"(?:[^"\\]|\\.){0,1024}"|'[^']{0,1024}'){1,512})"""
)
# A simple command: up to what ends it, within quotes or not; longer ones are read in parts.
_LINE = lazily(r"""(?:[^"'\\\n;|&<>()`]|\\(?:\r?\n|[^\n])|"(?:[^"\\]|\\.){0,1024}"|'[^']{0,1024}'){1,4096}""")
_PROGRAM = lazily(r"[a-z0-9-]*")
_BEFORE = frozenset(" \t\n;|&(`\"'/")
_MOST_WORDS = 48


def is_program(word: str) -> bool:
    """Whether a word is a program that takes credentials, perhaps behind its folder."""
    return word.rpartition("/")[2] in _BY_PROGRAM


def commands(text: str, starts: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The simple commands in a text that may take a credential, each with where it begins.

    `starts` are where the names of programs stand. A program is a word of its own, perhaps behind its folder; a line
    that lacks every word and flag by which it takes a credential is none.
    """
    end, parsed, quiet = 0, 0, set[str]()  # of the line: its end, how often it was read, programs that take nothing
    for start in starts:
        if start and text[start - 1] not in _BEFORE:
            continue
        if start >= end:
            line = _LINE().match(text, start)
            end, parsed = line.end() if line else start, 0
            quiet.clear()
        program = _PROGRAM().match(text, start)
        name = program[0] if program else ""
        if parsed == _MOST_PROGRAMS or name in quiet:
            continue
        told = _telling(name)
        if told is not None and told.search(text, start, end):
            parsed += 1
            yield start, text[start:end]
        else:
            quiet.add(name)


_MOST_PROGRAMS = 3  # `sudo -u ml sshpass -p PASSWORD ssh`: programs that call one another in a line


@cache
def _telling(program: str) -> re.Pattern[str] | None:
    """What the line of a program holds if it takes a credential: the word behind the program, a flag."""
    known = _BY_PROGRAM.get(program)
    if known is None:
        return None
    words = {command.words[1] for command in known if len(command.words) > 1}
    flags = {flag for command in known if len(command.words) == 1 for flag, _ in command.flags}
    places = any(len(command.words) == 1 and (command.at or command.pair >= 0) for command in known)
    told = [rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in sorted(words)]
    told += [rf"[\s\"']{re.escape(flag)}" for flag in sorted(flags)]
    return re.compile("|".join(told) if not places else "")


def shell_words(line: str) -> list[tuple[int, str]]:
    """The words of a simple command, each with where it begins; quotes around one are off."""
    found: list[tuple[int, str]] = []
    at = 0
    while len(found) < _MOST_WORDS:
        word = _WORD().match(line, at)
        if word is None:
            return found
        at = word.end()
        found.append(_unquoted(word.start(1), word[1]))
    return found


def _unquoted(start: int, word: str) -> tuple[int, str]:
    quoted = len(word) > 1 and word[0] in "\"'" and word[-1] == word[0]
    return (start + 1, joined(word[1:-1])) if quoted else (start, word)


def credentials(words: Sequence[str]) -> Iterator[Argument]:
    """The arguments of a command that hold a credential, by what the command takes; none for other commands."""
    program = words[0].rpartition("/")[2] if words else ""
    for command in _BY_PROGRAM.get(program, ()):
        rest = command.words[1:]
        at = next((at for at in range(1, _LATEST) if tuple(words[at : at + len(rest)]) == rest), None)
        if at is not None:
            yield from _of_command(command, words, at + len(rest))


_LATEST = 4  # options of the program itself may stand before the words that make the command


def _of_command(command: Command, words: Sequence[str], first: int) -> Iterator[Argument]:
    plain: list[int] = []
    index = first
    while index < len(words):
        word = words[index]
        flag, name = next((one for one in command.flags if _takes(one[0], word)), ("", ""))
        if flag and word == flag:
            index += 1
            if index < len(words):
                yield _argument(index, words[index], 0, name)
        elif flag:
            yield _argument(index, word, len(flag) + (word[len(flag)] == "="), name)
        elif not word.startswith("-"):
            plain.append(index)
        index += 1
    yield from _of_places(command, words, plain)


def _of_places(command: Command, words: Sequence[str], plain: list[int]) -> Iterator[Argument]:
    for place, name in command.at:
        if len(plain) > place:
            yield Argument(plain[place], 0, name)
    if 0 <= command.pair < len(plain) - 1:
        yield Argument(plain[command.pair + 1], 0, words[plain[command.pair]])


def _takes(flag: str, word: str) -> bool:
    """Whether a word is a flag, alone or with its value joined to it as the flag's kind allows."""
    if word == flag:
        return True
    joined = flag + "=" if flag.startswith("--") or len(flag) > len("-p") else flag
    return word.startswith(joined)


def _argument(index: int, word: str, start: int, name: str) -> Argument:
    """The credential in an argument: all of it, or what stands behind its first sign of a kind."""
    if name[0].isalpha():
        return Argument(index, start, name)
    at = word.find(name[0], start)
    begin = len(word) if at < 0 else at + 1
    if word[begin : begin + 1] in ("'", '"'):
        begin += 1
    return Argument(index, begin, name[1:])
