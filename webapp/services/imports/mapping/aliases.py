"""By which names officers, enterprises and schools call each column: a table, and no code.

The first names of a field are the best ones: where two columns could be the same field, the earlier name has it.
A name behind `~` is taken where no other column has the field; behind `?` it is asked back.
"""

from typing import Final

from webapp.models.imports.imports import ImportKind

Names = dict[str, str]

CREDIT_CODE: Final = """
    统一社会信用代码 社会信用代码 信用代码 统一信用代码 组织机构代码 信用编码 统一代码 社会统一信用代码 营业执照号
    营业执照号码 税号 纳税人识别号 机构代码 统一社会信用代码或组织机构代码 uscc creditcode unifiedsocialcreditcode
"""
PLACE: Final = """
    所在地 所在地区 所属地区 所在区县 所属区县 区县 县区 县市区 市县区 所在县区 所属县区 所在区 所属区 所在市县
    所在城市 城市 地区 属地 行政区划 行政区划代码 区划代码 行政区 区划 省市区 所在省市 注册地 所在位置 ~镇街 ~街道
    ~乡镇 ~所在街道 ~所属街道 ~所在乡镇 ~所属乡镇 ~所属镇街 ~所在镇街 ~镇 ~街镇 ~乡镇街道 ~所在乡镇街道
    ~所属乡镇街道 ~所在镇 ~所属镇 region city area district location
"""
ADDRESS: Final = """
    详细地址 地址 具体地址 通讯地址 通信地址 办公地址 注册地址 街道地址 单位地址 联系地址 门牌号 街道门牌 街道门牌号
    门牌 详址 address
    streetaddress
"""
CONTACT_NAME: Final = """
    联系人 联系人姓名 找谁 联系谁 联系姓名 对接人姓名 对接姓名 联系人员 联络人 联络员 经办人 对接人 对接人员
    企业联系人 单位联系人 招聘联系人 学校联系人 联系老师 联系教师 联系科室 对接科室 对接部门 联系部门 招聘负责人
    人事负责人 hr 人事 ~负责人 ~负责人姓名 ~填报人 ~联系人职务 contact contactperson contactname
"""
CONTACT_PHONE: Final = """
    联系电话 联系人电话 联系方式 联系人联系方式 联系人手机 联系手机 手机 手机号 手机号码 电话 电话号码 招聘电话
    咨询电话 咨询热线 报名电话 固定电话 座机 办公电话 联系号码 移动电话 单位电话 企业电话 公司电话 企业联系电话
    单位联系电话 企业联系方式 ~负责人电话 ~负责人手机 ~微信 phone tel telephone mobile phonenumber contactphone cell
"""
PAY: Final = """
    薪资 月薪 工资 月工资 薪酬 薪资待遇 工资待遇 薪酬待遇 待遇 报酬 月报酬 薪资范围 薪酬范围 薪资区间 薪酬区间
    工资范围 月薪范围 薪资标准 工资标准 薪酬标准 薪水 平均薪酬 平均工资 平均月薪 平均薪资 月收入 月均收入 综合薪资
    综合工资 综合月薪 综合收入 月综合工资 预计月薪 税前月薪 薪资水平 工资水平 薪酬水平 参考薪资 参考工资 岗位薪资
    岗位工资 拟发工资 月待遇 津贴 学徒津贴 月津贴 实习津贴 实习补贴 提供薪资 薪金 年薪 日薪 时薪 给多少钱 给多少
    多少钱 啥待遇 工钱 一个月多少钱 salary pay wage wages monthlypay monthlysalary
"""
PAY_MIN: Final = """
    最低工资 最低月薪 最低薪资 最低薪酬 月薪下限 薪资下限 工资下限 薪酬下限 月工资下限 薪资最低 月薪最低 工资最低
    薪酬最低 起薪 最低月工资 最低待遇 待遇下限 minpay minimumpay minsalary salarymin payfrom salaryfrom
"""
PAY_MAX: Final = """
    最高工资 最高月薪 最高薪资 最高薪酬 月薪上限 薪资上限 工资上限 薪酬上限 月工资上限 薪资最高 月薪最高 工资最高
    薪酬最高 最高月工资 最高待遇 待遇上限 maxpay maximumpay maxsalary salarymax payto salaryto
"""
MODES: Final = """
    合作方式 合作模式 合作形式 合作类型 校企合作方式 校企合作模式 校企合作形式 培养模式 培养方式 培养形式
    人才培养模式 拟合作方式 合作方式意向 意向合作方式 接受的合作方式 cooperation cooperationmode mode
"""
START: Final = """
    到岗时间 预计入职 预计入职时间 拟入职时间 计划入职时间 预计上岗时间 预计到岗 期望到岗时间
    到岗月份 到岗日期 到岗年月 到岗 拟到岗时间 预计到岗时间 计划到岗时间 要求到岗时间 上岗时间 上岗月份
    上岗日期 拟上岗时间 入职时间 入职日期 用人时间 用工时间 需求时间 几时要人 何时要人 什么时候要人 什么时候要
    啥时候要 啥时候要人 几时要 几月要人 要人时间 报到时间 开始时间 拟开始时间 开始日期 开始年月 起始时间 开班月份
    开班时间 拟开班时间 入学时间 入学年月 进厂时间 最迟到岗时间 计划用工时间 用工开始时间 实习开始时间 合作开始时间
    可到岗时间 可上岗时间 可实习时间 拟招聘时间 招聘时间 start startdate startmonth startingdate
"""
MONTHS: Final = """
    培养周期 培养时长 培养期限 培养期 培养时间 培养月数 学徒期 学徒期限 学徒培养期 学徒培养期限 合作期限 合作周期
    实习期 实习期限 实习时长 实习周期 实习月数 学习周期 周期 时长 期限 ~合同期限 duration months
"""
MAJOR: Final = """
    专业代码及名称 专业名称及代码 专业代码 专业编码 专业编号 专业号 专业名称 专业 招生专业 开设专业 所设专业
    设置专业 专业全称 专业（名称） 国标专业代码 专业国标代码 专业目录代码 目录专业名称 专业目录名称 所学专业
    就读专业 专业设置 专业类别名称 major program programme majorname majorcode
"""
LEVEL: Final = """
    培养层次 层次 学历层次 办学层次 专业层次 学历 学历要求 啥学历 什么学历 最低学历 最低学历要求 文化程度
    文化程度要求 学历条件 文化要求 教育程度 学历程度 需求学历 需求层次 人才层次 招生层次 专业层次名称 培养规格
    需求专业层次 文化 ?专业层次码 ?层次码 ?学历码 ?层次代码 ~技能等级 ~等级要求 level education degree
    educationlevel minimumeducation
"""
ENTRY: Final = """
    招生起点 招生对象 招收对象 生源类型 生源类别 生源 起点 入学要求 生源要求 入学起点 招生类型 入学条件 招生范围
    entrylevel entry
"""
INDUSTRY: Final = """
    行业代码 国民经济行业代码 行业类别代码 行业小类代码 所属行业代码 行业 所属行业 行业类别 行业类型 行业分类
    行业名称 国民经济行业 国民经济行业分类 行业门类 所在行业 行业小类 行业大类 产业类别 industry industrycode
"""

WEAK_INDUSTRY: Final = " ".join(f"~{name}" for name in INDUSTRY.split())

DEMANDS: Final[Names] = {
    "number": "需求编号",
    "status": "",
    "enterprise_code": f"企业统一社会信用代码 企业代码 单位代码 企业信用代码 {CREDIT_CODE}",
    "enterprise_name": """
        企业名称 单位名称 用人单位名称 哪家厂 哪个厂 哪家企业 哪家公司 用人单位 用工企业 用工企业名称 用工单位
        用工单位名称 企业全称 单位全称 公司名称 公司全称 招聘单位 招聘企业 招聘单位名称 招聘企业名称 需求单位
        需求企业 需求单位名称 走访企业名称 走访企业 走访单位 走访单位名称 拜访企业 合作企业 合作企业名称 合作单位
        合作单位名称 实习单位 实习企业 填报单位 填报企业 申报单位 申报企业 企业 单位 公司 工厂 厂名 厂家 名称
        缺工企业 缺工企业名称 重点企业 company companyname employer enterprise enterprisename organisation
        organization
    """,
    "round_id": "",
    "chain_slug": """
        产业链 所属产业链 重点产业链 产业链名称 所在产业链 chain industrychain
    """,
    "segment_slug": "环节 产业链环节 所属环节 产业环节 segment",
    "family_slug": "岗位族 family",
    "industry_code": INDUSTRY,
    "position": """
        岗位名称 岗位 岗位工种 岗位（工种） 工种岗位 工种 工种名称 职位名称 职位 职务 招聘岗位 招聘岗位名称 招聘职位
        招聘工种 需求岗位 需求岗位名称 需求工种 需求职位 用工岗位 用工工种 合作岗位 实习岗位 学徒岗位 紧缺岗位
        紧缺工种 缺工岗位 缺工工种 拟招岗位 拟招工种 所需岗位 所需工种 空缺岗位 提供岗位 可提供岗位 岗位需求
        职业工种 职业名称 职业 工作岗位 要什么人 招什么人 招什么工 要啥人 招啥工 position positiontitle jobtitle job
        title occupation post role
    """,
    "level": LEVEL,
    "headcount": """
        需求人数 接收人数 可接收人数 接纳人数 可接纳人数 接收实习人数
        人数 需求数 缺工总数 需求总数 用工总数 招聘总人数 要几个 要多少 需求数量 需求量 招聘人数 拟招人数
        拟招 拟招聘人数 拟招录人数 招工人数 招聘数 招聘数量 招聘名额 招收人数 招录人数 缺工数 缺工人数 用工人数
        用工需求人数 用工数 用工数量 用工需求 用工需求数 可提供岗位数 提供岗位数 岗位数 岗位数量 岗位需求数 岗位人数
        计划人数 计划招聘人数 计划招聘 计划招工数 计划数 培养人数 学徒人数 拟招学徒数 招学徒人数 需要人数 需求名额
        名额 数量 要几个人 招几人 招几个人 要多少人 几个人 人数需求 需求人员数 拟需人数 所需人数 缺口 缺口数
        缺口人数 空缺数 headcount number openings vacancies numberneeded numberofpeople people quantity
    """,
    "current_staff": """
        同类岗位在岗人数 在岗人数 在岗 现有人数 现有员工 现有员工数 现岗人数 在岗职工数 现有在岗人数 目前人数
        已有人数 现有 currentstaff
    """,
    "required_skills": """
        必备技能 ?技能等级及要求 ?技能及要求 ?技能和要求 ?实习内容与技能 ?实习内容及技能 ?技能与要求
        必须掌握 必会技能 必备条件 必须会 技能要求 岗位技能 岗位技能要求 职业技能要求 技能 所需技能
        掌握技能 应会 应会技能 岗位能力 岗位能力要求 能力要求 专业技能 专业技能要求 技术要求 ?需会什么 ?要会什么
        ?会什么 ?要求会什么 ?任职要求 ?任职条件 ?任职资格 ?岗位要求 ?职位要求 ?招聘要求 ?招聘条件 ?录用条件
        ?岗位条件 ?用工要求 ?岗位职责 ?职责 ?工作职责 ?工作内容 ?主要工作 ?主要工作内容 ?岗位描述 ?职位描述
        ?具体要求 ?条件要求 ?要求 ?条件 ?干什么 ?做什么 skills requiredskills ?requirements ?duties ?jobdescription
    """,
    "preferred_skills": """
        优先技能 优先条件 优先考虑 优先 加分项 优先录用条件 preferredskills preferred
    """,
    "modes": MODES,
    "start_month": START,
    "months": MONTHS,
    "mentors": """
        企业师傅数 师傅数 师傅人数 师傅 企业导师数 企业导师 导师数 导师人数 导师 带教师傅 带教师傅数 带教导师
        带教人数 带教老师 带教老师数 带教教师 企业带教老师 指导师傅
        mentors
    """,
    "region": f"""
        工作地点 ~地点
        工作地 工作地区 工作区域 工作城市 工作所在地 上班地点 上班地 上班地方 上班的地方 用工地点 用工地
        就业地点 就业地区 实习地点 岗位所在地 企业所在地 单位所在地 厂区所在地 公司所在地 企业属地 在哪上班 哪里上班
        ~工作地址 ~上班地址 ~用工地址 ~实习地址 ~企业地址 ~公司地址 ~厂区地址 ~单位地址 ~地址 ~详细地址 ~联系地址
        {PLACE} workplace place worklocation
    """,
    "address": f"""
        工作地址 上班地址 用工地址 企业地址 公司地址 厂区地址 厂址 实习地址 {ADDRESS}
    """,
    "lodging": """
        提供住宿或用餐 食宿 包食宿 包吃住 包住 包吃 食宿情况 食宿条件 食宿安排 提供食宿 是否提供食宿 是否包食宿
        是否包吃住 是否包住 住宿 住宿情况 吃住 宿舍 提供住宿 是否提供住宿 是否有宿舍 lodging accommodation board
    """,
    "pay_min": PAY_MIN,
    "pay_max": PAY_MAX,
    "pay": PAY,
    "contact_name": CONTACT_NAME,
    "contact_phone": CONTACT_PHONE,
    "visibility": "",
    "valid_until": """
        有效期至 有效期 截止日期 截止时间 招聘截止日期 招聘截止时间 报名截止时间 报名截止日期 报名截止 到期时间
        到期日期 信息有效期 需求截止日期 validuntil deadline
    """,
    "verify_note": "核实说明",
    "note": """
        备注 说明 其他 其它 其他要求 其它要求 其他说明 其他条件 其他信息 补充说明 备注说明 特殊要求 特别说明
        专业要求 专业 所需专业 需求专业 专业名称 专业需求 需求专业名称 对口专业 招聘专业 相关专业 专业方向 专业类别
        合作意向 合作需求 意向 福利 福利待遇 员工福利 保险福利 其他待遇 其他福利 五险一金 社保 工作时间 上班时间
        工作制 工作制度 班次 班制 作息 年龄 年龄要求 性别 性别要求 男女 招聘对象 面试方式 证书 证书要求 持证要求
        资格证书 资格要求 经验 工作经验 经验要求 语言要求 身体要求 实习要求 招聘方式 用工形式 用工性质 岗位性质
        工作环境 remarks remark notes note comment comments other
    """,
}

ORGANISATIONS: Final[Names] = {
    "kind": "单位类型 单位类别 机构类型 机构类别 organisationtype organizationtype",
    "credit_code": f"""
        企业统一社会信用代码 单位统一社会信用代码 学校统一社会信用代码 企业代码 单位代码 {CREDIT_CODE}
    """,
    "name": """
        单位全称 单位名称 单位详细名称 企业名称 企业详细名称 企业全称 学校名称 学校全称 院校名称 院校全称 公司名称
        公司全称 机构名称 名称 全称 中文名称 单位 企业 学校 院校 公司 走访企业名称 走访企业 用人单位 用人单位名称
        合作企业 合作企业名称 合作单位 校名 厂名 户名 name companyname schoolname company school organisation
        organization enterprise fullname
    """,
    "short_name": "简称 单位简称 企业简称 学校简称 公司简称 shortname",
    "region": f"""
        {PLACE} 企业所在地 学校所在地 单位所在地 办学地点 经营地点 ~地址 ~企业地址 ~学校地址 ~单位地址 ~详细地址
        ~办学地址 ~经营地址
    """,
    "address": f"""
        {ADDRESS} 企业地址 学校地址 办学地址 经营地址 厂区地址 公司地址 生产地址 生产经营地址 厂址 校址 ~经营场所
    """,
    "website": """
        网址 官网 网站 主页 学校网址 官方网站 企业网址 门户网站 website url homepage
    """,
    "industry_code": INDUSTRY,
    "ownership": """
        所有制 所有制类型 所有制性质 企业性质 单位性质 公司性质 经济类型 企业类型 登记注册类型 注册类型 办学性质
        举办性质 ownership
    """,
    "scale": """
        企业规模 单位规模 规模 企业规模类型 规模类型 公司规模 规模类别 划型 企业划型 scale size
    """,
    "employees": """
        从业人数 从业人员 从业人员数 从业人员期末人数 期末从业人数 从业人员平均人数 员工人数 员工数 员工总数
        职工人数 职工数 职工总数 在职员工 在职员工数 在职职工数 在册人数 在岗职工 在岗人数 用工人数 用工总数
        企业人数 人员规模 总人数 参保人数 employees staff numberofemployees
    """,
    "school_type": """
        办学类型 学校类型 院校类型 学校类别 院校类别 学校性质类别 ?办学层次 ?学校层次 类型 类别 schooltype
    """,
    "invite": """
        ?经办人邮箱 ?邮箱 ?联系邮箱 ?电子邮箱 ?电子邮件 ?单位邮箱 ?联系人邮箱 ?email ?mail ?e-mail
    """,
}

PROGRAMS: Final[Names] = {
    "major_key": MAJOR,
    "level": LEVEL,
    "direction": """
        专业方向 方向 专业方向名称 专业（方向） 校内专业名称 校内名称 培养方向 专门化方向 direction
    """,
    "entry_level": ENTRY,
    "years": """
        学制 修业年限 基本修业年限 学制年限 学制年 学习年限 修业年数 年限 ?学制码 years length
    """,
    "skills": """
        教授的技能 技能 学生技能 专业技能 核心技能 主要技能 培养技能 职业能力 核心能力 专业能力 岗位能力 能力
        能力目标 学生能做什么 毕业生能做什么 能做什么 会做什么 学生会什么 能力要求 就业能力 典型工作任务 职业技能
        技能点 skills ?培养目标
    """,
    "courses": """
        主要课程 核心课程 专业核心课程 专业核心课 主干课程 专业课程 专业课 开设课程 课程 主要专业课程 课程设置
        主要开设课程 实训课程 courses maincourses
    """,
    "rooms": """
        实训室与场地 实训室 校内实训室 实训场地 实训场所 实训条件 实训基地 校内实训基地 实训中心 实验实训室 实习实训场所
        rooms trainingrooms
    """,
    "certificates": """
        可取得的证书 证书 对应证书 职业资格证书 职业技能等级证书 技能等级证书 技能证书 考取证书 可考证书 可考取证书
        资格证书 职业证书 取得证书 1+x证书 职业资格 certificates
    """,
    "industry_codes": f"""
        面向行业 服务行业 对应行业 对口行业 面向行业代码 对应行业代码 面向的行业 服务面向 面向产业
        ~{INDUSTRY.replace(" ", " ~")}
    """,
}

OFFERINGS: Final[Names] = {
    "number": "",
    "status": "",
    "major_key": MAJOR,
    "level": LEVEL,
    "direction": PROGRAMS["direction"],
    "entry_level": ENTRY,
    "round_id": "",
    "term": "学期 开课学期 实习学期 term semester",
    "seats": """
        可参与人数 可提供人数 可安排人数 可派出人数 可实习人数 可输送人数 计划招生数 招生计划数 招生计划
        计划招生人数 计划招生 招生人数 拟招生人数 招生数 计划数 计划人数 培养人数 实习人数 学生人数 学生数 人数
        可用人数 可供人数 名额 计划名额 毕业生数 毕业生人数 毕业人数 拟实习人数 实习生人数 seats students
        numberofstudents places ~在校生数 ~在校人数 ~在校生人数
    """,
    "batch_min": "每批最少人数 每批最少 最少人数 最低人数 每批下限 最少 最低 开班最少人数 每班最少人数",
    "batch_max": "每批最多人数 每批最多 最多人数 每批上限 最多 最高 每班最多人数 班额上限",
    "teachers": """
        带队教师数 带队教师 专任教师 专任教师数 专职教师
        指导教师 指导教师数 教师数 教师人数 带队老师 指导老师 实习指导教师 teachers
    """,
    "modes": MODES,
    "start_month": START,
    "months": MONTHS,
    "regions": """
        可去区域 可去地区 意向地区 意向区域 实习区域 实习地区 去向地区 就业意向地区 可接受地区 意向城市 regions
        ~实习地点 ~地区
    """,
    "note": """
        备注 说明 其他 其它 其他说明 补充说明 备注说明 特殊要求 其他要求 合作意向 合作需求 意向 remarks remark notes
        note comment comments
    """,
    "contact_name": CONTACT_NAME,
    "contact_phone": CONTACT_PHONE,
    "visibility": "",
}

ALIASES: Final[dict[ImportKind, Names]] = {
    ImportKind.DEMANDS: DEMANDS,
    ImportKind.ORGANISATIONS: ORGANISATIONS,
    ImportKind.PROGRAMS: PROGRAMS,
    ImportKind.OFFERINGS: OFFERINGS,
}

# What the columns beside ours are called, though their names or contents look like those of a field.
OTHERS: Final = """
    学校代码 学校标识码 院校代码 标识码 学校编码 主管部门 主管单位 举办者 举办单位 法定代表人 法人 法人代表 营业收入
    产值 注册资本 纳税 登记时间 登记日期 处理状态 办理状态 审核状态 走访日期 走访时间 拜访时间 拜访日期 填报日期
    填报时间 填表日期 填报人 填表人 审核人 带队领导 走访领导 走访人 走访人员 走访学院 发布时间 发布日期 更新时间
    更新日期 专业群 所属专业群 所属专业群名称 专业群名称 专业大类 所属专业大类 专业大类名称 专业类 所属专业类
    专业类名称 批准设置年月 批准时间 批准年份 首次招生时间 首次招生年份 首次招生年月 设置时间 开设时间 开办时间
    设置年份 首届招生时间 成立时间 成立日期 建校时间 专业负责人 专业带头人 系部 所属系部 院系 所属院系 所属学院
    二级学院 接受实习生人数 接收实习生人数 接受实习报酬 接收实习报酬 实习报酬 工单号 内部编码 专业代号 院校代号
    招生代码 专业招生代码 科类 学费 收费标准 展位号 摊位号 邮编 流水号 是否重点 获评情况 建设级别 年级 班级 班级数
    班级名称 学生姓名 姓名 性别比例
"""
# Words below a group that only say which of it is meant: all of it, its lower and its upper end.
ALL_OF: Final = "合计 小计 总数 总计 共计 数量 人数 数 总人数 total"
LOWER: Final = "最低 下限 起 低 最少 从 min from 最低值"
UPPER: Final = "最高 上限 止 高 最多 至 到 max to 最高值"
SERIALS: Final = """
    序号 编号 序 行号 项目序号 no no. 序列 排序 # id 号 顺序号 serial serialno
"""
# Words that stand in front of a name without changing what it means.
LEADS: Final = """
    企业 学校 单位 用人 用工 招聘 需求 走访 拜访 合作 拟 计划 预计 主要 具体 对应 所属 岗位 本次 拟定 提供 可 2026年
    2027年 2028年 是否 请填写 填写 您的 贵司 贵单位 公司 员工 实际 相关 目标 当前
"""
# Words behind a name that do not change it either.
TAILS: Final = """
    基本情况 情况 基本信息 信息 要求 名称 明细 详情 一栏 列表 填写 必填 选填 等 标准 基本 方式 需求 条件 计划 人
"""
