"""The scanner on whole requests: what is not a secret, names, layers, templates, unknown members, raw text."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.job import TRAINING, TUNING
from policylint.secrets.detector import Kind
from policylint.secrets.detectors import detectors
from policylint.secrets.scanner import Scanner
from policylint.unknown import mark_templates
from tests.requests import minimal_tuning_job
from tests.secrets.planted import SCANNER, fill, scan, texts, token

BY_ID = {detector.id: detector for detector in detectors()}
HEX = "0123456789abcdef"
DICE = random.Random(6)


def hexadecimal(length: int) -> str:
    return "".join(DICE.choices(HEX, k=length))


def uuid() -> str:
    return fill("{h8}-{h4}-{h4}-{h4}-{h12}", DICE)


GITHUB = token(BY_ID["github-personal-token"], "ghp_{w36}", 9)

INNOCENT = {
    "KMS key": ("KMS_KEY_ID", uuid()),
    "KMS ARN": ("output_kms_key", f"arn:aws:kms:us-east-1:123456789012:key/{uuid()}"),
    "S3 key with hashes": ("S3_OBJECT_KEY", f"churn/{hexadecimal(2)}/{hexadecimal(32)}/part-0003-{uuid()}.parquet"),
    "S3 URI with UUID": ("data_uri", f"s3://acme/{uuid()}/model.tar.gz"),
    "git commit": ("GIT_COMMIT", hexadecimal(40)),
    "revision": ("hf_revision", hexadecimal(40)),
    "digest": ("image_digest", f"sha256:{hexadecimal(64)}"),
    "base64 digest": ("content_md5", fill("{b22}==", DICE)),
    "experiment key": ("COMET_EXPERIMENT_KEY", hexadecimal(32)),
    "cache key": ("cache_key", hexadecimal(40)),
    "request token": ("client_request_token", uuid()),
    "idempotency token": ("IDEMPOTENCY_TOKEN", uuid()),
    "public key": ("PUBLIC_KEY", f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{fill('{b43}', DICE)} ci@acme"),
    "certificate": ("ca_cert", f"-----BEGIN CERTIFICATE-----\nMII{fill('{b61}', DICE)}\n-----END CERTIFICATE-----"),
    "verification key": ("verify_key", f"-----BEGIN PUBLIC KEY-----\n{fill('{b64}', DICE)}\n-----END PUBLIC KEY-----"),
    "Langfuse's public half": ("LANGFUSE_PUBLIC_KEY", f"pk-lf-{uuid()}"),
    "tokenizer": ("tokenizer_name", "meta-llama/Llama-3.1-8B-Instruct"),
    "pad token": ("pad_token", "<|reserved_special_token_0|>"),
    "token id": ("eos_token_id", "128001"),
    "token count": ("max_new_tokens", "1048576"),
    "model id": ("model_id", "huggingface-llm-falcon-7b-instruct-bf16"),
    "looks like a prefix": ("dataset", "hf_internal_testing_tiny_random_gpt2"),
    "looks like another": ("dataset", "sk-learn-random-forest-classifier-v2"),
    "secret's ARN": ("API_KEY", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/churn/token-KICd9x"),
    "parameter": ("DB_PASSWORD", "ssm:///churn/db_password"),
    "path of a parameter": ("HF_TOKEN", "/prod/churn/hf_token"),
    "mounted file": ("password", "/run/secrets/api_key"),
    "shell variable": ("WANDB_API_KEY", "$WANDB_API_KEY"),
    "workflow secret": ("HF_TOKEN", "${{ secrets.HF_TOKEN }}"),
    "command": ("access_token", "$(cat /run/secrets/token)"),
    "vault": ("client_secret", "vault:secret/data/ml#token"),
    "placeholder": ("OPENAI_API_KEY", "<YOUR_API_KEY>"),
    "filler": ("hf_token", "hf_" + "x" * 34),
    "typed filler": ("secret", "1234567890abcdef1234567890abcdef"),
    "mask": ("password", "********"),
    "word": ("api_key", "from-parameter-store"),
    "provider class": ("access_token", "com.amazonaws.auth.DefaultAWSCredentialsProviderChain"),
    "flag": ("save_password", "true"),
    "column": ("primary_key", "user_id,session_id"),
    "prose": ("notes", "Rotate the API key every 90 days; password: read from SSM, token: fetched at start-up"),
    "SQL": ("query", "SELECT user_key, token_count FROM t WHERE access_token_hash IS NOT NULL AND dt = '2026-01-01'"),
    "URL without password": ("DATABASE_URL", "postgresql://mlflow@db.example.internal:5432/mlflow"),
    "URL with a reference": ("REDIS_URL", "redis://:${REDIS_PASSWORD}@cache:6379"),
    "repository at a commit": ("code_repo", f"https://github.com/acme/churn.git@{hexadecimal(40)}"),
    "dataset at a commit": ("url", f"https://huggingface.co/datasets/a/b/resolve/{hexadecimal(40)}/train.parquet"),
    "DNA": ("motif", "ATAAGTGTCCTTACAGCGAGCGCCCCGAACGATTTGACCA"),
    "protein": ("chain", "ACEPDCSKCQCRHHMKPIARKQQENRDMKMTEMECERMDEKVKHWW"),
    "encoded configuration": ("config", "eyJsciI6IDAuMDAxLCAibGF5ZXJzIjogMTAsICJvcHRpbWl6ZXIiOiAiYWRhbXcifQ=="),
    "KSUID": ("event_id", fill("{w27}", DICE)),
    "weights": ("class_weights", json.dumps([round(DICE.gauss(0, 1), 6) for _ in range(40)])),
    "image": ("TRAINING_IMAGE", f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn@sha256:{hexadecimal(64)}"),
}


@pytest.mark.parametrize(("name", "value"), INNOCENT.values(), ids=INNOCENT)
def test_no_secret(name: str, value: str) -> None:
    quoted = json.dumps(value)
    assert scan({"Environment": {name: value}}) == []
    assert scan({"HyperParameters": {name: quoted, "config": json.dumps({name: value})}}) == []
    assert scan({"Tags": [{"Key": name, "Value": value}]}) == []
    assert scan({"AlgorithmSpecification.ContainerArguments": [f"--{name}", value, f"--{name}={value}"]}) == []


NAMED = {
    "a chosen password": ("DB_PASSWORD", "birchHarbor157#"),
    "a word and a year": ("POSTGRES_PASSWORD", "Weather_2024"),
    "a random password": ("mlflow_tracking_password", "3ms2F52M1eZ5"),
    "a hexadecimal key": ("internalApiKey", "7c9f05ab21d84e6f9b30c1d2e4f58a67"),
    "a UUID as a secret": ("client_secret", "0d8f1c5e-6b7a-4c39-92d1-5e8f7a6b4c3d"),
    "a random token": ("jupyterToken", "55zex3luT4v9UbG7NiQthEvEeiz18X3AcROz10"),
    "a secret": ("jwt-secret", "BxPpV8M44BXbCqBZwxnkndubphjyqoNh"),
}


@pytest.mark.parametrize(("name", "value"), NAMED.values(), ids=NAMED)
def test_a_secret_by_its_name(name: str, value: str) -> None:
    (found,) = scan({"Environment": {name: value}})
    assert (found.kind, found.value, found.route) == (Kind.NAMED, value, ("Environment", name))


def test_a_uuid_as_a_key_is_a_warning_each_time() -> None:
    for _ in range(200):
        (found,) = scan({"Environment": {"service_api_key": uuid()}})
        assert found.kind is Kind.RANDOM


@pytest.mark.parametrize(
    "text",
    [
        "curl -H 'X-Api-Key: {v}' https://a.example",
        "API_KEY={v} python train.py --epochs 3",
        "python train.py --api-key {v} --epochs 3",
        'python train.py --cfg \'{{"api_key": "{v}", "lr": 1}}\'',
        "model:\n  name: churn\n  api_key: {v}  # rotate\n",
        "[tracker]\napi_key = {v}\nproject = churn\n",
        "+tracker.api_key={v} trainer.max_epochs=3",
        'tracker: {{api_key: "{v}", project: churn}}',
        "--env=TRACKER_OPTS=--api-key={v}",
    ],
)
def test_assignments_in_text(text: str) -> None:
    value = "Zk81Qw0pVt5Lx2Rm7Jc4"
    (found,) = scan({"HyperParameters": {"extra": text.format(v=value)}})
    assert (found.kind, found.value, found.path) == (Kind.NAMED, value, "HyperParameters.extra")


def test_layers_are_told_from_the_outside() -> None:
    import base64

    inner = json.dumps({"token": GITHUB})
    outer = json.dumps(json.dumps({"blob": base64.b64encode(inner.encode()).decode()}))
    (found,) = scan({"HyperParameters": {"config": outer}})
    assert found.layers == ("JSON", "JSON", "base64", "JSON")
    assert found.value == GITHUB
    assert len(found.carriers) == 1


def test_deeper_than_the_bound_nothing_is_decoded() -> None:
    text = GITHUB
    for _ in range(6):
        text = json.dumps({"a": text})
    assert len(scan({"Environment": {"A": text}})) <= 1


@pytest.mark.parametrize("expression", ["${GITHUB_TOKEN}", "{{ github_token }}", "$TOKEN", "prefix-${TOKEN}"])
def test_a_reference_is_no_secret(expression: str) -> None:
    assert scan({"Environment": {"GITHUB_TOKEN": expression}}) == []


def test_a_secret_beside_a_template_is_one() -> None:
    (found,) = scan({"Environment": {"HEADER": f"Bearer {GITHUB} ${{REGION}}"}})
    assert found.value == GITHUB


def test_a_key_of_a_map_can_be_the_secret() -> None:
    (found,) = scan({"HyperParameters": {GITHUB: "1"}})
    assert (found.path, found.in_key) == ("HyperParameters", True)


def test_several_in_one_member_are_each_found_once() -> None:
    other = token(BY_ID["huggingface-token"], "hf_{w34}", 1)
    text = f"a={GITHUB} b={other} c={GITHUB}"
    assert [secret.value for secret in scan({"Environment": {"ARGS": text}})] == [GITHUB, other]


def test_names_of_a_job_are_read() -> None:
    name = f"churn-{token(BY_ID['kaggle-api-token'], 'KGAT_{h32}', 1).replace('_', '-')}"
    assert scan({"TrainingJobName": name}) == []
    (found,) = scan({"TrainingJobName": GITHUB})
    assert found.path == "TrainingJobName"


def test_the_ranges_of_a_tuning_job_are_read() -> None:
    request = minimal_tuning_job(
        {
            "HyperParameterTuningJobConfig.ParameterRanges": {
                "CategoricalParameterRanges": [{"Name": "api_key", "Values": ["a1", "Zk81Qw0pVt5Lx2Rm7Jc4"]}]
            },
            "TrainingJobDefinition.StaticHyperParameters": {"token": GITHUB},
        }
    )
    assert [secret.path for secret in SCANNER.scan(request, TUNING)] == [
        "HyperParameterTuningJobConfig.ParameterRanges.CategoricalParameterRanges[0].Values[1]",
        "TrainingJobDefinition.StaticHyperParameters.token",
    ]


@pytest.mark.parametrize("value", ["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"])
def test_a_documented_example_is_a_note(value: str) -> None:
    (found,) = scan({"Environment": {"AWS_SECRET_ACCESS_KEY": value}})
    assert found.kind is Kind.EXAMPLE


def test_the_account_is_read_from_an_access_key_id() -> None:
    # 123456789012 shifted by 7 bits into bits 46 to 7 of six bytes, in base 32.
    import base64

    number = (123456789012 << 7) | (1 << 47)
    body = base64.b32encode(number.to_bytes(6, "big") + b"\x5a\x17\xc3\x99").decode()
    (found,) = scan({"Environment": {"ID": f"AKIA{body}"}})
    assert found.account == "123456789012"


def test_raw_text_with_comments_is_scanned() -> None:
    text = f"# old: {GITHUB}\nTrainingJobName: churn  # password: birchHarbor157#\n"
    found = SCANNER.scan_text(text)
    assert [text[start:end] for start, end, _ in found] == [GITHUB, "birchHarbor157#"]
    assert [secret.kind for _, _, secret in found] == [Kind.CREDENTIAL, Kind.NAMED]


def test_random_strings_by_the_threshold() -> None:
    text = fill("{w40}", random.Random(1))
    request: Any = {"Environment": {"REMOTE": text}}
    assert [secret.kind for secret in Scanner().scan(request, TRAINING)] == [Kind.RANDOM]
    assert Scanner(false_alarms=0).scan(request, TRAINING) == []


@pytest.mark.parametrize("odd", [None, 3, True, [], {}, {"HyperParameters": 3}, {"Tags": {"a": [None]}}, {1: {2: "x"}}])
def test_what_is_no_request_is_walked_all_the_same(odd: Any) -> None:
    assert SCANNER.scan(mark_templates(odd), TRAINING) == []


def test_a_deep_structure_ends() -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    assert SCANNER.scan({"Extra": deep}, TRAINING) == []


def test_every_detector_is_met_in_one_request_at_once() -> None:
    values = {
        f"E{n}": text for n, detector in enumerate(detectors()) if not detector.context for text in texts(detector)
    }
    found = {secret.path for secret in scan({"Environment": values})}
    assert found == {f"Environment.{name}" for name in values}


_PARTS = st.sampled_from(["info", "hunter2-Lantern-57", "harbour", 5, True, None])
_MEMBERS = st.recursive(
    _PARTS, lambda inner: st.dictionaries(st.sampled_from(["Key", "Value", "DB_PASSWORD", "name", "5"]), inner)
    | st.lists(inner, max_size=2), max_leaves=4,
)  # fmt: skip
_NAMES = st.sampled_from(["Environment", "Tags", "HyperParameters", "Password", "Key", "Value", "Extra"])


@given(st.lists(st.dictionaries(_NAMES, _MEMBERS, max_size=3), max_size=4))
def test_what_a_scanner_remembers_hides_nothing(requests: list[dict[str, Any]]) -> None:
    remembering = Scanner()
    for request in requests:
        assert remembering.scan(request, TRAINING) == Scanner().scan(request, TRAINING)
