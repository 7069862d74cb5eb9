"""Refreshes the tables of instance types: `pricing/instances.csv` and `pricing/offered.csv`.

python scripts/instance_types.py            writes them
python scripts/instance_types.py --check    fails if they are stale

What a type has comes from EC2's DescribeInstanceTypes as the installed moto records it, for the types in the API model;
a row of another source than moto's stays as it is, since EC2 does not describe these types (any more). Where a type is
offered comes from the rows that are there and from the price tables: a rate of any part of SageMaker shows that a
Region offers the type, of those types and Regions that the first list names. After a change of moto's version, add its
source to `pricing/sources.csv` and put its name into SOURCE.
"""

import csv
import gzip
import io
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import moto

from policylint.schema.snapshot import snapshot

PRICING = Path(__file__).parent.parent / "pricing"
SOURCE = "ec2-types-2"
LISTS = ("training", "training_approximate", "processing")
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (PRICING / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def instances() -> list[Row]:
    """What each training type of the API has."""
    recorded = gzip.decompress((Path(moto.__file__).parent / "ec2/resources/instance_types.json.gz").read_bytes())
    described: dict[str, Any] = json.loads(recorded)
    known = {row["instance_type"]: row for row in rows("instances")}
    found = []
    for name in sorted(snapshot().shapes["TrainingInstanceType"].enum):
        ec2 = described.get(name.removeprefix("ml."))
        if name in known and known[name]["source"] != SOURCE:
            found.append(known[name])
        elif ec2 is not None:
            found.append({"instance_type": name, **facts(ec2), "source": SOURCE})
    return found


def facts(ec2: dict[str, Any]) -> Row:
    chips = ec2.get("NeuronInfo", {}).get("NeuronDevices") or ec2.get("GpuInfo", {}).get("Gpus", [])
    maker = "AWS" if "NeuronInfo" in ec2 else chips[0]["Manufacturer"] if chips else ""
    memory = sum(chip["MemoryInfo"]["SizeInMiB"] * chip["Count"] for chip in chips) / 1024
    return {
        "vcpus": str(ec2["VCpuInfo"]["DefaultVCpus"]),
        "memory_gib": f"{ec2['MemoryInfo']['SizeInMiB'] / 1024:g}",
        "gpus": str(sum(chip["Count"] for chip in chips)),
        "gpu_model": f"{maker} {chips[0]['Name']}" if chips else "",
        "gpu_memory_gib": str(round(memory, 2)) if chips else "0",
        "local_storage_gb": str(ec2.get("InstanceStorageInfo", {}).get("TotalSizeInGB", 0)),
        "network_gbps": f"{gbps(ec2['NetworkInfo']):g}",
        "efa": str(ec2["NetworkInfo"]["EfaSupported"]).lower(),
    }


def gbps(network: dict[str, Any]) -> float:
    """As EC2 states it ("Up to 12.5 Gigabit", "4x 100 Gigabit"); of its older words ("High") the cards' peak."""
    stated = re.search(r"(?:(\d+)x )?([\d.]+) Gigabit", network["NetworkPerformance"])
    if stated is None:
        return float(sum(card["PeakBandwidthInGbps"] for card in network["NetworkCards"]))
    return int(stated[1] or 1) * float(stated[2])


def offered() -> list[Row]:
    """Where each type was last seen to be offered."""
    listed = rows("offered")
    regions, types = {row["region"] for row in listed}, {row["instance_type"] for row in listed}
    found: dict[tuple[str, str], Row] = {}
    for row in [*listed, *(row for name in LISTS for row in rows(name))]:
        key = (row["region"], row["instance_type"])
        if key[0] in regions and key[1] in types and (key not in found or found[key]["as_of"] < row["as_of"]):
            found[key] = {name: row[name] for name in ("region", "instance_type", "as_of", "source")}
    return [found[key] for key in sorted(found)]


def text(table: Iterable[Row]) -> str:
    out = io.StringIO()
    listed = list(table)
    writer = csv.DictWriter(out, list(listed[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    stale = []
    for name, table in (("instances", instances()), ("offered", offered())):
        file = PRICING / f"{name}.csv"
        if file.read_text(encoding="utf-8") != text(table):
            stale.append(str(file))
            if "--check" not in arguments:
                file.write_text(text(table), encoding="utf-8")
    print(f"stale: {', '.join(stale)}" if "--check" in arguments and stale else f"{len(stale)} tables written")
    return 1 if "--check" in arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
