"""How shells write a quote within quotes: they close them, add it, and open them again."""

JOINTS = ("'\"'\"'", "'\\''")


def joined(quoted: str) -> str:
    """What stands between two single quotes, with the single quotes in it put back."""
    for joint in JOINTS if "'" in quoted else ():
        quoted = quoted.replace(joint, "'")
    return quoted
