"""Accounts, organisations and tokens in words: refusals, complaints, and what is on record."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from webapp.web.kernel.refusals import Words

WORDS = Words(
    sentences={
        "sign_in_throttled": _l("尝试次数过多，请 %(minutes)s 分钟后再试；重设密码后可以立即登录。"),
        "registrations_too_many": _l("从这个网络地址注册的单位太多，请 %(minutes)s 分钟后再试；填写的内容还在。"),
        "invitations_too_many": _l("贵单位一小时内发出的邀请太多，请 %(minutes)s 分钟后再试。"),
        "password_short": _l("密码至少 %(shortest)s 个字符"),
        "password_long": _l("密码最多 %(longest)s 个字符"),
        "password_common": _l("这个密码太容易被猜到，请换一个；几个不相干的词连起来就很好"),
        "password_wrong": _l("当前密码不正确"),
        "link_spent": _l("链接已失效，请重新申请"),
        "email_elsewhere": _l(
            "这个邮箱已在其他单位开通账号，一个邮箱只能属于一个单位。请改填这位同事的另一个邮箱；原来的账号仍归原单位。"
        ),
        "email_of_colleague": _l("这位同事已在本单位，不用邀请：请用这个邮箱登录，忘记密码可在登录页重设。"),
        "email_of_closed": _l("这个邮箱在本单位的账号已停用。请联系平台管理员恢复，或改填另一个邮箱。"),
        "email_taken": _l("这个邮箱已有账号，请直接登录或使用其他邮箱"),
        "credit_code_taken": _l("这个统一社会信用代码已注册，请联系本单位同事邀请您加入"),
        "name_taken_here": _l("同名单位已认证。如果是同一家，请联系本单位同事邀请您加入；如果不是，请联系统筹员登记"),
        "credit_code_length": _l("统一社会信用代码应为 18 位"),
        "credit_code_characters": _l("统一社会信用代码只含数字和大写字母，不含 I、O、S、V、Z"),
        "credit_code_check": _l("第 18 位校验码不对，请核对"),
        "region_unknown": _l("请从列表中选择地区"),
        "organisation_already_judged": _l("该单位已处理过，请刷新页面查看最新状态"),
        "session_unknown": _l("该登录已结束"),
        "tokens_enough": _l("每人最多 %(most)s 个有效令牌，请先作废不用的"),
        "token_unknown": _l("没有这个令牌"),
    },
    complaints={
        "website": _l("应以 http:// 或 https:// 开头"),
    },
    actions={
        "organisation.registered": lazy_pgettext("history", "单位注册"),
        "organisation.edited": lazy_pgettext("history", "修改单位信息"),
        "organisation.verified": lazy_pgettext("history", "认证通过"),
        "organisation.rejected": lazy_pgettext("history", "认证未通过"),
        "colleague.invited": lazy_pgettext("history", "邀请同事"),
        "colleague.joined": lazy_pgettext("history", "同事加入"),
        "person.added": lazy_pgettext("history", "新增账号"),
        "person.deactivated": lazy_pgettext("history", "停用账号"),
        "person.reactivated": lazy_pgettext("history", "恢复账号"),
        "person.password_changed": lazy_pgettext("history", "修改密码"),
        "person.password_reset": lazy_pgettext("history", "重设密码"),
        "sign_in.done": lazy_pgettext("history", "登录"),
        "sign_in.ended": lazy_pgettext("history", "退出登录"),
        "sign_in.failed": lazy_pgettext("history", "登录失败"),
        "sign_in.throttled": lazy_pgettext("history", "登录次数过多，已暂缓"),
        "reset.asked": lazy_pgettext("history", "申请重设密码"),
        "token.refused": lazy_pgettext("history", "接口令牌无效"),
        "access.refused": lazy_pgettext("history", "访问被拒绝"),
        "token.made": lazy_pgettext("history", "新建接口令牌"),
        "token.revoked": lazy_pgettext("history", "停用接口令牌"),
    },
)
