"""Kinds, owners, sizes and school types as lists of organisations call them; what may be two is asked back."""

from collections.abc import Mapping, Sequence
from typing import Final

from webapp.models.accounts.enums import EnterpriseScale, OrganisationKind, Ownership, SchoolType
from webapp.models.kernel.written.choices import read_choice

KINDS: Final[Mapping[str, OrganisationKind]] = {
    "公司": OrganisationKind.ENTERPRISE, "用人单位": OrganisationKind.ENTERPRISE, "院校": OrganisationKind.SCHOOL,
    "职业院校": OrganisationKind.SCHOOL, "职业学校": OrganisationKind.SCHOOL,
}  # fmt: skip
OWNERS: Final[Mapping[str, Ownership]] = {
    "国有": Ownership.STATE, "国企": Ownership.STATE, "国有企业": Ownership.STATE, "国有控股": Ownership.STATE,
    "央企": Ownership.STATE, "中央企业": Ownership.STATE, "国有独资": Ownership.STATE, "国有控股企业": Ownership.STATE,
    "民企": Ownership.PRIVATE, "民营企业": Ownership.PRIVATE, "私营": Ownership.PRIVATE, "私营企业": Ownership.PRIVATE,
    "私企": Ownership.PRIVATE, "外资": Ownership.FOREIGN, "外企": Ownership.FOREIGN, "外资企业": Ownership.FOREIGN,
    "外商投资": Ownership.FOREIGN, "外商投资企业": Ownership.FOREIGN, "外商独资": Ownership.FOREIGN,
    "港澳台": Ownership.FOREIGN, "港澳台投资": Ownership.FOREIGN, "集体企业": Ownership.COLLECTIVE,
    "集体所有": Ownership.COLLECTIVE, "其它": Ownership.OTHER,
}  # fmt: skip
OWNERS_ASKED: Final[Mapping[str, Sequence[Ownership]]] = {
    "合资": (Ownership.FOREIGN, Ownership.OTHER), "中外合资": (Ownership.FOREIGN, Ownership.OTHER),
    "股份制": (Ownership.PRIVATE, Ownership.OTHER), "有限责任公司": (Ownership.PRIVATE, Ownership.OTHER),
    "股份有限公司": (Ownership.PRIVATE, Ownership.OTHER), "混合所有制": (Ownership.STATE, Ownership.OTHER),
    "上市公司": (Ownership.PRIVATE, Ownership.STATE), "个体": (Ownership.PRIVATE, Ownership.OTHER),
}  # fmt: skip
SCALES: Final[Mapping[str, EnterpriseScale]] = {
    "大": EnterpriseScale.LARGE, "大型企业": EnterpriseScale.LARGE, "中": EnterpriseScale.MEDIUM,
    "中型企业": EnterpriseScale.MEDIUM, "小": EnterpriseScale.SMALL, "小型企业": EnterpriseScale.SMALL,
    "微": EnterpriseScale.MICRO, "微型企业": EnterpriseScale.MICRO,
}  # fmt: skip
SCALES_ASKED: Final[Mapping[str, Sequence[EnterpriseScale]]] = {
    "中小型": (EnterpriseScale.MEDIUM, EnterpriseScale.SMALL),
    "中小企业": (EnterpriseScale.MEDIUM, EnterpriseScale.SMALL),
    "中小型企业": (EnterpriseScale.MEDIUM, EnterpriseScale.SMALL),
    "小微": (EnterpriseScale.SMALL, EnterpriseScale.MICRO),
    "小微企业": (EnterpriseScale.SMALL, EnterpriseScale.MICRO),
    "大中型": (EnterpriseScale.LARGE, EnterpriseScale.MEDIUM),
    "大中型企业": (EnterpriseScale.LARGE, EnterpriseScale.MEDIUM),
    "规上": (EnterpriseScale.MEDIUM, EnterpriseScale.LARGE),
    "规上企业": (EnterpriseScale.MEDIUM, EnterpriseScale.LARGE),
}  # fmt: skip
SCHOOLS: Final[Mapping[str, SchoolType]] = {
    "中职": SchoolType.SECONDARY, "中职学校": SchoolType.SECONDARY, "中专": SchoolType.SECONDARY,
    "中等专业学校": SchoolType.SECONDARY, "职高": SchoolType.SECONDARY, "职业高中": SchoolType.SECONDARY,
    "职业高级中学": SchoolType.SECONDARY, "技校": SchoolType.TECHNICAL, "普通技工学校": SchoolType.TECHNICAL,
    "高级技校": SchoolType.SENIOR_TECHNICAL, "高职": SchoolType.HIGHER, "高职专科": SchoolType.HIGHER,
    "高职院校": SchoolType.HIGHER, "高职高专": SchoolType.HIGHER, "高等专科学校": SchoolType.HIGHER,
    "专科学校": SchoolType.HIGHER, "高等职业院校": SchoolType.HIGHER, "职业技术学院": SchoolType.HIGHER,
    "职业本科学校": SchoolType.VOCATIONAL_UNIVERSITY, "职业大学": SchoolType.VOCATIONAL_UNIVERSITY,
    "本科层次职业学校": SchoolType.VOCATIONAL_UNIVERSITY, "职业技术大学": SchoolType.VOCATIONAL_UNIVERSITY,
    "应用型高校": SchoolType.APPLIED_UNIVERSITY, "应用型本科高校": SchoolType.APPLIED_UNIVERSITY,
    "应用型本科院校": SchoolType.APPLIED_UNIVERSITY,
}  # fmt: skip
SCHOOLS_ASKED: Final[Mapping[str, Sequence[SchoolType]]] = {
    "本科": (SchoolType.VOCATIONAL_UNIVERSITY, SchoolType.APPLIED_UNIVERSITY),
    "技工院校": (SchoolType.TECHNICAL, SchoolType.SENIOR_TECHNICAL, SchoolType.TECHNICIAN_COLLEGE),
    "技师": (SchoolType.TECHNICIAN_COLLEGE,),
}  # fmt: skip


def read_kind(text: str) -> OrganisationKind:
    """Return what an organisation is; raise Unclear."""
    return read_choice(text, OrganisationKind, KINDS)


def read_ownership(text: str) -> Ownership:
    """Return who owns an enterprise; raise Unclear."""
    return read_choice(text, Ownership, OWNERS, OWNERS_ASKED)


def read_scale(text: str) -> EnterpriseScale:
    """Return the size of an enterprise; raise Unclear."""
    return read_choice(text, EnterpriseScale, SCALES, SCALES_ASKED)


def read_school_type(text: str) -> SchoolType:
    """Return what kind of school a school is; raise Unclear."""
    return read_choice(text, SchoolType, SCHOOLS, SCHOOLS_ASKED)
