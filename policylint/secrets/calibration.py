"""What a threshold of randomness costs: measured by `python -m benchmarks.randomness`, drawn in docs/secrets.md."""

from itertools import pairwise
from math import inf, log

# Bits of randomness, and how many strings of a thousand harmless requests reach them though they are not secrets.
TABLE = ((20.0, 125.8), (30.0, 47.6), (40.0, 14.2), (50.0, 4.8), (60.0, 0.6))


def threshold(false_alarms: float) -> float:
    """The bits at which a random-looking string is reported, for so many false alarms per thousand requests.

    Between the measured points the alarms fall off exponentially, and beyond them as between the last two. Infinite
    for 0: no string is reported.
    """
    if false_alarms <= 0:
        return inf
    segments = list(pairwise(TABLE))
    (low, many), (high, few) = next((pair for pair in segments if pair[1][1] <= false_alarms), segments[-1])
    return max(0.0, low + (high - low) * log(many / false_alarms) / log(many / few))
