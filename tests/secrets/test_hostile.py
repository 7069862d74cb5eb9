"""Hostile text takes linear time: a watchdog ends what would run for hours."""

import subprocess
import sys

import pytest

from tests.effort import deep

SIZE = 60_000 if deep() else 5_000
# What a pattern could be made to read again and again: keywords and separators in every mixture, cut tokens, escapes.
SCRIPT = """
import sys
from policylint.secrets.commands import COMMANDS
from policylint.secrets.detector import probes
from policylint.secrets.names import KEYWORDS
from policylint.secrets.scanner import Scanner
part, parts, size = map(int, sys.argv[1:])
scanner = Scanner()
heads = {text for d in scanner.detectors for p in probes(d) for text in (p.keyword, p.shape.partition("{")[0][:24])}
heads |= set(KEYWORDS)
heads = sorted(head for head in heads if head)
tails = ["", " ", ".", "-", "=", '"', "/", " a", ":a@", '="x" ', "://", "aB3dE5fG7hJ9kL1mN2 ", "\\\\", "%41"]
units = [head + tail for head in heads for tail in tails]
units += ["{", "[", '"', "\\\\", '\\\\"', "%25", "$", "${", "-----BEGIN PRIVATE KEY-----"]
units += ["a_", "a-b_", "aA1" * 90 + " "]
units += ["password=Ab1!xyz9 ", "--password a_b_c_d! ", "token: ab\\n", '"token": "ab",']
units += ["machine a login b password c1! "]
units += ["sv=1&sig=" + "A1b" * 15 + "&", "Signature=" + "A1b" * 10 + "&", "Zm9vYmFy"]
units += ["password: " + "ab_" * 300 + "! "]
for command in COMMANDS:
    words = " ".join(command.words)
    units += [words + " ", words + "; ", words + " " + words.partition(" ")[0] + " "]
    units += [words + f" {flag} a:b" for flag, _ in command.flags] + [words + f" {flag}" for flag, _ in command.flags]
units += ["curl -u 'a:", 'curl -u "a:', "curl -u a:b \\\\\\n", "mysql -p'\\"'\\"'", "docker login -p $("]
units += ["x=`mysql -pa1b2c3` ", "docker login --password-stdin <<< ab1! ", "<<< 'a", "<<<<"]
units += ["cat <<EOF\\npassword b1!\\nEOF\\n", "<<EOF\\n", "echo ab1! | docker login --password-stdin "]
units += ["echo 'a' | ", "printf '%s' a | sudo -S b | ", "export A_PASSWORD='a'\\"'\\"'b' ", "PASSWORD='\\\\''"]
units += ["</name><value>a", "</key>", ":5432:a:b:c", "MIIabcIBADANBgkqhkiG9w0BAQEFAASC", "-a-key ", "getpass("]
units += ["password '", "identified by '", "<password>", "</password>"]
for unit in units[part::parts]:
    text = (unit * (size // len(unit) + 1))[:size]
    scanner.scan({"Environment": {"A": text}}, "CreateTrainingJob")
for unit in ("key", "token", "a-key", "pass.")[part::4]:  # a name that is all of a long text
    scanner.scan({"Environment": {"A": unit * (1_000_000 // len(unit))}}, "CreateTrainingJob")
print("done")
"""


@pytest.mark.parametrize("part", range(4))
def test_no_text_makes_it_run_away(part: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(part), "40", str(SIZE)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.stdout == "done\n", done.stderr
