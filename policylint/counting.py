"""Numbers with their nouns, as all that policylint says writes them."""


def counted(number: int, noun: str) -> str:
    """A number with its noun: "no requests", "1 request", "14,000 requests", "3 entries", "7 days"."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun}es" if noun.endswith("x") else f"{noun}s"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        plural = f"{noun[:-1]}ies"
    return f"{number:,} {plural}" if number else f"no {plural}"


def are(number: int) -> str:
    """The verb that goes with so many: "is" or "are"."""
    return "is" if number == 1 else "are"
