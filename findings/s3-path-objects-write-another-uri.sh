#!/usr/bin/env bash
# One would guess: a path object made of an S3 URI gives the same URI back.
# What happens: s3path's as_uri() writes percent escapes, so that lr=1e-3 becomes lr%3D1e-3, which S3 takes as another key;
#   s3path and universal_pathlib lose the slash at the end, and with S3DataType S3Prefix the prefix s3://acme-ml/train
#   also takes in s3://acme-ml/train-old/; s3path makes one slash of two. cloudpathlib gives back all of it, until a part
#   is added with /, which makes one slash of two as well.
# Why it matters: S3Uri and S3OutputPath built this way are valid and point elsewhere; no rule on the request alone can
#   tell, but %3D in an S3 location and an S3Prefix without a slash at its end are worth a look.
# Seen with s3path 0.6.5, universal_pathlib 0.3.10 with s3fs 2026.9.0, cloudpathlib 0.26.0 with boto3 1.43.117, 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
  's3path==0.6.5' 'universal_pathlib==0.3.10' 's3fs==2026.9.0' 'cloudpathlib==0.26.0' 'boto3==1.43.117'

cat >"$work/seen.py" <<'PYTHON'
import os
import sys
from importlib.metadata import version

os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "example", "AWS_SECRET_ACCESS_KEY": "example"}

from cloudpathlib import S3Client  # noqa: E402
from s3path import PureS3Path  # noqa: E402
from upath import UPath  # noqa: E402

client = S3Client()
MAKERS = {
    "s3path": lambda uri: PureS3Path.from_uri(uri).as_uri(),
    "universal_pathlib": lambda uri: UPath(uri, anon=True).as_uri(),
    "cloudpathlib": lambda uri: client.S3Path(uri).as_uri(),
    "cloudpathlib, / 'x'": lambda uri: (client.S3Path(uri) / "x").as_uri(),
}
WANTED = {
    "s3://acme-ml/train/": (
        "s3://acme-ml/train",
        "s3://acme-ml/train",
        "s3://acme-ml/train/",
        "s3://acme-ml/train/x",
    ),
    "s3://acme-ml/lr=1e-3/run": (
        "s3://acme-ml/lr%3D1e-3/run",
        "s3://acme-ml/lr=1e-3/run",
        "s3://acme-ml/lr=1e-3/run",
        "s3://acme-ml/lr=1e-3/run/x",
    ),
    "s3://acme-ml/train//part": (
        "s3://acme-ml/train/part",
        "s3://acme-ml/train//part",
        "s3://acme-ml/train//part",
        "s3://acme-ml/train/part/x",
    ),
}
print(", ".join(f"{name} {version(name)}" for name in ("s3path", "universal_pathlib", "s3fs", "cloudpathlib")))
changed = []
for uri, wanted in WANTED.items():
    print(uri)
    for (name, make), want in zip(MAKERS.items(), wanted):
        seen = make(uri)
        print(f"  {name:20} {seen}")
        if seen != want:
            changed.append(f"{name} makes {seen} of {uri}, was {want}")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/seen.py"
