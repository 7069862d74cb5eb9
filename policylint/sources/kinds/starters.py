"""What starts the resources of a CloudFormation template: schedules, rules, and state machines that start others.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html,
.../aws-resource-events-rule.html, https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html and
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-statemachine-schedulev2.html
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from policylint.runs import ONCE, Runs, Schedule
from policylint.sources.embedding import read
from policylint.sources.kinds import asl
from policylint.sources.kinds.intrinsics import Scope, call, texts, unwrapped
from policylint.sources.kinds.scheduled import schedule_of
from policylint.unknown import Unknown

MACHINES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
PIPELINE = "AWS::SageMaker::Pipeline"
SCHEDULE = "AWS::Scheduler::Schedule"
_RULE = "AWS::Events::Rule"
_SAM_EVENTS = ("Schedule", "ScheduleV2")
_NAMES = ("StateMachineName", "Name", "PipelineName")
_DEFINITIONS = ("Definition", "DefinitionString")
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_ARN = re.compile(r"arn:[^\"\s]*?(?:stateMachine:|pipeline/)(?P<name>[A-Za-z0-9_.-]+)")


class Starters:
    """Who starts which resource of a template, asked by its logical id."""

    def __init__(self, resources: Any, scope: Scope) -> None:
        known = resources.items() if isinstance(resources, dict) else ()
        self._scope = scope
        self._resources = {
            str(name): one
            for name, one in known
            if isinstance(one, dict) and isinstance(one.get("Properties"), dict) and isinstance(one.get("Type"), str)
        }
        self._ids = {
            properties[key]: name
            for name, properties in self._properties(*MACHINES, PIPELINE)
            for key in _NAMES
            if isinstance(properties.get(key), str)
        }
        self._schedules: dict[str, list[Schedule]] = {}
        self._callers: dict[str, list[tuple[str, Runs]]] = {}
        self._note_schedules()
        for name, properties in self._properties(*MACHINES):
            self._note_starts(name, properties)

    def of(self, name: str) -> Runs:
        """How often what starts a resource lets it run, and by which schedules."""
        return self._of(name, ())

    def _of(self, name: str, on_the_way: tuple[str, ...]) -> Runs:
        if name in on_the_way:
            return Runs.without_bound(f"{name} starts itself")
        found: Runs | None = None
        for caller, runs in self._callers.get(name, ()):
            started = self._of(caller, (*on_the_way, name)).times(runs)
            found = started if found is None else found.plus(started)
        own = tuple(self._schedules.get(name, ()))
        if found is None:
            return ONCE._replace(schedules=own)
        return found._replace(schedules=(*own, *found.schedules))

    def _properties(self, *types: str) -> Iterator[tuple[str, dict[Any, Any]]]:
        for name, resource in self._resources.items():
            if resource["Type"] in types:
                yield name, resource["Properties"]

    def _note_schedules(self) -> None:
        for name, properties in self._properties(SCHEDULE):
            target = properties.get("Target")
            arn = target.get("Arn") if isinstance(target, dict) else None
            # A universal target of Step Functions names the state machine in its input.
            asked = [arn, target.get("Input") if "aws-sdk:sfn" in str(arn) and isinstance(target, dict) else None]
            self._note(schedule_of(properties, name), *asked)
        for name, properties in self._properties(_RULE):
            if "ScheduleExpression" in properties:
                targets = properties.get("Targets")
                arns = [one.get("Arn") for one in targets if isinstance(one, dict)] if isinstance(targets, list) else ()
                self._note(schedule_of(properties, name), *arns)
        for name, properties in self._properties("AWS::Serverless::StateMachine"):
            events = properties.get("Events")
            for event, stated in events.items() if isinstance(events, dict) else ():
                if isinstance(stated, dict) and stated.get("Type") in _SAM_EVENTS:
                    given = stated.get("Properties")
                    found = schedule_of(given if isinstance(given, dict) else {}, str(event))
                    self._schedules.setdefault(name, []).append(found)

    def _note(self, schedule: Schedule, *targets: Any) -> None:
        for name in {name for target in targets for name in self._named(target, {})}:
            self._schedules.setdefault(name, []).append(schedule)

    def _note_starts(self, caller: str, properties: dict[Any, Any]) -> None:
        given = properties.get("DefinitionSubstitutions")
        substituted = given if isinstance(given, dict) else {}
        for machine in self._machines(properties):
            for target, runs in asl.starts(machine):
                for name in self._named(target, substituted):
                    self._callers.setdefault(name, []).append((caller, runs))

    def _machines(self, properties: dict[Any, Any]) -> Iterator[dict[Any, Any]]:
        for key in _DEFINITIONS:
            definition, _ = unwrapped(properties.get(key), ())
            if isinstance(definition, dict) and "States" in definition:
                yield definition
            elif definition is not None:
                for parts in texts(definition, (), self._scope)[:1]:
                    yield from (one.document.value for one in read(parts) if isinstance(one.document.value, dict))

    def _named(self, value: Any, substituted: Mapping[Any, Any]) -> Set[str]:
        """The resources that a value names: by a function, in a text, or by the name in an ARN."""
        function = call(value)
        if function is not None:
            return self._of_function(function.name, function.argument, substituted)
        if isinstance(value, Unknown):
            value = value.expression
        if isinstance(value, str):
            return self._in_text(value, substituted)
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return {name for part in parts for name in self._named(part, substituted)}

    def _of_function(self, function: str, argument: Any, substituted: Mapping[Any, Any]) -> Set[str]:
        if function == "Ref":
            return {argument} & self._resources.keys() if isinstance(argument, str) else set()
        if function == "Fn::GetAtt":
            named = argument.partition(".")[0] if isinstance(argument, str) else next(iter(argument or ()), None)
            return {named} & self._resources.keys() if isinstance(named, str) else set()
        if function == "Fn::Sub" and isinstance(argument, list) and len(argument) == 2:
            given = argument[1] if isinstance(argument[1], dict) else {}
            return self._named(argument[0], {**substituted, **given})
        return self._named(argument, substituted)

    def _in_text(self, text: str, substituted: Mapping[Any, Any]) -> Set[str]:
        found = {self._ids[arn["name"]] for arn in _ARN.finditer(text) if arn["name"] in self._ids}
        for variable in _VARIABLE.finditer(text):
            for word in re.findall(r"\w+", variable[1]):
                if word in substituted:
                    found |= self._named(substituted[word], {})
                elif word in self._resources:
                    found.add(word)
        return found
