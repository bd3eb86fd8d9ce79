"""What is typed into the forms of programmes and offerings."""

from tests.webapp.posting import COURSES, NEXT_YEAR, SKILLS

PROGRAM_FORM = {
    "major_key": "460206 电梯工程技术",
    "level": "higher",
    "entry_level": "senior",
    "years": "3",
    "direction": "",
    "skills": "\n".join(SKILLS),
    "courses": "\n".join(COURSES),
    "industry_codes": "C3435 电梯、自动扶梯及升降机制造",
    "certificates": "电梯安装维修工三级",
}
OFFERING_FORM = {
    "round_id": "",
    "term": f"{NEXT_YEAR}-1",
    "seats": "45",
    "batch_min": "15",
    "batch_max": "45",
    "modes": ["order_class", "modern_apprenticeship"],
    "start_month": f"{NEXT_YEAR}-03",
    "months": "12",
    "regions": "330600 浙江省绍兴市",
    "teachers": "2",
    "note": "",
    "contact_name": "王芳",
    "contact_phone": "13800138000",
    "visibility": "public",
}
