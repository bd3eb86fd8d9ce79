"""The score as a plain double loop would work it out, pair by pair and skill by skill: the definition.

It shares tables and the likeness of two terms with the library, nothing of how pairs are gone through.
"""

from itertools import pairwise
from math import floor, sqrt

import numpy as np

from matching import Demand, Offering, Snapshot, Taxonomies
from matching.criteria import PARTS
from matching.criteria.industry import IndustryTable
from matching.criteria.skills import POSITION_FLOOR, SKILL_FLOOR
from matching.criteria.term_similarity import TermTable, compare_terms
from matching.text.ngrams import PAIR, TextTable
from matching.text.normal import in_words, normalise
from matching.text.skills import skill_in_words

WEIGHTS = {"skills": 4500, "industry": 1800, "capacity": 1000, "level": 1000, "mode": 500, "region": 700, "record": 500}


def root(points: int) -> int:
    return int(np.sqrt(np.float32(points * 10_000)))


def likeness(wanted: str, offered: str, tables: Taxonomies, least: int) -> int:
    left, right = (TermTable([text], TextTable.of([text], tables.rarity), tables) for text in (wanted, offered))
    return int(compare_terms(left, right, floor=least).toarray()[0, 0])


def joined(likenesses: list[int]) -> int:
    """What one offering gives of one term, in grains of 50 basis points."""
    best = [*sorted(likenesses, reverse=True), 0, 0, 0][:3]
    left = 10_000 - best[0]
    for value, part in zip(best[1:], (2, 4), strict=True):
        left = -(-left * (10_000 - value // part) // 10_000)
    return (10_000 - left) // 50


def wording(texts: set[str], tables: Taxonomies) -> dict[int, int]:
    found: dict[int, int] = {}
    for text in texts:
        table = TextTable.of([text], tables.rarity)
        for place, weight in zip(table.matrix.indices.tolist(), table.matrix.data.tolist(), strict=True):
            key = int(table.keys[place])
            if key >= PAIR:
                found[key] = found.get(key, 0) + weight
    return dict(sorted(found.items()))


def split(weights: list[int], steps: int) -> list[int]:
    total, bounds = sum(weights), [0]
    for place in range(len(weights)):
        bounds.append(sum(weights[: place + 1]) * steps // total)
    return [upper - lower for lower, upper in pairwise(bounds)]


def texts(*found: str) -> set[str]:
    return {in_words(text) for text in found} - {""}


def named(*found: str) -> set[str]:
    return {skill_in_words(text) for text in found} - {""}


def skills(demand: Demand, offering: Offering, tables: Taxonomies) -> int:
    wanted = dict.fromkeys(named(*demand.preferred_skills), 1) | dict.fromkeys(named(*demand.required_skills), 2)
    wanted = dict(sorted(wanted.items()))
    position = in_words(demand.position) or in_words(demand.family)
    spoken = texts(demand.position, demand.family, demand.segment, demand.chain, *wanted)
    words = wording(spoken, tables)
    terms = named(*offering.skills, *offering.courses) | texts(offering.major)
    said = wording(terms | texts(offering.major_class), tables)
    shares = split([10 if wanted else 0, 3 if position else 0, 7 if words else 0], 65_536)
    total = 0
    for skill, steps in zip(wanted, split(list(wanted.values()), shares[0]), strict=True):
        total += steps * joined([likeness(skill, term, tables, SKILL_FLOOR) for term in terms])
    if position:
        total += shares[1] * joined([likeness(position, term, tables, POSITION_FLOOR) for term in terms])
    for word, steps in zip(words, split(list(words.values()), shares[2]) if words else [], strict=True):
        total += steps * (200 if word in said else 0)
    return root(total * 50 // 65_536)


def industry(demand: Demand, offering: Offering, tables: Taxonomies) -> int:
    codes = names = -1
    if demand.industry_code and offering.industry_codes:
        table = IndustryTable(tables)
        codes = max(int(table.compare([demand.industry_code], [code])[0, 0]) for code in offering.industry_codes)
        if demand.chain and normalise(demand.chain) == normalise(offering.chain):
            codes = max(codes, 6_000)
    titles = texts(demand.position, demand.family, demand.segment)
    if titles and offering.major:
        own: dict[int, int] = {}
        for title in titles:
            own.update(features(title, tables))
        major = features(in_words(offering.major), tables)
        spoken = {
            key
            for text in texts(*titles, demand.chain) | named(*demand.required_skills, *demand.preferred_skills)
            for key in features(text, tables)
        }
        dot = sum(weight * own[key] for key, weight in major.items() if key in own)
        norm = sqrt(float(sum(w * w for w in own.values())) * float(sum(w * w for w in major.values())))
        cosine = floor(dot / max(norm, 1.0) * 10_000 + 1e-6)
        alike = min(cosine * 2, 10_000) if cosine >= 200 else 0
        share = sum(
            steps
            for key, steps in zip(major, split(list(major.values()), 10_000) if major else [], strict=True)
            if key in spoken
        )
        names = (alike + share) // 2
    if codes >= 0 and names >= 0:
        return root((codes + names) // 2)
    return root(max(codes, names, 0))


def features(text: str, tables: Taxonomies) -> dict[int, int]:
    table = TextTable.of([text], tables.rarity)
    return dict(
        zip(table.keys[table.matrix.indices].tolist(), table.matrix.data.tolist(), strict=True)
        if len(table.keys)
        else []
    )


def score(demand: Demand, offering: Offering, snapshot: Snapshot, tables: Taxonomies) -> tuple[int, int]:
    """Σ wᵢ·sᵢ // Σ wᵢ over the criteria that both sides let judge, and Σ wᵢ."""
    similarity: dict[str, int] = {}
    if texts(*demand.required_skills, *demand.preferred_skills) and texts(*offering.skills, *offering.courses):
        similarity["skills"] = skills(demand, offering, tables)
    names = bool(texts(demand.position, demand.family, demand.segment) and normalise(offering.major))
    if names or (demand.industry_code and offering.industry_codes):
        similarity["industry"] = industry(demand, offering, tables)
    for part in PARTS:
        mine, theirs = part.of_demand(demand), part.of_offering(offering)
        if part.is_known(mine) and part.is_known(theirs):
            points = int(part.compare([mine], [theirs])[0, 0])
            similarity[part.criterion] = similarity.get(part.criterion, 0) + points
    outcomes = [
        past.outcome
        for past in snapshot.partnerships
        if demand.enterprise_id and (past.enterprise_id, past.school_id) == (demand.enterprise_id, offering.school_id)
    ]
    if outcomes:
        similarity["record"] = round(sum(outcomes) / len(outcomes) * 10_000)
    known = sum(WEIGHTS[name] for name in similarity)
    return sum(WEIGHTS[name] * value for name, value in similarity.items()) // max(known, 1), known
