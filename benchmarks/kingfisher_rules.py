"""The providers of the newest kingfisher's rules that policylint has no detector for.

    pip download kingfisher-bin --no-deps; python -m benchmarks.kingfisher_rules [PATH OF kingfisher]

kingfisher's wheel carries the rules of Betterleaks (the successor of gitleaks) and of Veles, so that one list stands
for all three. Compared is by provider: formats differ in what they allow, not in what they are for.
"""

import json
import subprocess
import sys
from collections.abc import Iterable

from policylint.secrets.detectors import detectors

# Where a rule's first word is not the provider's name here.
_ALIASES = {"gcp": "google", "flyio": "fly", "hashicorp": "vault", "weights": "wandb", "stripe": "stripe", "zai": "zai"}
_ALIASES |= {"grok": "xai", "grokxaiapikey": "xai", "togetherai": "together", "voyageai": "voyage", "kimi": "moonshot"}
_ALIASES |= {"npmjsaccesstoken": "npm", "dockerhub": "docker", "langchain": "langsmith", "crates": "crates"}
_ALIASES |= {"microsoft": "teams", "llama": "llamaindex", "jwt": "json", "age": "age", "curl": "authorization"}


def providers() -> set[str]:
    """The words that the ids and providers of the detectors begin with."""
    known = {detector.id.partition("-")[0] for detector in detectors()}
    return known | {detector.provider.lower().partition(" ")[0].partition(".")[0] for detector in detectors()}


def missing(rules: Iterable[str]) -> list[str]:
    """The ids of rules whose provider no detector is of."""
    known = providers()
    return sorted({rule for rule in rules if _provider(rule) not in known})


def _provider(rule: str) -> str:
    name = rule.partition(".")[2].rpartition("/")[2]
    word = name.partition("-")[0]
    return _ALIASES.get(word, word)


def main() -> None:
    program = sys.argv[1] if len(sys.argv) > 1 else "kingfisher"
    command = [program, "rules", "list", "--format", "json", "--no-update-check"]
    listed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    lacking = missing(rule["id"] for rule in listed)
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{version}: {len(listed)} rules; policylint has no detector for the provider of {len(lacking)}:")
    print("\n".join(f"  {rule}" for rule in lacking))


if __name__ == "__main__":
    main()
