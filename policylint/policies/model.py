"""A pack as people write it: the models behind the YAML, and behind the JSON Schema that editors complete from."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
PARAMETER = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=80)]
ParameterName = Annotated[str, StringConstraints(pattern=PARAMETER, max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Severity = Literal["error", "warning", "note"]
Enforcement = Literal["advisory", "soft-mandatory", "hard-mandatory"]
Missing = Literal["fail", "pass"]
WhenMissing = Literal["apply", "skip"]
AppliesTo = Literal[
    "TrainingJob",
    "TrainingJobDefinition",
    "TuningJob",
    "ProcessingJob",
    "TransformJob",
    "AutoMLJob",
    "AutoMLJobV2",
    "TrainingSession",
    "Job",
]
Single = Literal["string", "integer", "number", "boolean", "duration", "strings", "integers"]
ParameterType = Literal[Single, "map"]
# Parameters say themselves what their values must be: `policylint.policies.parameters` holds them to it.
ParameterValue = Any


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=lambda n: n.replace("_", "-"))


class PolicyModel(_Model):
    """One policy."""

    name: Name = Field(description="The policy's name, for the duty it states: require-output-kms-key.")
    severity: Severity | None = Field(
        None, description="How bad a breach is: error (default), warning or note; an advisory policy's is note."
    )
    enforcement: Enforcement = Field(
        "soft-mandatory",
        description="advisory: reported, never an error. soft-mandatory: can be waived or ignored, with a reason. "
        "hard-mandatory: can be neither.",
    )
    applies_to: list[AppliesTo] | None = Field(
        None,
        description="The kinds of job it judges. Default: those of the pack's applies-to that have all members that it "
        "names; without one TrainingJob, and TrainingJobDefinition if all members that it names are there too.",
    )
    when: Text | None = Field(None, description="JMESPath; the policy applies where this is true.")
    when_missing: WhenMissing | None = Field(
        None,
        description="What it means that a function in `when`, or in a filter of `each`, is given null: skip (the "
        "policy does not apply) or apply. Default: whether it applies is not known, so that it cannot judge the job.",
    )
    each: Text | Annotated[list[Text], Field(min_length=1)] | None = Field(
        None,
        description="A path to a list, or several paths; assert or deny is asked of each of the items. A path of "
        "several may also lead to a single value.",
    )
    assert_: Text | None = Field(None, alias="assert", description="JMESPath that must be true. Or `deny`.")
    deny: Text | None = Field(None, description="JMESPath that must not be true. Or `assert`.")
    missing: Missing | None = Field(
        None,
        description="What it means that assert or deny comes to null, or that a function is given null: the policy "
        "fails or passes. Default: assert fails; deny passes, but fails where a function is given null.",
    )
    at: str | None = Field(None, description="The path that a finding points to; below `each`, from the item on.")
    message: Text = Field(description="What is wrong, with values as {{ JMESPath }}.")
    fix: Text = Field(description="What to do.")
    reason: Text = Field(description="Why the organisation wants it: the consequence in money, time or risk.")
    references: list[Url] = Field(default=[], description="Pages that say more.")
    tags: list[Text] = Field(default=[], description="Ids of controls that it serves: FSBP SageMaker.1, NIST SC-28.")
    owner: Text | None = Field(None, description="Who answers questions about it.")
    since: Text | None = Field(None, description="The version of the pack that brought it.")


class ParameterModel(_Model):
    """A parameter: a value that users of the pack choose."""

    type: ParameterType = Field(
        description="string, integer, number, boolean, strings, integers, or duration, which is written 90s, 45m, "
        "1h30m, 28d and read as seconds; or map, from texts to such values."
    )
    values: Single | None = Field(None, description="The type of a map's values; for a map alone.")
    default: ParameterValue = Field(None, description="Its value unless set; without one it must be set.")
    environments: dict[str, ParameterValue] = Field(default={}, description="Its value by environment.")
    allowed: list[Any] | None = Field(None, description="The only values that it takes.")
    doc: Text = Field(description="What it means, in which unit.")


class OverrideModel(_Model):
    """What is changed of an extended pack's policy."""

    severity: Severity | None = Field(None)
    enforcement: Enforcement | None = Field(None)
    when: Text | None = Field(None)
    when_missing: WhenMissing | None = Field(None)
    message: Text | None = Field(None)
    fix: Text | None = Field(None)
    reason: Text | None = Field(None)
    owner: Text | None = Field(None)


class PackModel(_Model):
    """A file of a pack. In a folder, `pack.yaml` holds all but `policies`, which may stand in any file."""

    pack: Name | None = Field(None, description="The pack's name; default: the file's or folder's.")
    title: Text | None = Field(None, description="What the pack is for, in a line.")
    version: Text | None = Field(None, description="The pack's version.")
    namespace: Name | None = Field(None, description="Put before the names of its policies: acme/require-owner.")
    applies_to: list[AppliesTo] | None = Field(
        None,
        description="The kinds of job that its policies judge, each as far as the kind has all members that the policy "
        "names. Default: TrainingJob and TrainingJobDefinition.",
    )
    environments: list[Text] = Field(
        default=[],
        description="The environments that there are: another name in an expression or a parameter is a fault, and the "
        "environment of a job with another one is not known. Default: those of the configuration, else any.",
    )
    extends: list[Text] = Field(default=[], description="Packs whose policies it takes over: names or paths.")
    params: dict[ParameterName, ParameterModel] = Field(default={}, description="Its parameters.")
    set: dict[ParameterName, ParameterValue] = Field(
        default={},
        description="Values for the parameters of the packs that it extends; by environment as a mapping with "
        "`default` and `environments`.",
    )
    override: dict[str, OverrideModel] = Field(default={}, description="Changes to policies that it takes over.")
    disable: dict[str, Text] = Field(default={}, description="Policies that it does not take over, each with why.")
    policies: list[PolicyModel] = Field(default=[], description="Its policies.")


class CaseModel(_Model):
    """One test case of a policy."""

    name: Text = Field(description="What is tried, in a few words.")
    base: Text = Field(
        "training",
        description="training, tuning, processing, transform, automl or session (the smallest valid request), or one "
        "of the file's own bases.",
    )
    set: dict[str, Any] = Field(default={}, description="Members given a value, by path.")
    remove: list[str] = Field(default=[], description="Members taken out, by path.")
    request: dict[str, Any] | None = Field(None, description="The whole request, in place of base, set and remove.")
    facts: dict[Literal["environment", "region", "account", "file"], str] = Field(
        default={}, description="What is known of the job beside its request."
    )
    params: dict[ParameterName, ParameterValue] = Field(default={}, description="Parameters that differ.")
    expect: Literal["pass", "fail", "unknown", "skip"] = Field(
        description="What the policy says: pass, fail, skip (it does not apply) or unknown (it cannot judge)."
    )
    at: str | list[str] | None = Field(None, description="Where the findings point; several in their order.")
    message: str | None = Field(None, description="A part of the finding's message.")


class BaseRequestModel(_Model):
    """A request that cases start from."""

    base: Text = Field("training", description="What it starts from itself.")
    set: dict[str, Any] = Field(default={}, description="Members given a value, by path.")
    remove: list[str] = Field(default=[], description="Members taken out, by path.")


class CasesModel(_Model):
    """A file of tests: NAME.test.yaml beside the policies."""

    bases: dict[str, BaseRequestModel] = Field(default={}, description="Requests that cases start from, by name.")
    cases: dict[str, list[CaseModel]] = Field(description="Cases by policy.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a pack, for editors."""
    schema = PackModel.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "policylint policy pack"}
