"""Remembering answers about values that cannot be hashed, such as a `Config`; for those that can there is `lru_cache`.

The first argument is the same if it is the same object, so that whoever has changed a file that a configuration names
gets a new answer with a new configuration; the others are the same if they are equal.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

SubjectT = TypeVar("SubjectT")
AnswerT = TypeVar("AnswerT")
Params = ParamSpec("Params")


def remembered(
    most: int,
) -> Callable[
    [Callable[Concatenate[SubjectT, Params], AnswerT]],
    Callable[Concatenate[SubjectT, Params], AnswerT],
]:
    """Keep the latest answers of a function, at `most` that many, the oldest given up first."""

    def decorate(
        function: Callable[Concatenate[SubjectT, Params], AnswerT],
    ) -> Callable[Concatenate[SubjectT, Params], AnswerT]:
        latest: list[tuple[SubjectT, object, AnswerT]] = []

        @wraps(function)
        def remembering(subject: SubjectT, /, *args: Params.args, **kwargs: Params.kwargs) -> AnswerT:
            question = (args, kwargs)
            for known, asked, answer in tuple(latest):  # another thread may add to it meanwhile
                if known is subject and asked == question:
                    return answer
            answer = function(subject, *args, **kwargs)
            latest.insert(0, (subject, question, answer))
            del latest[most:]
            return answer

        return remembering

    return decorate
