"""Each room words its codes in one table; the application joins them, whatever was loaded first."""

import ast

import pytest
from flask_babel import lazy_gettext as _l

from tests.architecture.tree import ROOT, tracked
from webapp.web.frame.vocabulary import ROOMS
from webapp.web.kernel.refusals import Words, joined


@pytest.mark.parametrize("table", ["sentences", "complaints", "actions"])
def test_a_code_that_two_rooms_word_is_refused(table: str) -> None:
    rooms = [Words(**{table: {"round_empty": _l(text)}}) for text in ("甲", "乙")]

    with pytest.raises(ValueError, match=f"{table} round_empty"):
        joined(rooms)


def test_one_code_may_be_a_refusal_and_stand_on_record() -> None:
    both = joined([Words(sentences={"round.open": _l("甲")}), Words(actions={"round.open": _l("乙")})])

    assert (str(both.sentences["round.open"]), str(both.actions["round.open"])) == ("甲", "乙")


def test_the_order_of_rooms_changes_no_word() -> None:
    tables = [room.WORDS for room in ROOMS]

    assert joined(tables) == joined(reversed(tables))


def test_every_table_of_words_is_joined() -> None:
    named = {room.__name__ for room in ROOMS}
    written = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for path in tracked("webapp/web/*.py")
        if any(
            isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["WORDS"]
            and ast.unparse(node.value).startswith(("Words(", "RoomWords("))
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
    }  # fmt: skip

    assert named == written
