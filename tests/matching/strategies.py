"""Random rounds for property tests: posts over the small tables, with gaps, as people leave them."""

from hypothesis import strategies as st

from matching import Demand, Offering, Partnership, Snapshot

WORDS = (
    "PLC编程",
    "S7-1500编程",
    "可编程控制器应用",
    "控制柜接线",
    "配电柜配线",
    "电梯保养",
    "门锁与层门检查",
    "示教再现",
)
OTHER_WORDS = ("机器人示教", "铺床法", "口腔护理", "打针输液", "C++", "电气识图", "钳工", "ＰＬＣ 编程")
CODES = ("C3435", "C34", "C3491", "C3612", "E4910", "Q8415", "C")
REGIONS = ("330500", "330502", "330100", "440100", "")
LEVELS = ("中职", "高职", "本科", "")
SIDES = st.sampled_from(("Mei", "Ines", "Tomas", ""))

skills = st.lists(st.sampled_from(WORDS + OTHER_WORDS), max_size=5).map(tuple)
modes = st.sets(st.sampled_from(("order_class", "practice_base"))).map(lambda found: tuple(sorted(found)))
numbers = st.none() | st.integers(0, 60)
starts = st.sampled_from(("2027-03", "2027-09", ""))


@st.composite
def demands(draw: st.DrawFn, name: str = "D1") -> Demand:
    """Return a demand with gaps."""
    return Demand(
        id=name,
        enterprise_id=draw(SIDES),
        position=draw(st.sampled_from(("电梯装配工", "机器人调试员", "护士", ""))),
        industry_code=draw(st.sampled_from((*CODES, ""))),
        chain=draw(st.sampled_from(("电梯", "机器人", ""))),
        level=draw(st.sampled_from(LEVELS)),
        headcount=draw(numbers),
        required_skills=draw(skills),
        preferred_skills=draw(skills),
        modes=draw(modes),
        start=draw(starts),
        months=draw(st.none() | st.integers(1, 24)),
        region=draw(st.sampled_from(REGIONS)),
    )


@st.composite
def offerings(draw: st.DrawFn, name: str = "O1") -> Offering:
    """Return an offering with gaps."""
    return Offering(
        id=name,
        school_id=draw(SIDES),
        major=draw(st.sampled_from(("机电技术应用", "电梯工程技术", "护理", ""))),
        level=draw(st.sampled_from(LEVELS)),
        seats=draw(numbers),
        batch_min=draw(numbers),
        skills=draw(skills),
        courses=draw(skills),
        industry_codes=tuple(sorted(draw(st.sets(st.sampled_from(CODES), max_size=2)))),
        chain=draw(st.sampled_from(("电梯", ""))),
        modes=draw(modes),
        start=draw(starts),
        months=draw(st.none() | st.integers(1, 24)),
        region=draw(st.sampled_from(REGIONS)),
    )


@st.composite
def rounds(draw: st.DrawFn, most: int = 6) -> Snapshot:
    """Return a small round."""
    mine = [draw(demands(f"D{number}")) for number in range(draw(st.integers(1, most)))]
    theirs = [draw(offerings(f"O{number}")) for number in range(draw(st.integers(1, most)))]
    past = st.builds(Partnership, st.sampled_from(("Mei", "Ines")), st.sampled_from(("Tomas", "Ines")), st.floats(0, 1))
    return Snapshot(tuple(mine), tuple(theirs), tuple(draw(st.lists(past, max_size=3))))
