"""The sentences behind the codes of refusals and of input errors."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, LazyString] = {}


def word(code: str, sentence: LazyString) -> None:
    """Register the sentence of a code; each concept registers its own beside its routes."""
    SENTENCES[code] = sentence


def wording(code: str, **facts: Any) -> str:
    """Return the sentence of a code with its facts filled in."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return str(_("该操作现在不能进行，请刷新页面后再试。"))
    return str(sentence) % spelled(facts) if facts else str(sentence)


def spelled(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a sentence with lists as the reader's language writes them."""
    return {
        name: _("、").join(map(str, fact)) if isinstance(fact, list | tuple) else fact for name, fact in facts.items()
    }


word("stale_edit", _l("这条内容在您打开之后已被他人修改，您的修改没有保存。请打开最新版本，对照后再改。"))
