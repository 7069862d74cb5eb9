"""Numbers with their nouns, as all that policylint says writes them."""


def counted(number: int, noun: str) -> str:
    """A number with its noun: "no requests", "1 request", "14,000 requests", "3 entries"."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es" if noun.endswith("x") else f"{noun}s"
    return f"{number:,} {plural}" if number else f"no {plural}"


def are(number: int) -> str:
    """The verb that goes with so many: "is" or "are"."""
    return "is" if number == 1 else "are"
