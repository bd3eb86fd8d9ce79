"""The main job in a real browser with its scripts, served by gunicorn with its worker, on both databases."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import visit
from tests.journeys.cast import DEMAND, INES, MEI, OFFERING, PROGRAM, ROUND
from tests.journeys.screens import DemandForm, ProgramForm, Registration, Review, RoundScreen, SignIn
from tests.journeys.test_over_http import add_coordinator
from tests.places import Place
from tests.serving import serve


@pytest.mark.long
def test_the_whole_main_job(place: Place, browser: Browser) -> None:
    add_coordinator(place)
    with (
        serve(place) as served,
        visit(browser, served.url) as mei,
        visit(browser, served.url) as ines,
        visit(browser, served.url) as noor,
    ):
        Registration(mei).register(MEI)
        Registration(ines).register(INES)
        SignIn(noor).as_("noor@example.cn")
        lead = RoundScreen(noor)
        lead.verify(MEI["name"])
        lead.verify(INES["name"])
        round_url = lead.make(ROUND)
        shown = f"{ROUND['title']}（{ROUND['term']}）"

        form = DemandForm(mei)
        form.write(DEMAND, shown)
        form.submit()

        program = ProgramForm(ines)
        program.write(PROGRAM)
        program.offer(OFFERING, shown)

        lead.open(round_url)
        lead.run()
        lead.open_choosing()

        review = Review(ines)
        review.open_first()
        assert review.state("data-state") == "undecided"
        expect(ines.get_by_text("得分是怎么来的")).to_be_visible()
        review.accept()

        mine = Review(mei)
        mine.open_first()
        expect(mei.get_by_text("技能逐项对照")).to_be_visible()
        assert mine.state("data-state") == "undecided"
        mine.accept()
