"""What every paper says of itself."""

from flask_babel import lazy_gettext as _l

DRAFT_NOTE = _l("本件为系统生成的代拟稿，编号、用印由发文单位办理；字体未嵌入，缺少时请安装或替换。")
