"""A round and its runs as their pages show them: phases with dates, what changed between runs, why a run failed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import flask_babel

from webapp.models import Chain, MatchingRound, RoundSnapshot, Run
from webapp.models.rounds.enums import AllocationMethod, RoundStatus
from webapp.models.runs.enums import RunState
from webapp.services.notices.reminders import Due
from webapp.services.rounds.rounds import RoundCounts
from webapp.web.kernel.i18n import day, label, named
from webapp.web.rounds.words import DUE, FAILURES, LIMIT_NAMES
from webapp.web.words.criteria import CRITERION_NAMES, HARD_RULES

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
PHASES = (
    RoundStatus.COLLECTING,
    RoundStatus.FROZEN,
    RoundStatus.SCORED,
    RoundStatus.CHOOSING,
    RoundStatus.ADJUDICATING,
    RoundStatus.PUBLISHED,
)
ORDER = list(RoundStatus)
WHOLE = 100
SOON = 2  # seconds below which an estimate is no use


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run beside the others: what was changed for it, and what it found."""

    run: Run
    changes: list[str]
    filled: int | None
    share: float | None
    mean: float | None
    placement: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a round holds, as it stands now or as it was when the run's snapshot was taken."""

    places_asked: int
    demands: int
    enterprises: int
    seats: int
    offerings: int
    schools: int


def phases_of(round_: MatchingRound, snapshot: RoundSnapshot | None, adopted: Run | None) -> list[tuple[str, str, str]]:
    """Return the phases with their dates: (name, note, state)."""
    notes = {
        RoundStatus.COLLECTING: _span(round_.collect_from, round_.collect_until),
        RoundStatus.FROZEN: day(round_.frozen_at or (snapshot.taken_at if snapshot else None))[5:],
        RoundStatus.SCORED: day(adopted.ended_at)[5:] if adopted else "",
        RoundStatus.CHOOSING: _span(round_.choose_from, round_.choose_until),
        RoundStatus.ADJUDICATING: _until(round_),
        RoundStatus.PUBLISHED: ngettext("%(num)s 个工作日", "%(num)s 个工作日", round_.notice_days),
    }
    reached = ORDER.index(round_.status)
    return [(label(phase), notes[phase], _state(ORDER.index(phase), reached)) for phase in PHASES]


def phase_number(round_: MatchingRound) -> int:
    """Return the number of the present phase, 1 before the first begins."""
    return min(max(ORDER.index(round_.status), 1), len(PHASES))


def _state(place: int, reached: int) -> str:
    return "done" if place < reached else "current" if place == reached else ""


def _until(round_: MatchingRound) -> str:
    until = round_.adjudicate_until
    return _("至 %(last)s", last=day(until)[5:]) if until else ""


def due_words(due: Due | None) -> str:
    """Return that a date has passed and what waits for a coordinator's consent."""
    return str(DUE[due.step]) % {"day": day(due.date)} if due else ""


def _span(first: Any, last: Any) -> str:
    return _("%(first)s～%(last)s", first=day(first)[5:], last=day(last)[5:])


def totals_of(counts: RoundCounts, run: Run | None) -> Totals:
    """Return how much the round holds: of the shown run where there is one, else of now."""
    metrics: Mapping[str, Any] = run.metrics if run is not None else {}
    return Totals(**{name: int(metrics.get(name, getattr(counts, name))) for name in Totals.__slots__})


def run_lines(runs: Sequence[Run]) -> list[RunLine]:
    """Return the runs, newest first, each beside the one before it."""
    lines = []
    for place, run in enumerate(runs):
        before = runs[place + 1] if place + 1 < len(runs) else None
        asked, filled = run.metrics.get("places_asked"), run.metrics.get("places_filled")
        lines.append(
            RunLine(
                run=run,
                changes=changes_between(before, run),
                filled=filled,
                share=WHOLE * filled / asked if asked and filled is not None else None,
                mean=run.metrics.get("mean_score"),
                placement=run.metrics.get("placement", {}),
            )
        )
    return lines


def changes_between(before: Run | None, run: Run) -> list[str]:
    """Return what was set differently from the run before."""
    if before is None:
        return [_("初始规则")]
    changes = []
    for names, old, new in (
        (CRITERION_NAMES, before.policy.get("weights", {}), run.policy.get("weights", {})),
        (LIMIT_NAMES, before.policy, run.policy),
    ):
        changes += [
            _("%(name)s %(before)s → %(after)s", name=name, before=old.get(key), after=new.get(key))
            for key, name in names.items()
            if old.get(key) != new.get(key)
        ]
    methods = [known.policy.get("method") for known in (before, run)]
    if methods[0] != methods[1] and methods[1]:
        changes.append(_("分配方法改为“%(method)s”", method=label(AllocationMethod(methods[1]))))
    rules = [set(known.policy.get("constraints", ())) for known in (before, run)]
    changes += [
        _("新增规则：%(rule)s", rule=HARD_RULES[code]) for code in sorted(rules[1] - rules[0]) if code in HARD_RULES
    ]
    changes += [
        _("取消规则：%(rule)s", rule=HARD_RULES[code]) for code in sorted(rules[0] - rules[1]) if code in HARD_RULES
    ]
    if before.snapshot_id != run.snapshot_id:
        changes.append(_("重新冻结的内容"))
    return changes or [_("规则与内容不变")]


def percent_done(run: Run) -> int:
    """Return how much of the run is done, from 0 to 100; only what is over is 100."""
    if run.state is RunState.DONE:
        return WHOLE
    return min(WHOLE * run.pairs_done // run.pairs_total, WHOLE - 1) if run.pairs_total else 0


def time_left(run: Run, now: datetime) -> str:
    """Return an estimate of the time that a run still takes, or what it waits for."""
    if run.state is RunState.QUEUED:
        return _("排队中，轮到后自动开始")
    if run.started_at is None or not run.pairs_done:
        return _("正在准备")
    elapsed = (now - run.started_at).total_seconds()
    seconds = round(elapsed * (run.pairs_total - run.pairs_done) / run.pairs_done)
    if seconds < SOON:
        return _("即将完成")
    if seconds < 90:
        return ngettext("约剩 %(num)s 秒", "约剩 %(num)s 秒", seconds)
    return ngettext("约剩 %(num)s 分钟", "约剩 %(num)s 分钟", round(seconds / 60))


def failure(run: Run) -> str:
    """Return why a run failed, in one plain line."""
    return str(FAILURES.get(run.error, FAILURES["broken"])) if run.state is RunState.FAILED else ""


def chain_lines(run: Run, chains: Mapping[str, Chain]) -> list[dict[str, Any]]:
    """Return how full each chain's demands could become, with the chain's name in the reader's language."""
    return [{**line, "title": _chain_title(line, chains)} for line in run.metrics.get("chains", ()) if line["asked"]]


def _chain_title(line: Mapping[str, Any], chains: Mapping[str, Chain]) -> str:
    row = chains.get(line["chain"])
    return named(row) if row is not None else line["name"] or _("未选产业链")


def spread_words(run: Run) -> str:
    """Return the distribution of scores as a sentence, for those who do not see the columns."""
    parts = [
        _("%(low)s 至 %(high)s 分 %(count)s 条", low=bin_["from"], high=bin_["to"], count=bin_["count"])
        for bin_ in run.metrics.get("spread", ())
        if bin_["count"]
    ]
    return _("得分分布：%(parts)s", parts=_("，").join(parts))
