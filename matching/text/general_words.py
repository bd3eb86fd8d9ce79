"""Words that many skills share (编程, 维护, 管理), and what a skill names besides them.

Java程序设计 and C#程序设计 name different things, whatever else they share; 电梯维护 and 电梯保养 name the same.
"""

import re
from collections.abc import Sequence

import numpy as np

from matching.arrays import Codes, IntArray
from matching.sparse import Sparse
from matching.text.ngrams import PAIR, ngram_keys

_WORDS = """
    程序设计 程序开发 程序编写 程序编制 编程 设计 开发 研发 制作 制造 生产 维护 维修 保养 检修 维保 修理 养护 操作
    使用 应用 运用 管理 控制 安装 装调 调试 检测 检验 检查 测试 测量 加工 装配 组装 分析 处理 运行 运维 运营 服务
    实施 部署 配置 编制 编写 绘制 识读 识别 诊断 排故 故障诊断 故障排除 故障处理 排除 更换 拆装 拆卸 改造 升级 优化
    评估 监测 监控 监理 指导 培训 组织 策划 执行 技术 工艺 技能 能力 知识 方法 基础 原理 概论 导论 实训 实践 实务
    实操 入门 流程 规范 标准 方案 文件 资料 记录 报告 日常 设备 系统 工具 软件 平台 项目 工程 产品 语言 作业 工作
    岗位 技术员 工程师 操作员 操作工 管理员 技师 专员 人员 与 和 及 的 等 或 常用 基本 简单 相关 各类 各种 常见 现场
    进行 完成 常规 programming program programs development design maintenance maintaining operation operating
    management managing repair repairing installation installing testing technology techniques technique application
    applications using use basic basics of and the for in with to a an on skills skill knowledge system systems
    equipment engineering software
"""
GENERAL = frozenset(_WORDS.split())

_CHINESE = re.compile(
    "|".join(sorted((word for word in GENERAL if not word.isascii()), key=lambda word: (-len(word), word)))
)
_LATIN = re.compile(r"(?<![0-9a-z.+#])[a-z]+(?![0-9a-z.+#])")


def thing_of(term: str) -> str:
    """Return what a term in normal form names besides general words, its parts kept apart; empty for nothing."""
    rest = _LATIN.sub(lambda match: "/" if match[0] in GENERAL else match[0], _CHINESE.sub("/", term))
    return "/".join(filter(None, (part.strip() for part in rest.split("/"))))


def things(terms: Sequence[str]) -> tuple[IntArray, IntArray]:
    """Return (place of the term, key) of what each term names besides general words, sorted.

    Keys are Latin words and pairs of characters; a character alone counts where it stands alone. A term without general
    words has none: it shares more than those with whatever it is like.
    """
    rests = [rest if (rest := thing_of(term)) != term else "" for term in terms]
    places, keys = ngram_keys(rests)
    alone = np.array([_has_lone(rest) for rest in rests], np.bool_)
    kept = (keys >= PAIR) | alone[places] if len(places) else np.zeros(0, np.bool_)
    return places[kept], keys[kept]


def _has_lone(rest: str) -> bool:
    return bool(rest) and all(len(part) == 1 and not part.isascii() for part in rest.split("/"))


def compressed(places: IntArray, keys: IntArray, known: IntArray, count: int) -> Sparse:
    """Return the things of `count` terms by their place among `known` keys, ascending; -1 for another key."""
    pointers = np.searchsorted(places, np.arange(count + 1)).astype(np.int64)
    positions = np.minimum(np.searchsorted(known, keys), max(len(known) - 1, 0))
    columns: Codes = (
        np.where(known[positions] == keys, positions, -1).astype(np.int32)
        if len(known)
        else np.full(len(keys), -1, np.int32)
    )
    return Sparse(pointers, columns, np.zeros(0, np.int32))
