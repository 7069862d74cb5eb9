"""The tests of policies as JUnit's XML, which every CI system reads."""

from collections.abc import Iterable, Sequence

from policylint.policies.cases import Result


def junit(packs: Iterable[tuple[str, Sequence[Result], Sequence[tuple[str, str]]]]) -> str:
    """The XML text: a suite for each pack, a test for each case; `packs` gives name, results, and further problems as
    pairs of policy and words (lacking coverage, surviving mutants)."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    root = Element("testsuites", name="policylint test")
    for name, results, problems in packs:
        failures = sum(bool(result.problem) for result in results) + len(problems)
        suite = SubElement(
            root, "testsuite", name=name, tests=str(len(results) + len(problems)), failures=str(failures)
        )
        for result in results:
            case = result.case
            test = SubElement(suite, "testcase", classname=f"{name}.{case.policy}", name=case.model.name)
            file, _, line = case.place.rpartition(":")
            test.set("file", file)
            test.set("line", line)
            if result.problem:
                SubElement(test, "failure", message=result.problem).text = f"{case.place}: {result.problem}"
        for policy, words in problems:
            test = SubElement(suite, "testcase", classname=f"{name}.{policy}", name=words)
            SubElement(test, "failure", message=words)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"
