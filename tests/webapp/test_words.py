"""Each room words its codes in one table; the application joins them, whatever was loaded first."""

import ast
from fnmatch import fnmatch

import pytest
from flask_babel import lazy_gettext as _l

from tests.architecture.refusals import COMPLAINTS, Raised, raised_codes, read_sources
from tests.architecture.tree import ROOT, tracked
from tools import translations
from webapp.cli.catalogues import REASONS
from webapp.web.frame.vocabulary import ROOMS
from webapp.web.kernel.refusals import Words, joined

UNSAID = {"import_changed"}  # a list that has changed is drawn anew, with what became of its rows


@pytest.fixture(scope="module")
def raised() -> set[Raised]:
    """Return the codes that services, jobs, models and policies raise or note."""
    return raised_codes(read_sources())


@pytest.fixture(scope="module")
def words() -> Words:
    """Return the words of all rooms."""
    return joined(room.WORDS for room in ROOMS)


def test_every_code_that_is_raised_has_words(raised: set[Raised], words: Words) -> None:
    def is_worded(row: Raised) -> bool:
        tables = [words.sentences, *([words.complaints] if row.taker in COMPLAINTS else [])]
        if row.is_pattern:
            return any(fnmatch(code, row.code) for table in tables for code in table)
        if row.where.startswith("webapp/services/codes/tables/catalogues.py"):
            tables.append(REASONS)  # catalogues are taken over by the command alone
        return row.code in UNSAID or any(row.code in table for table in tables)

    assert [row for row in raised if not is_worded(row)] == []


def test_every_word_for_a_code_is_there_in_english(words: Words) -> None:
    catalogue = translations.read_catalogue()
    wanting = []
    for code, sentence in {**words.sentences, **words.complaints}.items():
        message = catalogue.get(str(sentence))
        if message is None or message.fuzzy or not all(translations.texts(message)):
            wanting.append((code, str(sentence)))

    assert wanting == []


@pytest.mark.parametrize(
    ("code", "taker"),
    [
        ("email_taken", "Unfit"),
        ("stale_edit", "StaleEdit"),  # by the class itself
        ("pin_beyond_seats", "DomainError"),  # by a loop over rows
        ("demand_round_frozen", "DomainError"),  # by a choice
        ("check_seats_once", "Check"),  # put together
        ("sign_in_throttled", "Limit"),
        ("share_of_post", "note"),  # through a function that passes it on
        ("skills_unknown", "unknown"),
        ("term_or_round", "Remark"),
        ("weights_make_100", "misfit"),
        ("credit_code_check", "ValueError"),
        ("csv_twice", "CellComplaint"),
        ("file_large", "FileRefused"),
    ],
)
def test_the_codes_are_found_however_they_are_raised(raised: set[Raised], code: str, taker: str) -> None:
    assert any((row.code, row.taker) == (code, taker) for row in raised)


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
