"""Posts of a made-up country, the same for the same size: 5–20 skills each of 8,000 distinct ones, real codes."""

import random
from itertools import product

from matching import Demand, Offering, Snapshot, Taxonomies
from matching.posts import LEVELS

DISTINCT_SKILLS = 8_000
LEAST_SKILLS, MOST_SKILLS = 5, 20
THINGS = (  # noqa: SIM905 a list of words reads better than a column of quotes
    "电梯 数控机床 工业机器人 光伏组件 动力电池 变频器 液压系统 焊接夹具 注塑模具 传感器 配电柜 锅炉 空压机 "
    "风力发电机 轨道信号 无人机 服务器 数据库 直播间 跨境店铺 仓储货架 冷链车辆 中央厨房 烘焙产线 客房 会展 "
    "导游线路 老年照护 康复器械 中药饮片 口腔模型 药品批次 温室大棚 水产池塘 果园 畜禽舍 建筑模型 幕墙 钢结构 "
    "地基 测量控制网 园林苗木 服装样板 面料 染整工艺 陶瓷坯体 珠宝镶件 船舶舾装 航空部件 汽车底盘 发动机 车身 "
    "充电桩 自动驾驶样车 集成电路版图 晶圆 封装线 网络设备 云主机 财务报表 税务申报 保险单 法律文书 幼儿活动 "
    "影视素材 三维动画 广告画面 地理信息 环境样品 污水处理站 固体废物 节能改造 矿山支护 石油管线 化工反应釜 "
    "高分子材料 复合材料 快递网点 纺纱机 印刷机 智能家居"
).split()
WORKS = (  # noqa: SIM905
    "安装 调试 维护保养 故障诊断 检修 编程 操作 装配 检验 质量控制 工艺设计 选型 建模 仿真 测试 改造 拆解 "
    "校准 巡检 运行监控 数据采集 标定 清洗 润滑 更换 备件管理 安全管理 应急处置 资料整理 成本核算 排产 采购 "
    "销售 报价 客户接待 售后服务 培训 方案编写 图纸识读 绘图 点检 验收 包装 储存 运输 配送 盘点 分拣 消毒 "
    "采样 分析 记录 评估 咨询 规划 施工 监理 预算 招标 归档 直播讲解 短视频剪辑 文案撰写 页面设计 投放优化 "
    "数据分析 护理 康复训练 宣教 急救 配制 调剂 养殖 栽培 修剪 采收 加工 烹制 摆盘 接待礼仪 外语沟通 "
    "团队协作 项目管理 风险评估 标准化作业 精益改善 数字化改造 远程运维 可视化 备份恢复 漏洞扫描 接口联调 "
    "性能优化 版本管理 现场勘查 放样 喷涂 打磨 热处理 焊接"
).split()
MODES = ("岗位实习", "现代学徒制", "订单班", "校中厂", "师资互聘")


def skills() -> list[str]:
    """Return 8,000 distinct skills, each of a thing and a work."""
    pairs = [thing + work for thing, work in product(THINGS, WORKS)]
    return sorted(dict.fromkeys(pairs))[:DISTINCT_SKILLS]


def country(size: int, tables: Taxonomies, seed: int = 2027) -> Snapshot:
    """Return `size` demands and `size` offerings."""
    dice = random.Random(seed)
    words = skills()
    codes = sorted(code for code in tables.industries if len(code) == 5)
    majors = sorted({major.name for major in tables.majors})
    regions = [f"{province:02d}{city:02d}00" for province in range(11, 66) for city in range(1, 6)]
    starts = [f"2027-{month:02d}" for month in range(1, 13)]

    def some(least: int, most: int) -> tuple[str, ...]:
        return tuple(dice.sample(words, dice.randint(least, most)))

    demands = tuple(
        Demand(
            id=f"D{number:06d}",
            enterprise_id=f"E{number // 3:06d}",
            position=dice.choice(THINGS) + dice.choice(WORKS) + "员",
            industry_code=dice.choice(codes),
            level=dice.choice(LEVELS),
            headcount=dice.randint(1, 30),
            required_skills=some(LEAST_SKILLS, MOST_SKILLS),
            modes=(dice.choice(MODES),),
            start=dice.choice(starts),
            months=dice.choice((3, 6, 12)),
            region=dice.choice(regions),
        )
        for number in range(size)
    )
    offerings = tuple(
        Offering(
            id=f"O{number:06d}",
            school_id=f"S{number // 8:06d}",
            major=dice.choice(majors),
            level=dice.choice(LEVELS),
            seats=dice.randint(5, 60),
            skills=some(LEAST_SKILLS, MOST_SKILLS),
            industry_codes=tuple(dice.sample(codes, dice.randint(1, 3))),
            modes=tuple(dice.sample(MODES, 2)),
            start=dice.choice(starts),
            months=dice.choice((3, 6, 12)),
            region=dice.choice(regions),
        )
        for number in range(size)
    )
    return Snapshot(demands, offerings)
