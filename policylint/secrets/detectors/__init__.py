"""Every detector that policylint ships, a module per family of providers."""

from functools import lru_cache
from importlib import import_module

from policylint.secrets.detector import Detector

# A module listed here adds its `DETECTORS`. Where two detectors find the same text, the longer match wins, then the
# earlier detector.
FAMILIES = (
    "aws",
    "azure",
    "google",
    "hosting",
    "registries",
    "models",
    "inference",
    "agents",
    "clouds",
    "tracking",
    "stores",
    "messaging",
    "observability",
    "infrastructure",
    "building",
    "sources",
    "business",
    "standards",
)


# When the formats were last compared with the providers' pages and with the rules of other scanners.
AS_OF = "2026-11-28"


@lru_cache(maxsize=1)
def detectors() -> tuple[Detector, ...]:
    """The detectors in the order of their families.

    Raises:
        ValueError: two detectors share an id.
    """
    found: dict[str, Detector] = {}
    for family in FAMILIES:
        for detector in import_module(f"{__name__}.{family}").DETECTORS:
            if found.setdefault(detector.id, detector) is not detector:
                raise ValueError(f"two detectors are called {detector.id}")
    return tuple(found.values())
