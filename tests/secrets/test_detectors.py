"""Every detector by its own formats: found wherever it stands and however it is encoded, and no near miss."""

import random
import re
from urllib.parse import unquote

import pytest

from policylint.secrets.detector import Detector, Kind, probes
from policylint.secrets.detectors import detectors
from policylint.secrets.format import pieces
from tests.secrets.planted import PLACES, SCANNER, WORD_PLACES, fill, is_one_word, name_for, scan, texts, token

ALL = detectors()
CHECKED = [(detector, shape) for detector in ALL for shape in detector.formats if detector.check]
FORMATS = [(detector, shape) for detector in ALL for shape in detector.formats]


def found_by(detector: Detector, text: str, name: str = "setting", value: str | None = None) -> bool:
    found = scan({"Environment": {name: text}})
    return any(secret.detector.id == detector.id and value in (None, secret.value) for secret in found)


def test_there_are_enough_and_each_is_described() -> None:
    assert len(ALL) >= 80
    for detector in ALL:
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", detector.id)
        assert detector.revoke.startswith("https://"), detector.id
        assert detector.name
        assert bool(detector.formats) != bool(detector.pattern), detector.id


@pytest.mark.parametrize("detector", ALL, ids=lambda detector: detector.id)
def test_it_is_found_wherever_it_stands(detector: Detector) -> None:
    places = {**PLACES, **(WORD_PLACES if is_one_word(detector) else {})}
    for seed, (label, place) in enumerate(places.items()):
        for text in texts(detector, seed):
            changes, path = place(name_for(detector), text)
            found = [secret for secret in scan(changes) if secret.path == path]
            assert [secret.kind for secret in found] == [detector.kind], (label, found)
            assert found[0].value in unquote(text)


@pytest.mark.parametrize("detector", [d for d in ALL if is_one_word(d) and not d.context], ids=lambda d: d.id)
def test_it_is_named_for_its_provider(detector: Detector) -> None:
    for text in texts(detector, 1):
        (found,) = scan({"Environment": {"setting": text}})
        same = {other.id for other in ALL if other.provider == detector.provider}
        assert found.detector.id in same
        assert found.value == text


@pytest.mark.parametrize(("detector", "shape"), FORMATS, ids=lambda value: getattr(value, "id", value))
def test_a_character_less_or_more_is_none(detector: Detector, shape: str) -> None:
    made = token(detector, shape, 2)
    if all(piece.text or piece.least == piece.most for piece in pieces(shape)) and not pieces(shape)[-1].text:
        own = {other for other in detector.formats if other != shape}
        for near in (made[:-1], made + "a"):
            if not any(len(near) == len(fill(other, random.Random(0))) for other in own):
                assert not found_by(detector, near, name_for(detector), near), near


@pytest.mark.parametrize(("detector", "shape"), CHECKED, ids=lambda value: getattr(value, "id", value))
def test_a_token_that_fails_its_check_is_none(detector: Detector, shape: str) -> None:
    assert detector.check is not None
    dice = random.Random(3)
    for seed in range(20):
        made = token(detector, shape, seed)
        assert detector.check.holds(made)
        at = dice.randrange(len(made) * 2 // 3, len(made))
        broken = made[:at] + dice.choice([c for c in made[len(made) // 2 :] if c != made[at]]) + made[at + 1 :]
        if not detector.check.holds(broken):
            assert not found_by(detector, broken, name_for(detector), broken)


@pytest.mark.parametrize("detector", [d for d in ALL if d.formats], ids=lambda d: d.id)
def test_filler_is_none(detector: Detector) -> None:
    for shape in detector.formats:
        for letter in ("x", "0", "A"):
            made = "".join(piece.text or letter * piece.least for piece in pieces(shape))
            assert not found_by(detector, made, name_for(detector)), made


@pytest.mark.parametrize("detector", [d for d in ALL if d.context], ids=lambda d: d.id)
def test_a_shape_without_its_name_is_none(detector: Detector) -> None:
    for text in texts(detector, 4):
        for name in ("revision", f"{detector.context[0]}_run_id"):
            assert not found_by(detector, text, name), name


@pytest.mark.parametrize("detector", [d for d in ALL if d.pattern], ids=lambda d: d.id)
def test_the_false_examples_are_none(detector: Detector) -> None:
    for number, example in enumerate(detector.false):
        assert not found_by(detector, fill(example, random.Random(number))), example


def test_a_prefilter_meets_every_format() -> None:
    for detector in ALL:
        for probe in probes(detector):
            assert len(probe.keyword) >= 2, detector.id


def test_the_prefix_of_a_word_is_no_token() -> None:
    for detector in ALL:
        if is_one_word(detector) and not detector.context:
            for text in texts(detector, 5):
                assert not any(
                    secret.detector.id == detector.id and secret.value == text
                    for _, _, secret in SCANNER.scan_text(f"prefix{text}")
                ), detector.id


def test_checksums_are_the_providers_own() -> None:
    """Vectors that were computed by hand from the published rules, not by the code under test."""
    from policylint.secrets.checks import BECH32, CRC_BASE62, JWT

    # CRC-32 of "123456789" is CBF43926, the check value of the algorithm: 3421780262 in base 62.
    assert CRC_BASE62.complete("ghp_123456789......") == "ghp_1234567893jZRME"
    # BIP 173's own vector with an empty data part.
    assert BECH32.holds("A12UEL5L")
    assert not BECH32.holds("A12UEL5M")
    assert not JWT.holds("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")


def test_kinds_have_rules() -> None:
    from policylint.secrets.rules import RULES

    assert {kind.value for kind in Kind} == {rule.id for rule in RULES}
