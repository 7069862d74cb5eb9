"""Requests without any secret, full of what looks like one: what the threshold of randomness is calibrated on.

Each value is made like those that people put into training jobs: identifiers of runs and models, object keys with
hashes, URIs, settings of frameworks, code names, words run together. The mixture is this file's; what it tells is how
the number of false alarms changes with the threshold, not how many a certain team will see.
"""

import base64
import random
from collections.abc import Callable
from typing import Any

_WORDS = [
    "acme",
    "churn",
    "forecast",
    "vision",
    "bert",
    "llama",
    "tokenizer",
    "embedding",
    "encoder",
    "decoder",
    "attention",
    "gradient",
    "warmup",
    "cosine",
    "linear",
    "scheduler",
    "optimizer",
    "adamw",
    "fused",
    "bfloat",
    "mixed",
    "precision",
    "checkpoint",
    "pipeline",
    "parallel",
    "tensor",
    "shard",
    "dataset",
    "train",
    "valid",
    "test",
    "split",
    "fold",
    "shuffle",
    "batch",
    "epoch",
    "learning",
    "rate",
    "dropout",
    "weight",
    "decay",
    "label",
    "smoothing",
    "focal",
    "loss",
    "metric",
    "accuracy",
    "recall",
    "f1",
    "auc",
    "prefix",
    "suffix",
    "cache",
    "region",
    "bucket",
    "job",
    "run",
    "trial",
    "experiment",
    "owner",
    "team",
    "cost",
    "center",
    "nightly",
    "weekly",
    "baseline",
    "ablation",
    "sweep",
    "large",
    "small",
    "base",
    "tiny",
    "instruct",
    "chat",
    "quantized",
    "int8",
    "fp16",
    "lora",
    "adapter",
    "merge",
    "export",
]
_BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_HEX = "0123456789ABCDEF"
_BASE36 = "abcdefghijklmnopqrstuvwxyz0123456789"


def _words(dice: random.Random, least: int, most: int, joint: str) -> str:
    return joint.join(dice.choices(_WORDS, k=dice.randint(least, most)))


def _camel(dice: random.Random, count: int) -> str:
    return "".join(word.title() for word in dice.choices(_WORDS, k=count))


def _hex(dice: random.Random, length: int) -> str:
    return "".join(dice.choices("0123456789abcdef", k=length))


def _uuid(dice: random.Random) -> str:
    return "-".join(_hex(dice, part) for part in (8, 4, 4, 4, 12))


def _from(dice: random.Random, letters: str, length: int) -> str:
    return "".join(dice.choices(letters, k=length))


# Settings by name: what stands there in real jobs.
VALUES: dict[str, Callable[[random.Random], str]] = {
    "model_name": lambda d: (
        f"{_words(d, 1, 2, '-')}/{_camel(d, 2)}-{d.randint(1, 70)}B-{_camel(d, 1)}-v{d.randint(1, 9)}"
    ),
    "run_name": lambda d: f"{_words(d, 2, 4, '-')}-{_from(d, _BASE36, 8)}",
    "experiment": lambda d: f"{_camel(d, 3)}{d.randint(1, 9999)}{_camel(d, 2)}V{d.randint(1, 9)}",
    "commit": lambda d: _hex(d, 40),
    "image_digest": lambda d: f"sha256:{_hex(d, 64)}",
    "dataset": lambda d: (
        f"s3://{_words(d, 2, 3, '-')}-{d.randint(10**11, 10**12)}/{_hex(d, 32)}/{_words(d, 1, 3, '_')}.parquet"
    ),
    "trace": _uuid,
    "class_path": lambda d: ".".join([_words(d, 1, 2, "_"), _words(d, 1, 2, "_"), _camel(d, 3)]),
    "feature_list": lambda d: ",".join(_words(d, 1, 2, "_") + str(d.randint(0, 99)) for _ in range(8)),
    "column": lambda d: f"{_camel(d, 2)}_{d.randint(2000, 2030)}Q{d.randint(1, 4)}_{_camel(d, 2)}",
    "partition": lambda d: f"{_words(d, 1, 2, '_')}=Zone{d.randint(1, 99)}/{_camel(d, 2)}-{d.randint(1, 999)}",
    "artifact_version": lambda d: (
        f"v{d.randint(1, 20)}_{_camel(d, 2)}_{d.randint(10**7, 10**8)}T{d.randint(10**5, 10**6)}Z"
    ),
    "short_id": lambda d: _from(d, _BASE62, d.randint(6, 12)),
    "object_key": lambda d: f"exports/{_camel(d, 2)}/part-{d.randint(0, 99999):05}-{_uuid(d)}-c000.snappy.parquet",
    "thumbnail": lambda d: base64.b64encode(b"\x89PNG\r\n\x1a\n" + d.randbytes(30)).decode(),
    "notes": lambda d: base64.b64encode(_words(d, 6, 12, " ").encode()).decode(),
    "wandb_run": lambda d: _from(d, _BASE36, 8),
    "vpc_endpoint": lambda d: f"vpce-{_hex(d, 17)}-{_from(d, _BASE36, 8)}",
    "instance_profile": lambda d: f"{_camel(d, 4)}-{_from(d, _BASE36.upper(), 12)}",
    "stack": lambda d: f"{_camel(d, 2)}Stack-{_camel(d, 2)}{_from(d, _HEX, 8)}-{_from(d, _BASE36.upper(), 12)}",
    "s3_version": lambda d: f"s3://{_words(d, 2, 2, '-')}/model.tar.gz?versionId={_from(d, _BASE62, 32)}",
    "etag": lambda d: f'"{_hex(d, 32)}-{d.randint(1, 20)}"',
    "learning_rate": lambda d: f"{d.uniform(1e-6, 1e-1):.12g}",
    "seed": lambda d: str(d.randint(0, 2**63)),
    "chat_template": lambda d: f"<|{_words(d, 1, 2, '_')}|>{_words(d, 2, 3, ' ')}</s>",
}


def harmless(seed: int, fields: int = 10) -> dict[str, Any]:
    """A request with so many settings, none of which is a secret; the same for the same seed."""
    dice = random.Random(seed)
    names = dice.sample(sorted(VALUES), fields)
    return {
        "TrainingJobName": f"{_words(dice, 2, 3, '-')}-{dice.randint(1, 9999)}",
        "HyperParameters": {name: VALUES[name](dice) for name in names[: fields // 2]},
        "Environment": {name.upper(): VALUES[name](dice) for name in names[fields // 2 :]},
    }


def random_tokens(length: int, count: int, seed: int = 0) -> list[str]:
    """Tokens as services draw them: letters and digits, each as likely as any other."""
    dice = random.Random(seed * 1000 + length)
    return [_from(dice, _BASE62, length) for _ in range(count)]
