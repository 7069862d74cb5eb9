"""No secret can be read in redacted text, whichever way it was written there."""

import base64
import html
import json
import pickle
from urllib.parse import quote, quote_plus

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policylint.finding import Finding
from policylint.job import TrainingJob
from policylint.secrets.detector import Detector, Kind
from policylint.secrets.detectors import detectors
from policylint.secrets.redaction import Redactor, all_screened, redact, screened
from policylint.secrets.rules import SECRETS, findings
from policylint.secrets.scanner import NAMED
from policylint.secrets.secret import HIDDEN, Secret
from policylint.secrets.settings import SecretSettings
from tests.requests import minimal_job
from tests.secrets.planted import PLACES, name_for, scan, texts

PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=6, max_size=80
)


def secret(value: str, kind: Kind = Kind.NAMED) -> Secret:
    return Secret(NAMED, kind, ("Environment", "A"), value)


@given(PRINTABLE, st.text(max_size=20), st.text(max_size=20))
def test_however_it_is_written(value: str, before: str, after: str) -> None:
    redactor = Redactor([secret(value)])
    written = [
        value,
        json.dumps(value),
        json.dumps(json.dumps(value)),
        json.dumps(value, ensure_ascii=False),
        quote(value),
        quote(value, safe=""),
        quote_plus(value),
        html.escape(value),
        "'" + value.replace("'", "''") + "'",
    ]
    for text in written:
        told = redactor.redact(before + text + after)
        assert value not in told.replace(before, "").replace(after, "") or value in before + after
        assert text.strip("\"'") not in told or text.strip("\"'") in before + after


@given(
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=12, max_size=60),
    st.binary(max_size=7),
    st.binary(max_size=7),
)
def test_inside_base64_of_a_larger_text(value: str, before: bytes, after: bytes) -> None:
    whole = base64.b64encode(before + value.encode() + after).decode()
    told = Redactor([secret(value)]).redact(f"config: {whole}")
    head, hidden, tail = told.removeprefix("config: ").partition(HIDDEN)
    assert hidden
    assert value.encode()[:3] not in base64.b64decode(head[: len(head) // 4 * 4])[len(before) :]
    assert len(head) <= (len(before) + 2) * 4 / 3 + 1
    assert len(tail) <= (len(after) + 2) * 4 / 3 + 2


def test_each_line_of_a_key_is_hidden() -> None:
    lines = ["MC4CAQAwBQYDK2VwBCIEIC4jTm9wZXRoaXNpc25va2V5", "Zm9ydGhpc2lzbm90aGluZ2J1dGFuZXhhbXBsZQ"]
    redactor = Redactor([secret("\n" + "\n".join(lines) + "\n", Kind.PRIVATE_KEY)])
    text = yaml.safe_dump({"KEY": "\n".join(lines)}) + "  KEY: |\n    " + "\n    ".join(lines)
    told = redactor.redact(text)
    assert not any(line[:12] in told or line[-12:] in told for line in lines)


def test_a_cut_message_gives_nothing_away() -> None:
    value = "Zk81Qw0pVt5Lx2Rm7Jc4Zk99Aa31Bq"
    told = redact(f"got '{value[:20]}...' and …{value[9:]}", [secret(value)])
    assert told == f"got '{HIDDEN}...' and …{HIDDEN}"


def test_other_text_stays() -> None:
    redactor = Redactor([secret("Weather_2024")])
    assert redactor.redact("the weather of 2024 in Weather_2023") == "the weather of 2024 in Weather_2023"
    assert not Redactor([])
    assert Redactor([]).redact("plain") == "plain"


def planted() -> list[tuple[str, str, list[Finding], list[Secret]]]:
    cases = []
    for seed, detector in enumerate(detectors()):
        label = list(PLACES)[seed % len(PLACES)]
        for text in texts(detector, seed):
            changes, _ = PLACES[label](name_for(detector), text)
            found = scan(changes)
            cases.append((f"{detector.id}: {label}", text, list(findings(found, SecretSettings())), found))
    return cases


@pytest.mark.parametrize(
    ("label", "text", "told", "found"),
    planted(),
    ids=lambda value: value if isinstance(value, str) and ": " in value and len(value) < 60 else "",
)
def test_a_finding_never_holds_the_secret(label: str, text: str, told: list[Finding], found: list[Secret]) -> None:
    assert told, label
    for one in found:
        shown = "\n".join([repr(told), str(told), repr(found), pickle.dumps(told).decode("latin-1"), one.path])
        for value in (one.value, json.dumps(one.value)[1:-1], *one.carriers):
            assert value not in shown
            assert Redactor(found).redact(f"x {value} y").count(value) == 0
        visible = one.mask.replace(HIDDEN, "")
        assert len(visible) <= len(one.value) / 4
        assert len(one.value) >= 24 or not visible


def test_a_secret_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="not written anywhere"):
        pickle.dumps(secret("Weather_2024"))


def test_a_path_through_a_secret_key_is_cut() -> None:
    key = texts(detectors()[0])[0]
    request = minimal_job({"Extras": {key: {"DB_PASSWORD": "birchHarbor157#"}}})
    told = list(SECRETS.run(TrainingJob(request)))
    assert {finding.path for finding in told} == {"Extras"}
    assert key not in repr(told)
    assert any(finding.message.startswith("a key of this map") for finding in told)


def test_fingerprints_are_keyed_and_spare_what_can_be_guessed() -> None:
    strong, weak = secret("Zk81Qw0pVt5Lx2Rm7Jc4Zk99Aa31Bq", Kind.CREDENTIAL), secret("Weather_2024")
    assert strong.fingerprint(None) == strong.fingerprint(None) != strong.fingerprint("k")
    assert weak.fingerprint(None) == ""
    assert len(weak.fingerprint("k")) == 24
    assert weak.fingerprint("k") != secret("Weather_2025").fingerprint("k")


def test_an_allowed_fingerprint_is_accepted() -> None:
    found = scan({"Environment": {"A": texts(detectors()[0])[0]}})
    print_ = found[0].fingerprint(None)
    assert list(findings(found, SecretSettings(allowed={print_: "revoked, kept for the test"}))) == []
    assert len(list(findings(found, SecretSettings(allowed={"0" * 24: "another"})))) == 1


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.id)
def test_names_of_files_looked_at_together_are_hidden_as_each_alone(detector: Detector) -> None:
    plain = [f"services/{number}/tsconfig.json" for number in range(3)]
    for place in ("{}", "jobs/{}.json", f"jobs/{name_for(detector)}={{}}.json"):
        names = [*plain, *(place.format(text) for text in texts(detector)), *plain]
        assert list(all_screened(names)) == [screened(name) for name in names]


def test_many_names_keep_their_order() -> None:
    names = [f"services/{number}.json" for number in range(600)]
    assert list(all_screened(names)) == names
