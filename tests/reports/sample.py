"""One rich report, made by hand: many files, all severities, and everything that wants to break out of a format."""

from collections.abc import Mapping

from policylint.finding import Anchor, Finding, Position, Related, Severity, rename, set_value
from policylint.report import Report, ShownUnread, Suppressed, Unread
from policylint.reports.costs import Cost, Costs, JobCost, Line
from policylint.rule import Rule
from policylint.shown import Shown, own
from tests.shown import as_shown

_DOCS = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"


def _rule(id: str, name: str, severity: Severity, title: str, why: str, fix: str, page: str, **more: object) -> Rule:
    source = page if "://" in page else _DOCS + page
    return Rule(id, name, severity, title, why, fix, source, "0.1.0", {}, {}, **more)  # type: ignore[arg-type]


def unread(file: str, reason: str, advice: str) -> ShownUnread:
    note = as_shown(Unread(file, reason, advice).finding(Severity.NOTE))
    return ShownUnread(note.file, own(reason), note.help, note)


RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        _rule(
            "LINT1001", "unreadable-file", Severity.ERROR, "The file cannot be read",
            "A file that is not read is not checked.", "Make the file readable, or exclude it.",
            "https://docs.python.org/3/library/exceptions.html#os-exceptions", unjudged=True,
        ),
        _rule(
            "SEC1001", "secret-in-environment", Severity.ERROR, "A credential stands in the request",
            "Whoever may describe the job can read it.", "Keep it in Secrets Manager and pass its name.",
            "API_CreateTrainingJob.html", security_severity=8.5, tags=("credentials",),
        ),
        _rule(
            "SM1001", "unknown-member", Severity.ERROR, "The API knows no such member",
            "boto3 refuses the call.", "Use the name that the API has.", "API_CreateTrainingJob.html",
        ),
        _rule(
            "SM1002", "missing-member", Severity.ERROR, "A required member is missing",
            "The service rejects the request.", "Add the member.", "API_CreateTrainingJob.html",
        ),
        _rule(
            "SM1010", "unlisted-instance-type", Severity.WARNING, "The instance type is not in the snapshot",
            "A wrong type fails only when the job starts.", "Check the spelling, or update policylint.",
            "API_ResourceConfig.html",
        ),
        _rule(
            "SM120", "duplicate-key", Severity.ERROR, "A key is given twice",
            "The last one silently wins.", "Keep one.", "https://www.rfc-editor.org/rfc/rfc8259#section-4",
        ),
        _rule(
            "require-owner", "require-owner", Severity.NOTE, "Jobs carry the tag `owner`",
            "Nobody knows whom to ask | <b>ever</b>.", "Add the tag.", "https://wiki.example.com/(jobs) rules|x",
        ),
    )
}  # fmt: skip

CHURN = "jobs/churn.json"
PIPELINE = "jobs/pipeline.yaml"
WIDE = "jobs/日本語 训练.json"
MINIFIED = "jobs/minified.json"
EVIL = "jobs/\x1b[31m::error::\n<script>alert(1)</script>|`x`.json"
BROKEN = "jobs/caf\udce9.json"

TEXTS: Mapping[str, str] = {
    CHURN: '{\n\t"TrainingJobName": "churn",\n'
    '\t"ResourceConfig": {"InstanceType": "ml.p99.huge",\t"InstanceCount": 1},\n'
    '\t"RoleArn": "arn:aws:iam::123456789012:role/a",\n\t"RoleArn": "arn:aws:iam::123456789012:role/b"\n}\n',
    PIPELINE: "Steps:\n"
    + "".join(f"  - Name: Train{n}\n    Type: Training\n    Arguments:\n      EnableSpot: true\n" for n in range(1, 4)),
    WIDE: '{"説明": "日本語", "Roll\u00a0Arn": "🚀 e\u0301 \u202e"}\n',
    MINIFIED: '{"HyperParameters":{' + ",".join(f'"parameter{n:03}":"{n}"' for n in range(100)) + '},"Rolearn":"x"}',
    EVIL: '{"x": "\x1b]0;title\x07\x9b31m"}\n',
}


def line(file: str, number: int) -> Shown | None:
    """The source lines of the sample."""
    lines = TEXTS[file].split("\n") if file in TEXTS else []
    return Shown(lines[number - 1]) if number <= len(lines) else None


def span(line: int, column: int, length: int) -> Position:
    return Position(line, column, line, column + length)


FINDINGS = tuple(map(as_shown, (
    Finding(
        "", "[Errno 13] Permission denied", "LINT1001", Severity.ERROR,
        help="Make the file readable, or exclude it.", file=BROKEN, fingerprint="00aa",
    ),
    Finding(
        "", "the request lacks OutputDataConfig, StoppingCondition and AlgorithmSpecification", "SM1002",
        Severity.ERROR,
        help="Add the members.\nThe smallest that works:\n  OutputDataConfig: {S3OutputPath: s3://...}",
        job="churn", file=CHURN, owner="ml-platform", position=Position(1, 1, 6, 2), fingerprint="01aa",
    ),
    Finding(
        "ResourceConfig.InstanceType", '"ml.p99.huge" is not in the snapshot of 2026-11-20; nearest: "ml.p5.48xlarge"',
        "SM1010", Severity.WARNING, help="Check the spelling, or update policylint.", job="churn", file=CHURN,
        owner="ml-platform", fix=set_value("ResourceConfig.InstanceType", "ml.p5.48xlarge", safe=False),
        position=span(3, 37, 13), fingerprint="02aa", properties={"snapshot": "2026-11-20", "distance": float("nan")},
    ),
    Finding(
        "RoleArn", '"RoleArn" is given twice; the last one counts', "SM120", Severity.ERROR, help="Keep one.",
        anchor=Anchor.KEY, related=(Related("first given here", span(4, 2, 9)),), job="churn", file=CHURN,
        owner="ml-platform", position=span(5, 2, 9), fingerprint="03aa",
    ),
    Finding(
        "x", "control \x1b[2J and \x9b and \r\n::error::and %0A and <script>|`@octocat` #1 [a](http://evil) ${x}",
        "SM1001", Severity.ERROR, help="<img src=x onerror=alert(1)> | done\n::stop-commands::x", anchor=Anchor.KEY,
        job="evil | <b>\x1b[1m", owner='"><img src=x onerror=alert(2)>', file=EVIL,
        position=span(1, 2, 3), fingerprint="04aa",
    ),
    Finding(
        "Rolearn", 'the API knows no member "Rolearn"; nearest: "RoleArn"', "SM1001", Severity.ERROR,
        help="Write RoleArn.", fix=rename("Rolearn", "RoleArn"), anchor=Anchor.KEY, file=MINIFIED,
        position=span(1, TEXTS[MINIFIED].index('"Rolearn"') + 1, 9), fingerprint="05aa",
    ),
    Finding(
        "EnableSpot", 'the API knows no member "EnableSpot"; nearest: "EnableManagedSpotTraining"', "SM1001",
        Severity.ERROR, help="Write EnableManagedSpotTraining.", anchor=Anchor.KEY, job="Train1", file=PIPELINE,
        position=span(5, 7, 10), fingerprint="06aa",
    ),
    Finding(
        "EnableSpot", "spot without a wait", "require-owner", Severity.NOTE, related_path="StoppingCondition",
        related=(Related("an alias of this anchor", span(5, 7, 10)),),
        job="Train3", file=PIPELINE, position=span(13, 19, 4), fingerprint="07aa",
    ),
    Finding(
        '"Roll\u00a0Arn"', 'the API knows no member "Roll\u00a0Arn"; nearest: "RoleArn"', "SM1001", Severity.ERROR,
        help="Write RoleArn.", anchor=Anchor.KEY, file=WIDE, position=span(1, 15, 10), fingerprint="08aa",
    ),
    Finding(
        '"Roll\u00a0Arn"', "the value holds a bidirectional override", "SEC1001", Severity.ERROR, file=WIDE,
        position=span(1, 27, 8), fingerprint="08aa",
    ),
)))  # fmt: skip

REPORT = Report(
    findings=FINDINGS,
    rules=RULES,
    files=11,
    jobs=1400,
    skipped=(own("package.json"), own("odd\x1b[0m.json")),
    unknowns=9,
    suppressed=(
        Suppressed(
            as_shown(
                Finding(
                    "Environment.TOKEN",
                    "looks like a GitHub token",
                    "SEC1001",
                    Severity.ERROR,
                    file="jobs/known.json",
                    position=span(2, 3, 4),
                    fingerprint="09aa",
                )
            ),
            "external",
            own("revoked on 2026-10-01, see OPS-12 | <i>"),
        ),
        Suppressed(
            as_shown(Finding("", "no owner", "require-owner", Severity.NOTE, file=PIPELINE, position=span(1, 1, 5))),
            "inSource",
            own("shared by all"),
        ),
    ),
    version="0.1.0",
    unread=(
        unread("train.py", "this is Python source | <i>", "Run it under `policylint exec`."),
        unread("cdk.out", "cdk.out is skipped by default", "Name it: `policylint check cdk.out`."),
    ),
)

FROM_MEMORY = Report(
    findings=(
        as_shown(Finding("", "the request lacks RoleArn", "SM1002", Severity.ERROR, help="Add the member.")),
        as_shown(
            Finding(
                "ResourceConfig.InstanceType",
                '"ml.p99.huge" is not in the snapshot',
                "SM1010",
                Severity.WARNING,
                help="Check the spelling.",
                related_path="ResourceConfig.InstanceGroups",
            )
        ),
    ),
    rules=RULES,
    files=0,
    jobs=1,
    skipped=(),
    unknowns=0,
    suppressed=(),
    version="0.1.0",
)

PASSED = Report((), RULES, 12, 14, (), 1, (), "0.1.0")
NOTHING = Report((), RULES, 0, 0, (own("a.json"),), 0, (), "0.1.0")


def line_of(what: str, arithmetic: str, usd: float) -> Line:
    return Line(what, Shown(arithmetic), usd)


def job_cost(file: str, job: str, before: Cost | None, now: Cost | None) -> JobCost:
    return JobCost(Shown(file), Shown(job), before, now)


MORE = (line_of("volume", "1 x 70,000 GB = $6.98", 6.98), line_of("training", "1 x ml.m5.xlarge = $5.52", 5.52))
MUCH = (line_of("training", "2 x ml.p4d.24xlarge x 24 h x $32.77/h = $1,572.96", 1572.96),)
UNPRICED = (Shown("no training rate of ml.p99.huge in <b>eu-north-9</b> is known"),)
COSTS = Costs(
    jobs=(
        job_cost(
            CHURN,
            "churn",
            Cost(12.5, 3.1, lines=MORE),
            Cost(1572.96, lines=MUCH, approximate=True, basis={"exact": 1000.0, "approximate": 572.96}),
        ),
        job_cost(
            PIPELINE,
            "Train1",
            Cost(100.0, 50.0),
            Cost(80.0, 40.0, basis={"exact": 79.5, "substituted": 0.5, "assumed": 80.0}),
        ),
        job_cost(PIPELINE, "Train2", Cost(7.25, 7.25), Cost(7.25, 7.25)),
        job_cost(PIPELINE, "Train3", Cost(30.0, 30.0), None),
        job_cost(WIDE, "", None, Cost(None, None, UNPRICED, asked=Shown("8 x ml.p99.huge for 120 h"))),
    ),
    base=Shown("origin/main"),
    oldest_price="2026-09-24",
)
COSTS_ALONE = Costs((job_cost(CHURN, "churn", None, Cost(1572.96, 400.0)),), oldest_price="2026-09-24")
