"""Properties of what people really write: signs in passwords, ends of lines, URLs, wrappings, commands, names."""

import base64
import json
import random
import re
import shlex
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policylint.secrets.commands import COMMANDS, Command
from policylint.secrets.detector import Kind
from policylint.secrets.detectors import detectors
from policylint.secrets.layers import percent_decoded
from policylint.secrets.names import Claim, claim
from tests.secrets.planted import fill, is_one_word, scan, texts

ALGORITHM = "AlgorithmSpecification"
SIGNS = "!#$%&*+,-.:;=?@^_|~/"
ENDS = st.sampled_from(["\n", "\r\n", " \n", "\n\n", "\t", " "])
TOKENS = [detector for detector in detectors() if is_one_word(detector) and not detector.context]


@st.composite
def passwords(draw: st.DrawFn, signs: str = SIGNS) -> str:
    """A random password in which signs stand between letters and digits, a dollar also before a letter.

    None looks left out, as `***` and `...` do.
    """
    dice = random.Random(draw(st.integers(0, 2**32)))
    drawn = list(fill("{w14}", dice) + "a7Q")
    for sign in draw(st.lists(st.sampled_from(signs), min_size=1, max_size=4)):
        drawn.insert(dice.randrange(1, len(drawn)), sign)
    password = "".join(drawn)
    assume("***" not in password and "..." not in password)
    return password


def values(changes: dict[str, Any]) -> list[str]:
    return [secret.value for secret in scan(changes)]


@given(passwords(), st.sampled_from(["DB_PASSWORD", "mlflow_tracking_password", "rootpass", "passcode"]))
def test_no_sign_hides_a_password(password: str, name: str) -> None:
    assert values({"Environment": {name: password}}) == [password]
    assert values({"HyperParameters": {"config": json.dumps({"db": {name: password, "port": 1}})}}) == [password]
    assert values({"HyperParameters": {name: json.dumps(password)}}) == [password]


@given(passwords())
def test_a_dollar_before_a_name_is_a_reference_where_it_is_all_there_is(password: str) -> None:
    assert values({"Environment": {"DB_PASSWORD": f"$a{password}"}})
    for reference in ("$DB_PASSWORD", "$db_password", "${DB_PASSWORD}", "${DB_PASSWORD:-}", "x-${DB_PASSWORD}"):
        assert values({"Environment": {"DB_PASSWORD": reference}}) == []


@given(passwords())
def test_the_default_of_a_variable_is_judged_as_a_value(password: str) -> None:
    assert values({"Environment": {"DB_PASSWORD": f"${{DB_PASSWORD:-{password}}}"}}) == [password]
    assert values({"Environment": {"DB_PASSWORD": "${DB_PASSWORD:-changeme}"}}) == []
    for form in ('{{{{ default("{0}") }}}}', "{{{{ .pw | default '{0}' }}}}", "${{{{ secrets.X || '{0}' }}}}"):
        if not set(password) & set("'\"{}"):
            assert values({"Environment": {"DB_PASSWORD": form.format(password)}}) == [password]
        assert values({"Environment": {"DB_PASSWORD": form.format("changeme")}}) == []
    assert values({"Environment": {"DB_PASSWORD": "{{ lookup('env', 'DB_PASSWORD') }}"}}) == []


@given(st.integers(10**7, 10**14))
def test_digits_under_a_passwords_name_are_one(number: int) -> None:
    text = str(number * 7919 + 13)
    if len(set(text)) > 5:
        assert values({"Environment": {"PGPASSWORD": text}}) in ([text], [])
        assert values({"Environment": {"MAX_LENGTH": text}}) == []


@given(passwords(), ENDS)
def test_the_end_of_a_line_hides_no_password(password: str, end: str) -> None:
    assume(not re.search("%[0-9A-Fa-f]{2}", password))  # of a text with a URL's escape the decoded one is shown
    assert values({"Environment": {"DB_PASSWORD": password + end}}) == [password]
    encoded = base64.b64encode((password + end).encode()).decode()
    assert values({"Environment": {"DB_PASSWORD_B64": encoded}}) == [password]
    block = f"db:\n  password: |\n    {password}\n  port: 1\n"
    assert values({"HyperParameters": {"config": block}}) == [password]


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.id)
def test_the_end_of_a_line_changes_no_kind(detector: Any) -> None:
    name = f"{detector.context[0]}_api_key" if detector.context else "setting"
    for text in texts(detector, 8):
        before = scan({"Environment": {name: text}})
        after = scan({"Environment": {name: text + "\n"}})
        assert [(one.detector.id, one.kind) for one in after] == [(one.detector.id, one.kind) for one in before]


@given(passwords(SIGNS + "'\"<>[]{}()"), st.sampled_from(["ml", "ml@acme.com", "a/b", "x#1"]))
def test_a_url_is_split_before_it_is_decoded(password: str, user: str) -> None:
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    for url in (f"postgresql://{login}@db.internal:5432/ml", f"https://{login}@mlflow.example.com/a?b=c%20d"):
        assert values({"Environment": {"TRACKING": url}}) == [password]
    query = f"jdbc:postgresql://db/ml?user=a&password={quote(password, safe='')}&ssl=true"
    assert values({"Environment": {"JDBC": query}}) == [password]


@pytest.mark.parametrize("detector", TOKENS, ids=lambda detector: detector.id)
def test_a_file_of_settings_in_base64_is_read_at_the_member(detector: Any) -> None:
    for name in ("DOTENV", "SETTINGS_B64", "CONFIG_BASE64", "ENV_ENCODED"):
        for text in texts(detector, 11):
            encoded = base64.b64encode(f"EPOCHS=3\nTRACKER_KEY={text}\n".encode()).decode()
            (found,) = scan({"Environment": {name: encoded}})
            assert (found.path, found.kind, found.value) == (f"Environment.{name}", detector.kind, text)


def _varint(number: int) -> bytes:
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80]) + _varint(number >> 7)


@pytest.mark.parametrize("detector", TOKENS, ids=lambda detector: detector.id)
def test_a_record_in_base64_is_read_at_the_member(detector: Any) -> None:
    """As protocol buffers and MessagePack write strings: a sign and a length before each."""
    for text in texts(detector, 12):
        record = b"\x0a\x05train\x12" + _varint(len(text)) + text.encode() + b"\x18\x01"
        (found,) = scan({"Environment": {"STATE": base64.b64encode(record).decode()}})
        assert (found.path, found.kind, found.value) == ("Environment.STATE", detector.kind, text)


@given(st.integers(10**7, 10**14), st.sampled_from(["db_password", "pgpassword", "smtp_pass"]))
def test_a_password_of_digits_may_be_a_number_of_json(number: int, name: str) -> None:
    digits = str(number * 7919 + 13)
    as_text, as_number = (
        {"HyperParameters": {"config": json.dumps({"db": {name: one}})}} for one in (digits, int(digits))
    )
    assert values(as_number) == values(as_text)
    assert values({"HyperParameters": {"config": json.dumps({"db": {"port": int(digits), "user": "ml"}})}}) == []


@given(st.integers(0, 2**32))
def test_a_secret_key_beside_its_id_is_found_with_it(seed: int) -> None:
    dice = random.Random(seed)
    identity, secret = fill("AKIAQ{k13}23", dice), fill("{w38}a7", dice)
    for separator in (":", ",", " ", "\n", "|"):
        (found,) = scan({"Environment": {"S3_KEYS": f"{identity}{separator}{secret}"}})
        assert (found.kind, found.value) == (Kind.CREDENTIAL, secret)


def lines(command: Command, password: str) -> list[list[str]]:
    """The ways to call a command with a password."""
    start = list(command.words)
    found = []
    for flag, name in command.flags:
        value = password if name[0].isalpha() else f"user{name[0]}{password}"
        found.append([*start, "--quiet", flag, value])
        joined = f"{flag}={value}" if flag.startswith("--") else f"{flag}{value}"
        if flag.startswith("--") or len(flag) == len("-p"):
            found.append([*start, joined])
    for place, _ in command.at:
        found.append([*start, *["x"] * place, password])
    if command.pair >= 0:
        found.append([*start, *["x"] * command.pair, "password", password])
    return found


def called(words: Sequence[str]) -> list[dict[str, Any]]:
    """Requests in which a command is called: as a list, in a shell, behind another, with its folder."""
    line = shlex.join(words)
    scripts = (line, f"set -e; {line} && python train.py", f"cd /opt\n/usr/bin/{line}\npython train.py")
    requests: list[dict[str, Any]] = [{f"{ALGORITHM}.ContainerEntrypoint": ["bash", "-c", one]} for one in scripts]
    return [*requests, {f"{ALGORITHM}.ContainerArguments": list(words)}, {"HyperParameters": {"setup": line}}]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "-".join(command.words))
@given(password=passwords("!#,-.=@^_~"))
def test_a_command_says_which_argument_is_the_credential(command: Command, password: str) -> None:
    assume(not re.match("[0-9A-Fa-f]{2}", password))  # which behind a percent sign would be an escape
    for words in lines(command, password):
        for request in called(words):
            assert any(password in value for value in values(request)), words


def test_a_command_that_is_given_a_reference_holds_no_credential() -> None:
    for command in COMMANDS:
        for words in lines(command, "$SECRET"):
            for request in called(words):
                assert values(request) == [], words


@given(st.sampled_from(["db", "root", "wls", "admin", "jks", "smtp", "grafana"]), st.booleans())
def test_words_run_together_claim_what_their_end_says(word: str, capital: bool) -> None:
    for end, claimed in (("pass", 5), ("password", 5), ("passwd", 5), ("passcode", 5), ("secret", 4), ("apikey", 3)):
        name = f"GRB_{word}{end}"
        assert claim(name.upper() if capital else name) == Claim(claimed)


@given(st.sampled_from(["api_key", "openai_api_key", "pypi_token", "client_secret"]), st.from_regex(r"[a-z]{5,12}"))
def test_a_word_behind_says_whose_it_is(noun: str, word: str) -> None:
    name = f"{noun}_{word}".strip()
    if claim(name) is Claim.NONE:  # a word that makes it a thing about the secret, or a noun of its own
        assert any(claim(f"{noun}_{other}") is Claim.LIKELY for other in ("openweather", "nexus", "billing"))
    else:
        assert claim(name) >= Claim.LIKELY


@pytest.mark.parametrize(
    "name",
    [
        "ClientToken", "client_token", "STRIPE_PUBLISHABLE_KEY", "api_key_id", "API_KEY_ENV", "password_file",
        "compass", "token_classification", "secret_name", "BYPASS", "next_token", "AWS::IAM::AccessKey",
        "password_min_length", "token_embedding_dim", "access_key_rotation", "minipass",
        "api_key_header", "auth_header_name", "api_key_location", "password_column",
    ],
)  # fmt: skip
def test_names_that_claim_nothing(name: str) -> None:
    assert claim(name) is Claim.NONE


@pytest.mark.parametrize("name", ["compass_heading", "FERNET_KEY", "AES_KEY", "DBPASS", "api_key_prod", "API_KEY_2"])
def test_names_that_claim(name: str) -> None:
    assert (claim(name) >= Claim.LIKELY) == (name != "compass_heading")


# What stands around a password in a file of its kind; the signs that the file escapes or ends a value at are left out.
FILES = {
    "<db><user>ml</user><password>{}</password></db>": "<>&'\"",
    "<settings><server>\n  <dbPassword>\n    {}\n  </dbPassword>\n</server></settings>": "<>&'\"",
    "<property><name>javax.jdo.option.ConnectionPassword</name><value>{}</value></property>": "<>&'\"",
    "<property>\n  <name>db.password</name>\n  <value>{}</value>\n</property>": "<>&'\"",
    "<dict><key>AdminPassword</key><string>{}</string></dict>": "<>&'\"",
    "CREATE USER ml WITH LOGIN PASSWORD '{}';": "'",
    "ALTER ROLE ml PASSWORD '{}' VALID UNTIL '2027-01-01';": "'",
    "GRANT ALL ON f.* TO 'ml'@'%' IDENTIFIED BY '{}';": "'",
    "create user ml identified  by '{}';\nselect 1;": "'",
    'user = "ml:{}"\n': '"\\',
    'silent\nuser: "ml:{}"\nurl = "https://nexus.example.com"\n': '"\\',
    'url = "https://nexus.example.com"\nproxy-user = "ml:{}"\n': '"\\',
    "db.example.internal:5432:features:ml:{}\n": ":\\",
    "machine git.example.com\n  login ml\n  password {}\n": "\\",
}


@given(st.sampled_from(sorted(FILES)), passwords(), st.booleans())
def test_a_password_in_a_file_of_its_kind_is_found(file: str, password: str, in_base64: bool) -> None:
    assume(not set(FILES[file]) & set(password))
    assume(not re.search("%[0-9A-Fa-f]{2}", password))
    text = file.format(password)
    held = base64.b64encode(text.encode()).decode() if in_base64 else text
    assert password in values({"Environment": {"SETTINGS": held}})


@given(st.sampled_from(sorted(FILES)), st.sampled_from(["${DB_PASSWORD}", "changeme", "********", "{{ password }}"]))
def test_what_keeps_the_place_of_a_password_in_a_file_is_none(file: str, kept: str) -> None:
    assert values({"Environment": {"SETTINGS": file.replace("{}", kept)}}) == []


@given(
    st.lists(st.sampled_from([*"%4aF=\n\r _.\0é€", "%41", "%C3", "%A9", "%E2%82", "%3D", "=3D", "=\n"])).map("".join)
)
def test_url_encoding_is_undone_as_the_library_does(text: str) -> None:
    assert (percent_decoded(text) or text) == unquote(text)


@given(st.sampled_from(["getpass", "load_secret", "boto3.client"]), st.sampled_from(["()", "(", "(name)"]))
def test_a_call_is_no_password(function: str, call: str) -> None:
    assert values({"Environment": {"DB_PASSWORD": function + call}}) == []
