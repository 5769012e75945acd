"""How a retraining is put in words: times, rates, differences, verdicts."""

from __future__ import annotations

from app.formats import signed
from model.data.mnist import NOT_A_DIGIT
from model.measures import Rate
from model.retraining_report import FEW, BeforeAfter, Change, RetrainingChoice, RetrainingPlan
from model.retraining_result import MOST_WORSE

REFUSED = "∅"
LIMIT = 100 * MOST_WORSE  # percentage points


def duration(seconds: float) -> str:
    """18 s, 3 min 20 s, 1 h 5 min."""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(round(whole / 60), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def counted(count: int, noun: str = "sample") -> str:
    """1 sample, 1,200 samples."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def rate_text(rate: Rate) -> str:
    """`7.33 %`: the rate alone."""
    return f"{100 * rate.rate:.2f} %"


def interval_text(rate: Rate) -> str:
    """`4.9–10.9`: Wilson's interval in percent."""
    low, high = rate.interval
    return f"{100 * low:.1f}–{100 * high:.1f}"


def points_text(points: float) -> str:
    """`−1.67 points`, with its sign."""
    return f"{signed(points, 2)} points"


def label_text(label: int) -> str:
    """A label in a small place."""
    return REFUSED if label == NOT_A_DIGIT else str(label)


def answer_text(answer: int | None) -> str:
    """What was read, in a small place."""
    return REFUSED if answer is None else str(answer)


def balance_text(counts: tuple[int, ...]) -> str:
    """`10 per digit`, `8 to 12 of 9 digits`; what is no digit apart."""
    digits, none = [n for n in counts[:NOT_A_DIGIT] if n], counts[NOT_A_DIGIT]
    parts = []
    if digits:
        least, most = min(digits), max(digits)
        each = f"{least}" if least == most else f"{least} to {most}"
        of = f"of {counted(len(digits), 'digit')}"
        parts.append(f"{each} {'per digit' if len(digits) == NOT_A_DIGIT else of}")
    if none:
        parts.append(f"{none} that are no digit")
    return " and ".join(parts)


def ready_text(choice: RetrainingChoice, plan: RetrainingPlan) -> str:
    """`100 samples · 8 to 12 per digit · about 40 s`."""
    counts = choice.counts(plan)
    if not any(counts):
        return "No samples"
    parts = [counted(sum(counts)), balance_text(counts)]
    expected = choice.expected_s(plan)
    if expected > 0:
        parts.append(f"about {duration(expected)}")
    return " · ".join(parts)


def why_not(choice: RetrainingChoice, plan: RetrainingPlan) -> str:
    """Why no training can start; empty when one can."""
    if plan.problem:
        return plan.problem
    if not any(plan.training):
        return "There are no samples to learn from yet. Draw a digit and say what it was."
    if not any(choice.counts(plan)):
        if choice.which == "misread":
            return "The network misreads none of the samples: there is nothing of this kind."
        return "No label is chosen that has samples."
    return ""


def balance_warning(counts: tuple[int, ...]) -> str:
    """A plain sentence when classes have too few samples; else empty."""
    few = [n for n in range(NOT_A_DIGIT) if 0 < counts[n] < FEW]
    if not few:
        return ""
    digits = [str(n) for n in few]
    names = digits[0] if len(few) == 1 else f"{', '.join(digits[:-1])} and {digits[-1]}"
    verb = "has" if len(few) == 1 else "have"
    return f"{names} {verb} fewer than {FEW} samples: little can be learnt from so few."


def verdict_text(result: BeforeAfter) -> str:
    """One sentence: whether it is better on this hand, and whether the limit is kept."""
    limit = f"the limit of +{LIMIT:.2f} points"
    own = result.held_out
    if result.is_worse:
        worst = result.worst
        hand = _own_words(own)
        return (
            f"Worse on the {worst.name} by {worst.points:.2f} points: it has forgotten more than "
            f"{limit} allows{hand}."
        )
    if own is None:
        return f"within {limit} on the check set; no held-out samples tell how it reads your hand"
    if own.points < 0:
        return f"better on your hand, and within {limit} on the check set"
    if own.points == 0:
        return f"no different on your held-out samples, and within {limit} on the check set"
    return f"not better on your hand, but within {limit} on the check set"


def _own_words(own: Change | None) -> str:
    if own is None:
        return ""
    if own.points < 0:
        return f", though it reads your hand better by {-own.points:.2f} points"
    return ", and it reads your hand no better"
