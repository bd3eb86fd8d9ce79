"""What the database knows of the words in a file: which texts name an organisation, a place, a major, a skill."""

from sqlmodel import Session, col, select

from webapp.models import Major, Organisation, Region, SkillName
from webapp.models.accounts.enums import OrganisationKind
from webapp.models.accounts.names import organisation_key
from webapp.models.imports.imports import ImportKind
from webapp.services.codes.pinyin import fold
from webapp.services.imports.mapping.shapes import Known


def known_of(session: Session, kind: ImportKind) -> Known:
    """Return what can be asked of the cells of a list."""
    wanted = OrganisationKind.SCHOOL if kind in (ImportKind.PROGRAMS, ImportKind.OFFERINGS) else None
    query = select(Organisation.name_key, Organisation.short_name_key)
    if wanted is not None:
        query = query.where(Organisation.kind == wanted)
    organisations = {key for keys in session.exec(query) for key in keys if key}
    places: set[str] = set()
    for code, name, full in session.exec(select(Region.code, Region.name, Region.full_name)):
        places |= {code, name, name[:-1] if len(name) > 2 else name, full.replace(" / ", "")}
    majors: set[str] = set()
    for code, name in session.exec(select(Major.code, Major.name).where(col(Major.level) == 3)):
        majors |= {code, fold(name)}
    skills = {fold(word) for word in session.exec(select(SkillName.word))}
    return Known(
        organisation=lambda text: organisation_key(text) in organisations,
        region=lambda text: text.strip() in places,
        major=lambda text: fold(text) in majors,
        skill=lambda text: fold(text) in skills,
    )
