"""The trade-off behind SEC2001: false alarms on harmless requests against random tokens found, by threshold.

python -m benchmarks.randomness          prints the figures
python -m benchmarks.randomness --draw   also draws docs/secrets-threshold.svg
"""

import sys
from math import log10
from pathlib import Path

from benchmarks.harmless import harmless, random_tokens
from policylint.job import TRAINING
from policylint.secrets.detector import Kind
from policylint.secrets.matches import looks_like_key
from policylint.secrets.randomness import randomness
from policylint.secrets.scanner import Scanner

REQUESTS = 5_000
TOKENS = 2_000
LENGTHS = (20, 24, 32, 40)
BITS = tuple(range(20, 101, 10))
PICTURE = Path(__file__).parent.parent / "docs" / "secrets-threshold.svg"


def alarms() -> dict[int, float]:
    """Strings of a thousand harmless requests that are as random as so many bits, by bits."""
    scanner = Scanner(false_alarms=1e9)  # reports every candidate; its own threshold is then 0 bits
    found = [
        randomness(secret.value.rstrip("="))
        for seed in range(REQUESTS)
        for secret in scanner.scan(harmless(seed), TRAINING)
        if secret.kind is Kind.RANDOM
    ]
    return {bits: sum(value >= bits for value in found) * 1000 / REQUESTS for bits in BITS}


def recall() -> dict[int, dict[int, float]]:
    """The share of random tokens that are reported, by length and bits."""
    return {
        length: {bits: sum(looks_like_key(t, bits) for t in random_tokens(length, TOKENS)) / TOKENS for bits in BITS}
        for length in LENGTHS
    }


def draw(false: dict[int, float], found: dict[int, dict[int, float]]) -> str:
    """Both over the threshold, as SVG: found tokens on the left scale, false alarms on the right, logarithmic."""
    left, top, width, height = 60, 30, 480, 260

    def x(bits: int) -> float:
        return left + (bits - BITS[0]) / (BITS[-1] - BITS[0]) * width

    def y(share: float) -> float:
        return top + (1 - share) * height

    def curve(points: list[tuple[float, float]], colour: str, dash: str = "") -> str:
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 350" font-family="sans-serif" font-size="12">',
        '<rect width="640" height="350" fill="white"/>',
    ]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y(share)}" y2="{y(share)}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y(share) + 4}" text-anchor="end">{share:.0%}</text>')
    for exponent in (-1, 0, 1, 2):
        height_ = y((exponent + 1) / 3)
        parts.append(f'<text x="{left + width + 8}" y="{height_ + 4}" fill="#b3261e">{10.0**exponent:g}</text>')
    parts += [f'<text x="{x(bits)}" y="{top + height + 18}" text-anchor="middle">{bits}</text>' for bits in BITS]
    named_at = ((80, -8, "end"), (80, 8, "start"), (90, -8, "end"), (100, -8, "end"))  # where each name has room
    colours = ("#9ecae1", "#6baed6", "#3182bd", "#08519c")
    for length, colour, (bits, aside, anchor) in zip(LENGTHS, colours, named_at, strict=True):
        parts.append(curve([(x(at), y(share)) for at, share in found[length].items()], colour))
        place = f'x="{x(bits) + aside}" y="{y(found[length][bits]) + (16 if aside < 0 else 0)}" text-anchor="{anchor}"'
        parts.append(f'<text {place} fill="{colour}">{length} characters</text>')
    shown = [(x(bits), y((log10(rate) + 1) / 3)) for bits, rate in false.items() if rate >= 0.1]
    parts.append(curve(shown, "#b3261e", "6 3"))
    middle = left + width / 2
    parts += [
        f'<text x="{left}" y="18">random tokens found</text>',
        f'<text x="{left + width + 40}" y="18" text-anchor="end" fill="#b3261e">false alarms per 1,000 requests</text>',
        f'<text x="{middle}" y="{top + height + 40}" text-anchor="middle">threshold, bits of randomness</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def main() -> None:
    false, found = alarms(), recall()
    print("bits  false alarms per 1,000 requests  tokens found of " + ", ".join(map(str, LENGTHS)) + " characters")
    for bits in BITS:
        print(f"{bits:>4}  {false[bits]:>31.1f}  " + "  ".join(f"{found[length][bits]:.3f}" for length in LENGTHS))
    if "--draw" in sys.argv[1:]:
        PICTURE.write_text(draw(false, found), encoding="utf-8")


if __name__ == "__main__":
    main()
