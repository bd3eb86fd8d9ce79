"""The draft of an agreement as a Word document that both sides go on editing."""

from flask import Response
from flask_babel import gettext as _

from webapp.models import Agreement, Amendment
from webapp.services.agreements.lines import lines_of
from webapp.services.kernel.papers import Paper, Part, Table, written
from webapp.web.agreements.words import duties_by_side, mode_names
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import attachment
from webapp.web.kernel.i18n import day


def agreement_draft(agreement: Agreement) -> Response:
    """Return the draft of an agreement to take away."""
    lines = lines_of(session(), [agreement])[agreement.id]
    comma = _("、")
    rows = [[line.position, line.program_title, line.headcount] for line in lines]
    parts = [
        Part(
            _("一、双方"),
            [
                _("甲方（企业）：%(name)s", name=agreement.enterprise.name),
                _("乙方（学校）：%(name)s", name=agreement.school.name),
            ],
        ),
        Part(
            _("二、合作内容"),
            [
                _("合作方式：%(modes)s。", modes=comma.join(mode_names(agreement))),
                _("起止日期：%(first)s 至 %(last)s。", first=day(agreement.starts_on), last=day(agreement.ends_on)),
                Table([_("岗位"), _("专业"), _("人数（人）")], rows),
            ],
        ),
        Part(
            _("三、各方职责"),
            [
                sentence
                for whose, duty_lines in duties_by_side(agreement)
                for sentence in (
                    _("%(side)s：", side=whose),
                    *(
                        _("%(number)s. %(duty)s。", number=number, duty=text)
                        for number, (_place, text, *_rest) in enumerate(duty_lines, start=1)
                    ),
                )
            ],
        ),
        Part(
            _("四、其他"),
            [
                _("未尽事宜由双方协商，书面补充。"),
                _("岗位实习开始前，另签学校、企业、学生三方协议，并投保实习责任险。"),
            ],
        ),
    ]
    paper = Paper(
        title=_("校企合作协议（拟稿）"),
        above=[_("编号：%(number)s", number=agreement.signed_number or agreement.number)],
        parts=parts,
        signed=[_("甲方（盖章）："), _("乙方（盖章）："), _("签约日期：　　年　月　日")],
    )
    return attachment(written(paper), "docx", _("合作协议 %(number)s", number=agreement.number))


def amendment_paper(agreement: Agreement, amendment: Amendment) -> Response:
    """Return the text of an amendment, to be signed by both sides."""
    rows = [
        (change["position"], change["program"], str(change["was"] or "--"), str(change["is"] or "--"))
        for change in amendment.changes
    ]
    heads = [_("岗位"), _("专业"), _("原人数（人）"), _("现人数（人）")]
    number = agreement.signed_number or agreement.number
    paper = Paper(
        title=_("补充协议（第 %(number)s 份）", number=amendment.number),
        above=[_("所补充的协议：%(number)s", number=number)],
        parts=[
            Part(
                _("一、双方"),
                [
                    _("甲方（企业）：%(name)s", name=agreement.enterprise.name),
                    _("乙方（学校）：%(name)s", name=agreement.school.name),
                ],
            ),
            Part(_("二、名额变更"), [Table(heads, rows), _("其余条款按原协议执行。本补充协议经双方签署后生效。")]),
        ],
        signed=[_("甲方（盖章）："), _("乙方（盖章）："), _("签约日期：　　年　月　日")],
    )
    return attachment(written(paper), "docx", _("补充协议 %(number)s-%(place)s", number=number, place=amendment.number))
