"""Weights learnt from choices: what was accepted and declined, and why, against what each criterion had said.

A linear model of acceptance over the criteria's similarities, with coefficients that are never negative (scikit-learn's
non-negative least squares) and drawn towards the present weights; how strongly is chosen by cross-validation over
demands, and the same folds give each weight its interval (delete-a-group jackknife, Kott 2001). Few choices, or choices
that follow no criterion, propose nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.allocation.choices import Choice
from matching.errors import MatchingError
from matching.match_result import MatchResult
from matching.policy import CRITERIA, MatchingPolicy

LEAST_CHOICES = 100  # decided choices that say something about the criteria
LEAST_OF_EACH = 20  # acceptances, and declines
FOLDS = 10
T_QUANTILE = 2.262  # of Student's t with FOLDS - 1 degrees of freedom, for intervals of 95 %
PULLS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)  # choices that the present weights count as

# what a coded reason is about; a decline informs these criteria and no others
ABOUT: Mapping[str, tuple[str, ...]] = {
    "major_mismatch": ("skills", "industry"),
    "no_capacity": ("capacity",),
    "time_mismatch": ("capacity",),
    "too_far": ("region",),
    "bad_experience": ("record",),
    "pay": (),
    "safety": (),
    "post_filled": (),
}

Table = npt.NDArray[np.float64]


class TooFewChoices(MatchingError):
    """Nothing is proposed: there are fewer choices than weights can be learnt from."""

    def __init__(self, *, accepted: int, declined: int) -> None:
        """Know how many choices of each kind say something."""
        self.accepted, self.declined = accepted, declined
        super().__init__(
            f"{accepted} acceptances and {declined} declines say something about the criteria; "
            f"{LEAST_CHOICES} are needed, {LEAST_OF_EACH} of each at least"
        )


class NoPattern(MatchingError):
    """Nothing is proposed: what was chosen follows none of the criteria."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One decided choice and what the criteria had said about the pair."""

    demand_id: str
    similarities: Mapping[str, float]  # [0, 1] by criterion; one that could not be judged is left out
    is_accepted: bool
    reason: str = ""  # code of a decline; empty, or a code that is not in ABOUT: the pair as a whole

    @property
    def informs(self) -> tuple[str, ...]:
        """Return the criteria that this choice says something about."""
        about = CRITERIA if self.is_accepted else ABOUT.get(self.reason, CRITERIA)
        return tuple(name for name in about if name in self.similarities)


@dataclass(frozen=True, slots=True)
class LearntWeight:
    """One criterion's weight, in per cent of all: as it is, as proposed, and the interval of 95 % around that."""

    criterion: str
    present: float
    proposed: float
    low: float
    high: float
    choices: int  # how many inform it


@dataclass(frozen=True)
class Proposal:
    """Weights to look at.

    Agreement, in [0, 1], is the probability that an accepted pair scores above a declined one (AUC), for the proposed
    weights measured on demands that they were not learnt from.
    """

    weights: tuple[LearntWeight, ...]
    present_agreement: float
    proposed_agreement: float
    used: int
    left_out: int  # choices that say nothing about the criteria

    def policy(self, present: MatchingPolicy) -> MatchingPolicy:
        """Return the policy with the proposed weights."""
        proposed = {weight.criterion: weight.proposed for weight in self.weights}
        return MatchingPolicy.from_dict({**present.as_dict(), "weights": proposed})


def observe(result: MatchResult, choices: Iterable[Choice]) -> tuple[Observation, ...]:
    """Return what the criteria had said about every decided choice; raise `KeyError` for an unknown id."""
    observations = []
    for choice in choices:
        if choice.decision in (None, "defer"):
            continue
        explanation = result.explain(choice.demand_id, choice.offering_id)
        similarities = {part.criterion: part.similarity for part in explanation.contributions}
        is_accepted = choice.decision != "decline"
        observations.append(
            Observation(choice.demand_id, similarities, is_accepted, "" if is_accepted else choice.reason)
        )
    return tuple(observations)


def learn(observations: Sequence[Observation], policy: MatchingPolicy) -> Proposal:
    """Propose weights, in whole per cent, from what `observe` returned for one round or for several joined.

    The result does not depend on the order of the observations. Raise `TooFewChoices` below 100 choices that say
    something about the criteria, or 20 of either kind, and `NoPattern` where the choices follow no criterion.
    """
    # here and in _fit: scikit-learn loads longer than all else together, and only learning needs it
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    ordered = sorted(
        (entry for entry in observations if entry.informs),
        key=lambda entry: (entry.demand_id, entry.is_accepted, entry.reason, sorted(entry.similarities.items())),
    )
    accepted = sum(entry.is_accepted for entry in ordered)
    declined = len(ordered) - accepted
    if len(ordered) < LEAST_CHOICES or min(accepted, declined) < LEAST_OF_EACH:
        raise TooFewChoices(accepted=accepted, declined=declined)
    table, answers = _table(ordered), np.array([float(entry.is_accepted) for entry in ordered])
    names = np.array([entry.demand_id for entry in ordered])
    folds = list(GroupKFold(min(FOLDS, len(set(names.tolist())))).split(table, answers, names))
    present = np.array([policy.weights[name] for name in CRITERIA]) / sum(policy.weights.values())
    pull = min(PULLS, key=lambda value: (_held_out_error(table, answers, present, folds, value), -value))
    weights = _shares(_fit(table, answers, present, pull)[0])
    if weights is None:
        raise NoPattern("the choices follow none of the criteria; the weights stay as they are")
    spread, held_out = _jackknife(table, answers, present, folds, pull, weights)
    complete = np.nan_to_num(table, nan=0.0)
    informed = (~np.isnan(table)).sum(axis=0)
    return Proposal(
        tuple(
            LearntWeight(
                name,
                round(100 * float(present[place]), 1),
                percent,
                max(0.0, round(100 * float(weights[place] - spread[place]), 1)),
                min(100.0, round(100 * float(weights[place] + spread[place]), 1)),
                int(informed[place]),
            )
            for place, (name, percent) in enumerate(zip(CRITERIA, _whole_percent(weights), strict=True))
        ),
        float(roc_auc_score(answers, complete @ present)),
        float(roc_auc_score(answers, held_out)),
        len(ordered),
        len(observations) - len(ordered),
    )


def _table(observations: Sequence[Observation]) -> Table:
    """Return similarities [choices × criteria] as distances from their mean; NaN where a choice says nothing."""
    rows = [
        [entry.similarities[name] if name in entry.informs else np.nan for name in CRITERIA] for entry in observations
    ]
    table = np.array(rows, np.float64)
    known = ~np.isnan(table)
    means = np.where(known, table, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    centred: Table = table - means
    return centred


def _fit(table: Table, answers: Table, present: Table, pull: float) -> tuple[Table, float]:
    """Return coefficients of 0 or more and the intercept: least squares, drawn to the present weights.

    The present weights enter as `pull` more choices per criterion, at the scale on which their score explains the
    answers best.
    """
    from sklearn.linear_model import LinearRegression

    complete, mean = np.nan_to_num(table, nan=0.0), float(answers.mean())
    score = (complete @ present)[:, None]
    scale = float(LinearRegression(positive=True, fit_intercept=False).fit(score, answers - mean).coef_[0])
    spread = np.sqrt(pull) * np.sqrt(np.maximum((complete**2).mean(axis=0), 1e-6))
    rows = np.concatenate([complete, np.diag(spread)])
    targets = np.concatenate([answers - mean, spread * scale * present])
    coefficients: Table = LinearRegression(positive=True, fit_intercept=False).fit(rows, targets).coef_
    return coefficients, mean


def _shares(coefficients: Table) -> Table | None:
    total = float(coefficients.sum())
    if total <= 1e-9:
        return None
    shares: Table = coefficients / total
    return shares


def _held_out_error(table: Table, answers: Table, present: Table, folds: list, pull: float) -> float:  # type: ignore[type-arg]
    error = 0.0
    for learnt, left_out in folds:
        coefficients, mean = _fit(table[learnt], answers[learnt], present, pull)
        guess = mean + np.nan_to_num(table[left_out], nan=0.0) @ coefficients
        error += float(((answers[left_out] - guess) ** 2).sum())
    return round(error / len(answers), 9)


def _jackknife(
    table: Table,
    answers: Table,
    present: Table,
    folds: list,  # type: ignore[type-arg]
    pull: float,
    weights: Table,
) -> tuple[Table, Table]:
    """Return half the width of each weight's interval, and scores of each choice by weights that had not seen it."""
    held_out = np.zeros(len(answers))
    squares = np.zeros(len(present))
    for learnt, left_out in folds:
        shares = _shares(_fit(table[learnt], answers[learnt], present, pull)[0])
        shares = present if shares is None else shares
        squares += (shares - weights) ** 2
        held_out[left_out] = np.nan_to_num(table[left_out], nan=0.0) @ shares
    spread: Table = T_QUANTILE * np.sqrt(squares * (len(folds) - 1) / len(folds))
    return spread, held_out


def _whole_percent(shares: Table) -> list[float]:
    """Round to whole per cent that sum to 100, by largest remainder."""
    exact = (100 * shares).tolist()
    whole = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: 100 - sum(whole)]:
        whole[place] += 1
    return [float(value) for value in whole]
