"""A result answers many threads at once as it answers one."""

from concurrent.futures import ThreadPoolExecutor

from matching import Taxonomies, make_development_set, match


def test_explanations_are_the_same_from_many_threads(national_tables: Taxonomies) -> None:
    made = make_development_set(national_tables, seed=3, partners=12)
    result = match(made.snapshot, made.taxonomies, explain_top=0)
    pairs = [(demand.id, offering.id) for demand in made.snapshot.demands for offering in made.snapshot.offerings]
    alone = [result.explain(*pair) for pair in pairs]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda pair: result.explain(*pair), pairs * 3))

    assert together == alone * 3
