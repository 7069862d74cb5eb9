"""Who reads a YAML document: told by its content, since each kind of file has its own reader on the way to AWS."""

from collections.abc import Collection, Sequence

from policylint.dataclass_ import dataclass
from policylint.sources.formats.plain import (
    CDK8S,
    JS_YAML,
    KUBECTL,
    KUSTOMIZE,
    PYYAML,
    YAML_1_2,
    PyYaml,
    Schema,
    differ,
    named,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: what messages call it, what it makes of plain scalars, and others that read such documents, too.

    `only`: nothing else does, so that a value which PyYAML reads in another way is worth more than a note.
    """

    name: str
    schema: Schema | PyYaml
    others: "Sequence[Reader]" = ()
    only: bool = True

    def difference(self, text: str, *, exactly: bool) -> str | None:
        """How this reader and another one read a plain scalar, in words; None where they agree about it.

        What numbers they read is said where it is meant as one (`exactly`): elsewhere it may be a secret.
        """
        mine = self.schema.read(text)
        for other in (*((PYYAML_READER,) if self.only else ()), *self.others):
            its = other.schema.read(text)
            if differ(mine, its):
                one, another = (named(value, exactly=exactly) for value in (mine, its))
                another = "another number" if one == another else another
                return f"{self.name} reads this as {one}, {other.name} as {another}"
        return None

    def departs(self, text: str) -> bool:
        """Whether this reader reads a plain scalar in another way than PyYAML."""
        return differ(self.schema.read(text), PYYAML.read(text))


AWS_CLI = Reader("AWS CLI 2", YAML_1_2)
SERVERLESS = Reader("Serverless Framework", JS_YAML)
KUBERNETES = Reader("kubectl", KUBECTL, (Reader("kustomize", KUSTOMIZE), Reader("cdk8s", CDK8S)))
PYYAML_READER = Reader("PyYAML", PYYAML, (AWS_CLI,), only=False)

# The input of a call other than CreateTrainingJob is made for the AWS CLI: the members that tell which call it is.
_CALLS = (
    {"definition", "roleArn"},
    {"serviceRequestPayload"},
    {"PipelineDefinition", "RoleArn"},
    {"Target", "ScheduleExpression"},
)
_OPTION = "--cli-input-yaml"


def reader_of(keys: Collection[str], text: str) -> Reader:
    """The reader of a document, by its top-level keys and the text of its file."""
    keys = frozenset(keys)
    if keys >= {"apiVersion", "kind"}:
        return KUBERNETES
    if keys >= {"service", "provider"}:
        return SERVERLESS
    if any(keys >= call for call in _CALLS) or _OPTION in text:
        return AWS_CLI
    return PYYAML_READER
