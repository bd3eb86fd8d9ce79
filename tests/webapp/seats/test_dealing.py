"""Seats are dealt out from what both sides accepted, and what is contested is told apart."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from webapp.models.conflicts.enums import ConflictKind
from webapp.models.rounds.enums import AllocationMethod
from webapp.services.seats.agreed_pairs import AgreedPairs, Answer, Pair, Post
from webapp.services.seats.contests import find_contests
from webapp.services.seats.dealing import deal

STABLE = AllocationMethod.STABLE_ENTERPRISE
POSTS = st.lists(st.integers(1, 40), min_size=1, max_size=5)


def market(asked: list[int], places: list[int], pairs: list[Pair], **more: object) -> AgreedPairs:
    demands = {f"d{n}": Post(f"d{n}", f"e{n}", size, number=f"D-{n}", twin=(str(n),)) for n, size in enumerate(asked)}
    offerings = {f"o{n}": Post(f"o{n}", f"s{n}", size, number=f"P-{n}") for n, size in enumerate(places)}
    return AgreedPairs(demands, offerings, {pair.key: pair for pair in pairs}, **more)  # type: ignore[arg-type]


def pair(demand: int, offering: int, enterprise: int, school: int, rank: int | None = None, score: float = 80) -> Pair:
    return Pair(f"d{demand}", f"o{offering}", score, None, Answer(enterprise, rank), Answer(school))


@st.composite
def markets(draw: st.DrawFn) -> AgreedPairs:
    asked, places = draw(POSTS), draw(POSTS)
    every = [(row, column) for row in range(len(asked)) for column in range(len(places))]
    chosen = draw(st.lists(st.sampled_from(every), unique=True))
    numbers = st.integers(0, 45)
    pairs = [pair(*key, draw(numbers), draw(numbers), score=draw(st.integers(0, 100))) for key in chosen]
    withdrawn = draw(st.sets(st.sampled_from([f"d{row}" for row in range(len(asked))]), max_size=1))
    return market(asked, places, pairs, withdrawn=frozenset(withdrawn))


@given(markets(), st.sampled_from(AllocationMethod), st.sampled_from((20, 50, 100)))
def test_no_post_ever_gets_more_than_it_takes_nor_a_pair_more_than_was_agreed(
    agreed: AgreedPairs, method: AllocationMethod, cap: int
) -> None:
    dealt = deal(agreed, method, cap)

    given_out = Counter[str]()
    for key, found in dealt.items():
        assert 0 <= found.seats <= agreed.pairs[key].agreed
        given_out.update({key[0]: found.seats, key[1]: found.seats})
    places = {**agreed.demands, **agreed.offerings}
    assert all(count <= places[post].places for post, count in given_out.items())
    assert all(found.seats == 0 for key, found in dealt.items() if agreed.withdrawn & set(key))


@given(markets(), st.sampled_from(AllocationMethod), st.randoms(use_true_random=False))
def test_the_order_in_which_posts_and_pairs_are_read_changes_nothing(
    agreed: AgreedPairs, method: AllocationMethod, chance: random.Random
) -> None:
    def shuffled(held: dict) -> dict:  # type: ignore[type-arg]
        items = list(held.items())
        chance.shuffle(items)
        return dict(items)

    again = AgreedPairs(
        shuffled(agreed.demands), shuffled(agreed.offerings), shuffled(agreed.pairs), withdrawn=agreed.withdrawn
    )
    first, second = deal(agreed, method, 100), deal(again, method, 100)

    assert first == second
    assert find_contests(agreed, first) == find_contests(again, second)


@given(markets(), st.sampled_from(AllocationMethod))
def test_a_pair_stands_in_one_conflict_at_most_and_whoever_is_short_at_a_full_programme_stands_in_one(
    agreed: AgreedPairs, method: AllocationMethod
) -> None:
    dealt = deal(agreed, method, 100)

    held = Counter(key for contest in find_contests(agreed, dealt) for key in contest.keys)

    taken = Counter[str]()
    for key, found in dealt.items():
        taken[key[0]] += found.seats
    assert all(count == 1 for count in held.values())
    for key, found in dealt.items():
        if found.reason == "offering_full" and taken[key[0]] < agreed.demands[key[0]].places:
            assert key in held


def kinds(agreed: AgreedPairs, cap: int = 100) -> list[ConflictKind]:
    return [contest.kind for contest in find_contests(agreed, deal(agreed, STABLE, cap))]


def test_two_enterprises_that_want_more_than_one_programme_has_are_many_to_one() -> None:
    agreed = market([20, 30], [40], [pair(0, 0, 20, 20), pair(1, 0, 30, 30)])

    assert kinds(agreed) == [ConflictKind.MANY_TO_ONE]


def test_an_enterprise_that_accepts_two_schools_without_saying_which_it_prefers_is_one_to_many() -> None:
    agreed = market([20], [20, 20], [pair(0, 0, 20, 20), pair(0, 1, 20, 20)])

    assert kinds(agreed) == [ConflictKind.ONE_TO_MANY]


def test_an_enterprise_that_ranked_its_schools_and_got_its_first_wish_is_no_conflict() -> None:
    agreed = market([20], [20, 20], [pair(0, 0, 20, 20, rank=1), pair(0, 1, 20, 20, rank=2)])

    assert kinds(agreed) == []


def test_an_enterprise_short_at_two_full_programmes_ties_their_contests_together() -> None:
    pairs = [pair(0, 0, 20, 20), pair(1, 0, 30, 30, score=60), pair(1, 1, 30, 30, score=60), pair(2, 1, 20, 20)]
    agreed = market([20, 50, 20], [25, 25], pairs)

    assert kinds(agreed) == [ConflictKind.MANY_TO_MANY]


def test_an_enterprise_cut_by_the_cap_on_its_share_is_over_capacity() -> None:
    agreed = market([40], [100], [pair(0, 0, 40, 40)])

    assert kinds(agreed, cap=20) == [ConflictKind.OVER_CAPACITY]


def test_an_acceptance_that_the_other_side_does_not_return_is_one_sided_and_gets_nothing() -> None:
    agreed = market([20], [20], [pair(0, 0, 20, 0)])

    assert kinds(agreed) == [ConflictKind.ONE_SIDED]
    assert deal(agreed, STABLE, 100) == {}


def test_one_post_handed_in_twice_is_a_duplicate() -> None:
    agreed = market([10, 10], [40], [pair(0, 0, 10, 10), pair(1, 0, 10, 10)])
    twins = {key: Post(key, "e0", 10, number=key, twin=("e0", "fitter")) for key in agreed.demands}

    assert kinds(AgreedPairs(twins, agreed.offerings, agreed.pairs)) == [ConflictKind.DUPLICATE]


def test_an_organisation_that_is_not_verified_is_a_question_of_qualification() -> None:
    agreed = market([10], [40], [pair(0, 0, 10, 10)], unverified=frozenset({"e0"}))

    assert kinds(agreed) == [ConflictKind.QUALIFICATION]


def test_a_post_that_was_taken_back_after_both_accepted_is_withdrawn_and_holds_nothing() -> None:
    agreed = market([10], [40], [pair(0, 0, 10, 10)], withdrawn=frozenset({"o0"}))

    assert kinds(agreed) == [ConflictKind.WITHDRAWN]
    assert [found.seats for found in deal(agreed, STABLE, 100).values()] == [0]


def test_a_pinned_pair_stands_before_better_ones_and_a_banned_one_gets_nothing() -> None:
    pairs = [pair(0, 0, 20, 20, score=90), pair(1, 0, 20, 20, score=40), pair(2, 0, 5, 5)]
    agreed = market([20, 20, 5], [20], pairs, pins={("d1", "o0"): 15}, bans=frozenset({("d2", "o0")}))

    dealt = deal(agreed, STABLE, 100)

    assert {key[0]: found.seats for key, found in dealt.items()} == {"d0": 5, "d1": 15, "d2": 0}


@given(st.sampled_from(AllocationMethod))
def test_an_enterprise_that_is_registered_twice_takes_one_share(method: AllocationMethod) -> None:
    names = ("芯桥（绍兴）电梯有限公司", "芯桥(绍兴) 电梯有限公司")
    demands = {f"d{n}": Post(f"d{n}", f"e{n}", 30, number=f"D-{n}", owner_name=name) for n, name in enumerate(names)}
    offerings = {"o0": Post("o0", "s0", 40, number="P-0", owner_name="云川职业技术学院")}
    pairs = [pair(0, 0, 30, 30), pair(1, 0, 30, 30)]

    dealt = deal(AgreedPairs(demands, offerings, {found.key: found for found in pairs}), method, 50)

    assert sum(found.seats for found in dealt.values()) == 20
    assert "share_cap" in {found.reason for found in dealt.values()}
