"""What a month brings of what is started by itself: the runs of the month in which there are most."""

from policylint.cost.schedules import Busiest, ScheduleError, busiest_month
from policylint.dataclass_ import dataclass
from policylint.job import Job
from policylint.runs import ONCE, Runs


@dataclass(frozen=True, slots=True)
class Monthly:
    """How a job is started by itself.

    `started` says by what, in words, empty where by nothing that is known; `busiest` is the month with the most starts,
    None where that is not known, and `why` then says why.
    """

    started: str = ""
    busiest: Busiest | None = None
    why: str = ""

    @property
    def starts(self) -> Runs:
        """How often the job is started in that month; once where nothing is known to start it."""
        if not self.started:
            return ONCE
        if self.busiest is None:
            return Runs.without_bound(f"how often it is started in a month is not known: {self.why}")
        month, runs = self.busiest
        told = f"{runs:,} {'start' if runs == 1 else 'starts'} in {month}" if month else "no start any more"
        return Runs(runs, runs, (told,))


def monthly(job: Job, day: str) -> Monthly:
    """How a job is started by itself, from a day (ISO) on."""
    schedules = job.facts.runs.schedules
    if not schedules:
        return Monthly()
    started = ", ".join(
        f"{one.name or 'a schedule'} ({one.expression or 'not known here'}{'' if one.enabled else ', switched off'})"
        for one in schedules
    )
    try:
        return Monthly(started, busiest_month(schedules, day))
    except ScheduleError as error:
        return Monthly(started, None, str(error))
