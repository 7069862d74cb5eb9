"""What `scripts/new` writes: of each kind a small one that works, made of examples which its author changes.

`EXAMPLES` lists the words that must not stay. `tests/test_starting.py` fails while one stands anywhere, and says what
to write in its place, so that what was begun is never taken for finished.
"""

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "MaxRuntimeInSeconds is 4321": "the fault, in one line",
    "A run of 4321 seconds is an example, which the service takes.": "what the fault costs in money, time or risk",
    "Ask for another number of seconds.": "what to do about it",
    "4321 s is the example of scripts/new": "what was found, with the numbers that show it",
    "https://docs.aws.amazon.com/the-page-that-states-it": "the page of the documentation that states it",
    "https://example.com/the-page-to-revoke-it": "the provider's page where a leaked one is withdrawn",
    "One line for each finding, as scripts/new begins a format.": "whom the format is for, and its specification",
    "The text with an exclamation mark.": "what the function gives",
    "A job of 4321 seconds is an example of scripts/new": "what is wrong with the job, with the value that shows it",
}

RULE = """
@rule(
    "{id}",
    "{name}",
    Severity.WARNING,
    since="{since}",
    title="MaxRuntimeInSeconds is 4321",
    why="A run of 4321 seconds is an example, which the service takes.",
    fix="Ask for another number of seconds.",
    source="https://docs.aws.amazon.com/the-page-that-states-it",
    scope="{scope}",
    members=("{member}",),
    bad={{"{path}": 4321}},
    good={{"{path}": 4320}},
)
def {function}(job: {job}) -> Iterator[Finding]:
    seconds = job.integer("{path}")
    if seconds == 4321:
        yield Finding.at("{path}", "4321 s is the example of scripts/new")
"""
RULE_IMPORTS = (
    "from collections.abc import Iterator",
    "from policylint.finding import Finding",
    "from policylint.finding import Severity",
    "from policylint.job import {job}",
    "from policylint.rule import rule",
)
RULE_TEST = """
@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        pytest.param(4321, ["{path}"], id="the number"),
        pytest.param(4320, [], id="one second less"),
        pytest.param("${{seconds}}", [], id="unknown: silent"),
    ],
)
def test_{function}(seconds: int | str, found: list[str]) -> None:
    report = check({minimal}({{"{path}": seconds}}), select=["{id}"])
    assert [finding.path for finding in report.findings] == found
"""
RULE_TEST_IMPORTS = (
    "import pytest",
    "from policylint import check",
    "from tests.requests import {minimal}",
)

DETECTOR = """    Detector(
        "{name}", "{provider}", "token", ("{prefix}_{{w32}}",), variable="{variable}",
        revoke="https://example.com/the-page-to-revoke-it",
    ),
"""

FORMAT = '''"""One line for each finding, as scripts/new begins a format."""

from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.visible import visible
from policylint.reports.wording import inert, place, verdict
from policylint.shown import renders


@renders
def render(report: Report, context: Context) -> str:
    """A line for each finding, and one for the verdict."""
    lines = []
    for finding in report.ranked():
        said = f"{visible(finding.rule)} {visible(finding.message.strip())}"
        lines.append(f"{report.severity_of(finding).value} {place(finding)} {said}")
    return inert("\\n".join([*lines, verdict(report)])) + "\\n"
'''
FORMAT_LINE = '    "{name}": Format("policylint.reports.{module}"),\n'
FORMAT_TEST = """
def as_{module}(output: str, report: Report) -> None:
    heads = output.splitlines()[:-1]
    assert [head.split()[0] for head in heads] == [report.severity_of(finding).value for finding in report.ranked()]

"""
FORMAT_CHECK = '    "{name}": as_{module},\n'
FORMAT_CASE = '    "{name}.txt": ("{name}", REPORT, PLAIN),\n'
FORMAT_ROW = "| `{name}` | One line for each finding, as scripts/new begins a format. | |\n"

FUNCTION = '''
@function(TEXT, result=STRING.nullable, example="{name}('a')", gives="a!")
def {name}(text: str | None) -> str | None:
    """The text with an exclamation mark."""
    return None if text is None else f"{{text}}!"
'''
FUNCTION_IMPORTS = (
    "from policylint.policies.functions.declaring import TEXT",
    "from policylint.policies.functions.declaring import function",
    "from policylint.policies.types import STRING",
)

POLICY = """
  - name: {name}
    deny: StoppingCondition.MaxRuntimeInSeconds == `4321`
    at: StoppingCondition.MaxRuntimeInSeconds
    message: A job of 4321 seconds is an example of scripts/new
    fix: Ask for another number of seconds.
    reason: A run of 4321 seconds is an example, which the service takes.
    references: [https://docs.aws.amazon.com/the-page-that-states-it]
"""
POLICY_CASES = """  {name}:
    - name: the number
      set: {{StoppingCondition.MaxRuntimeInSeconds: 4321}}
      expect: fail
      at: StoppingCondition.MaxRuntimeInSeconds
    - {{name: one second less, set: {{StoppingCondition.MaxRuntimeInSeconds: 4320}}, expect: pass}}
    - {{name: no limit, remove: [StoppingCondition], expect: pass}}
    - {{name: unknown, set: {{StoppingCondition.MaxRuntimeInSeconds: "${{SECONDS}}"}}, expect: unknown}}
"""
