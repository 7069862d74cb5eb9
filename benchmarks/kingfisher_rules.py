"""What the newest kingfisher's rules know: the providers that policylint lacks, and where its formats are confirmed.

    pip download kingfisher-bin --no-deps; python -m benchmarks.kingfisher_rules [--write] [PATH OF kingfisher]

kingfisher's wheel carries the rules of Betterleaks (the successor of gitleaks) and of Veles, so that one list stands
for all three. Providers are compared by name, formats by tokens made of them, which a rule finds or does not.
`--write` writes what confirms each detector to `scripts/detector_sources.csv`, for the page of detectors.
"""

import argparse
import csv
import json
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import regex

from policylint.secrets.detector import Detector
from policylint.secrets.detectors import detectors
from tests.secrets.planted import name_for, texts

LEFT = Path(__file__).parents[1] / "scripts" / "detectors_left.csv"
SOURCES = Path(__file__).parents[1] / "scripts" / "detector_sources.csv"
# Where a rule's first word is not the provider's name here.
_ALIASES = {
    "gcp": "google",
    "flyio": "fly",
    "hashicorp": "vault",
    "weights": "wandb",
    "sendinblue": "brevo",
    "grok": "xai",
    "grokxaiapikey": "xai",
    "togetherai": "together",
    "voyageai": "voyage",
    "kimi": "moonshot",
    "npmjsaccesstoken": "npm",
    "dockerhub": "docker",
    "langchain": "langsmith",
    "droneci": "drone",
    "microsoft": "teams",
    "llama": "llamaindex",
    "jwt": "json",
    "curl": "authorization",
    "travisci": "travis",
    "privateai": "private",
    "datagov": "data",
    "hcpclientcredentials": "hcp",
    "digitaloceanapikey": "digitalocean",
    "cockroachlabs": "cockroach",
    "circleciproject": "circleci",
    "postmanapikey": "postman",
    "cloudflareapitoken": "cloudflare",
    "denopatorg": "deno",
    "herokuplatformkey": "heroku",
    "postmancollectiontoken": "postman",
    "bitbucketcredentials": "bitbucket",
    "1password": "onepassword",
    "packagistorgreadtoken": "packagist",
    "packagistorgupdatetoken": "packagist",
    "packagistsecret": "packagist",
    "slackappconfigaccesstoken": "slack",
    "slackappconfigrefreshtoken": "slack",
    "slackappleveltoken": "slack",
}
_DRAWS = 3


def providers() -> set[str]:
    """The words that the ids and providers of the detectors begin with."""
    known = {detector.id.partition("-")[0] for detector in detectors()}
    return known | {detector.provider.lower().partition(" ")[0].partition(".")[0] for detector in detectors()}


def missing(rules: Iterable[str]) -> list[str]:
    """The ids of rules whose provider no detector is of, nor is left out for a reason."""
    with LEFT.open(encoding="utf-8", newline="") as file:
        known = providers().union(*(row["providers"].split() for row in csv.DictReader(file)))
    return sorted({rule for rule in rules if _provider(rule) not in known})


def _provider(rule: str) -> str:
    name = rule.partition(".")[2].rpartition("/")[2]
    word = name.partition("-")[0]
    return _ALIASES.get(word, word)


def confirmed(rules: Iterable[dict[str, Any]]) -> Iterator[tuple[Detector, str]]:
    """Each detector that a rule of the same provider, or one that needs no name, finds the tokens of, and the rule."""
    patterns = [(rule["id"], pattern) for rule in rules if (pattern := _compiled(rule["pattern"])) is not None]
    for detector in detectors():
        lines = [f"{name_for(detector)}={text}\n" for seed in range(_DRAWS) for text in texts(detector, seed)]
        own = {detector.id.partition("-")[0], detector.provider.lower().partition(" ")[0].partition(".")[0]}
        for rule, pattern in patterns:
            if _provider(rule) in own and any(pattern.search(line) for line in lines):
                yield detector, rule
                break


def _compiled(pattern: str) -> regex.Pattern[str] | None:
    """A rule's pattern, if its dialect is this one's."""
    try:
        return regex.compile(pattern.replace(r"\z", r"\Z"))
    except regex.error:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kingfisher_rules", description=__doc__)
    parser.add_argument("program", nargs="?", default="kingfisher", metavar="PATH OF kingfisher")
    parser.add_argument("--write", action="store_true", help="write what confirms each detector")
    given = parser.parse_args()
    version = subprocess.run([given.program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    version = version.splitlines()[0]
    command = [given.program, "rules", "list", "--format", "json", "--no-update-check"]
    rules = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    lacking = missing(rule["id"] for rule in rules)
    print(f"{version}: {len(rules)} rules; {len(lacking)} of a provider without detector or reason:")
    print("\n".join(f"  {rule}" for rule in lacking))
    found = {detector.id: rule for detector, rule in confirmed(rules)}
    print(f"{len(found)} of {len(detectors())} detectors are confirmed by a rule")
    if given.write:
        day = datetime.now(UTC).date().isoformat()
        with SOURCES.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("detector", "rule", "seen in", "on"))
            writer.writerows((one, rule, version, day) for one, rule in sorted(found.items()))


if __name__ == "__main__":
    main()
