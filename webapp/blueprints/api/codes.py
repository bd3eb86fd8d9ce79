"""Code tables: industries, regions, majors, chains, segments, families of positions, skills."""

from flask_babel import lazy_gettext as _l

from webapp.blueprints.api.root import bp
from webapp.models.codes.enums import MajorCatalogue, Stream
from webapp.models.kernel.filters import Words
from webapp.policies import Permission
from webapp.services.codes.tables.lists import find_codes, read_table
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ListQuery, decode_cursor, encode_cursor
from webapp.web.api.wire import Shown, page_of
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits
from webapp.web.kernel.i18n import language


class Code(Shown):
    """A code with its names; what a table does not have is left out."""

    code: str
    name: str
    name_en: str
    parent: str | None = None
    level: int | None = None
    full_name: str | None = None
    description: str | None = None
    catalogue: MajorCatalogue | None = None
    schooling: str | None = None
    major_class: str | None = None
    stream: Stream | None = None
    industry_codes: list[str] | None = None
    titles: list[str] | None = None
    aliases: list[str] | None = None


CodePage = page_of(Code)


class CodeQuery(ListQuery):
    """Words that look for the best finds; without them the whole table is read."""

    q: Words = ""


@bp.get("/codes/<any(industries, regions, majors, chains, segments, families, skills):table>")
@permits(Permission.CODES_READ)
@operation(_l("读取代码表，或查找代码"), answer=CodePage, query=CodeQuery)
def list_codes(table: str, query: CodeQuery) -> Answer:
    """Read a code table in the order of its codes, or look for words: then the best finds come first."""
    if query.q:
        matches = find_codes(session(), table, query.q, language=language(), limit=query.limit)
        return Answer(CodePage(items=[Code.model_validate(row) for row in matches], next=None))
    after = decode_cursor(query, 1)
    rows, more = read_table(session(), table, after=after[0] if after else None, limit=query.limit)
    following = encode_cursor(rows[-1]["code"]) if more else None
    return Answer(CodePage(items=[Code.model_validate(row) for row in rows], next=following))
