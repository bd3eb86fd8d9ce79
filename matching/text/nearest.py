"""The known words nearest to others, by rare n-grams and by letters: for people who look for the right word."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from matching.text.ngrams import Rarity, cosines
from matching.text.skills import skill_in_words

GRAMS_FLOOR = 1_500  # n-gram cosines below this, in basis points, are noise
LETTERS_FLOOR = 55  # of 100, the likeness of two words by their letters
BY_LETTERS = 10  # known words that letters alone may bring in


@dataclass(frozen=True, slots=True)
class NearWord:
    """A known word that is near another: its place among the known words, and how near, from 0 to 100."""

    place: int
    likeness: int


def nearest_words(words: Sequence[str], known: Sequence[str]) -> list[list[NearWord]]:
    """Return for each word the known words near it, best first, then in their own order; none where none is near.

    Words are compared in their normal form, by the n-grams that are rare among the known words or by letters, whichever
    says more. Which words are common is counted once for a list of known words and remembered for the last two lists.
    """
    forms, wanted = tuple(map(skill_in_words, known)), list(map(skill_in_words, words))
    if not forms or not wanted:
        return [[] for _ in words]
    by_grams = cosines(wanted, forms, _rarity(forms), floor=GRAMS_FLOOR)
    near_words = []
    for row, form in enumerate(wanted):
        inside = slice(by_grams.indptr[row], by_grams.indptr[row + 1])
        points = {
            int(place): int(value) // 100
            for place, value in zip(by_grams.indices[inside], by_grams.data[inside], strict=True)
        }
        by_letters = process.extract(form, forms, scorer=fuzz.ratio, limit=BY_LETTERS, score_cutoff=LETTERS_FLOOR)
        for _, likeness, place in by_letters:
            points[place] = max(points.get(place, 0), int(likeness))
        ordered = sorted(points.items(), key=lambda item: (-item[1], item[0]))
        near_words.append([NearWord(place, likeness) for place, likeness in ordered])
    return near_words


@lru_cache(maxsize=2)
def _rarity(forms: tuple[str, ...]) -> Rarity:
    return Rarity.of(forms)
