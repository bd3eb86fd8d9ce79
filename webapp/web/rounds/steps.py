"""The steps between the phases of a round as people read them: buttons, hints, confirmations and refusals."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.models import MatchingRound, RoundStep
from webapp.models.kernel.enums import JobState
from webapp.services.process import long_steps, phases
from webapp.web.kernel.db import session
from webapp.web.kernel.refusals import wording


@dataclass(frozen=True, slots=True)
class StepWords:
    """What a step is called, what it brings, and the message once it is taken."""

    label: LazyString
    hint: LazyString
    message: LazyString
    icon: str = "chevron-right"
    question: LazyString | None = None
    begun: LazyString | None = None  # the message where the worker takes the step


@dataclass(frozen=True, slots=True)
class StepOffer:
    """A step that a coordinator may ask for, with what stands against it."""

    step: str
    words: StepWords
    reasons: list[str]
    goes_back: bool


WORDS: dict[str, StepWords] = {
    "open": StepWords(
        _l("开始征集"), _l("企业和学校可以把内容提交到本轮。"), _l("征集已开始，企业和学校可以把内容提交到本轮"), "send"
    ),
    "recall": StepWords(
        _l("退回草稿"), _l("还没有单位受邀或填报时，可以退回。"), _l("已退回草稿，企业和学校看不到本轮"), "refresh"
    ),
    "freeze": StepWords(
        _l("冻结轮次"),
        _l("参与测算的内容不再变动，之后提交的算逾期；可以解除。"),
        _l("轮次已冻结，参与测算的内容不再变动"),
        "snowflake",
    ),
    "thaw": StepWords(_l("解除冻结"), _l("回到征集，企业和学校可以继续修改。"), _l("已解除冻结，回到征集"), "refresh"),
    "release": StepWords(
        _l("取消采用"), _l("回到已冻结，可以解除冻结或另行采用。"), _l("已取消采用，轮次回到已冻结"), "refresh"
    ),
    "choose": StepWords(
        _l("开始双向选择"),
        _l("通知双方查看建议，设置和采用的测算不再变动。"),
        _l("双向选择已开始，已通知双方查看建议"),
        "users",
        _l("开始后将通知双方，设置和采用的测算不再变动。确定开始双向选择？"),
    ),
    "hold": StepWords(
        _l("收回双向选择"), _l("还没有单位作出选择时，可以收回。"), _l("已收回双向选择，轮次回到已测算"), "refresh"
    ),
    "adjudicate": StepWords(
        _l("结束双向选择"),
        _l("按双方的选择和志愿分配名额，双方不能再改；没有表态的不算同意。"),
        _l("双向选择已结束，进入协调裁定"),
        "gavel",
        _l("结束后双方不能再改选择，没有表态的不算同意。确定结束双向选择？"),
        _l("正在结束双向选择，名额分配在后台进行"),
    ),
    "unrule": StepWords(_l("撤销全部裁定"), _l("恢复为裁定前的人数。"), _l("本轮的裁定已全部撤销"), "refresh"),
    "publish": StepWords(
        _l("发布并公示"),
        _l("配对和人数向社会公示，开始计算公示期。"),
        _l("结果已公示，已通知参与单位"),
        "send",
        _l("发布后配对和人数向社会公开，并通知参与单位。确定发布？"),
    ),
    "close": StepWords(
        _l("公示期满，结束轮次"),
        _l("公示期满后结束，生成合作协议草稿。"),
        _l("轮次已结束"),
        "archive",
        begun=_l("正在结束轮次，合作协议草稿在后台生成"),
    ),
}


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step that the worker takes or took, as its page tells of it."""

    asked: RoundStep
    label: LazyString
    reason: str
    may_resume: bool


def step_progress(asked: RoundStep | None) -> StepShown | None:
    """Return how far a step is while it is under way, or why it failed; nothing once it is done."""
    if asked is None or asked.state is JobState.DONE:
        return None
    reason = wording(asked.error, **asked.facts) if asked.error else ""
    return StepShown(asked, WORDS[asked.step].label, reason, long_steps.may_resume(asked))


def offers_of(round_: MatchingRound) -> list[StepOffer]:
    """Return the steps that a coordinator may ask for now, each with the reasons that stand against it."""
    return [
        StepOffer(
            line.step,
            WORDS[line.step],
            [wording(reason.code, **reason.facts) for reason in phases.refusals(session(), round_, line.step)],
            bool(line.takes_back),
        )
        for line in phases.steps_from(round_)
    ]
