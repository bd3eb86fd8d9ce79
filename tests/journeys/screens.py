"""Pages of the exchange as a person works on them in a browser."""

import re
from collections.abc import Iterable, Mapping

from playwright.sync_api import Page, expect

from tests.journeys.cast import PASSWORD


class Screen:
    """What all pages have in common."""

    def __init__(self, page: Page) -> None:
        """Hold the browser's page."""
        self.page = page

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path)

    def press(self, words: str) -> None:
        """Press the visible button with these words."""
        self.page.locator("button:visible:not(.visually-hidden)").filter(
            has_text=re.compile(rf"^\s*{words}\s*$")
        ).first.click()

    def confirm(self, words: str) -> None:
        """Press a button that asks back, and say yes."""
        self.page.once("dialog", lambda dialog: dialog.accept())
        self.press(words)

    def fill(self, fields: Mapping[str, str]) -> None:
        """Type into text fields, by their names."""
        for name, value in fields.items():
            self.page.locator(f'[name="{name}"]:visible').fill(value)

    def look_up(self, label: str, typed: str, option: str) -> None:
        """Type into a code picker and take the option."""
        field = self.page.get_by_role("combobox", name=label).first
        field.click()
        field.fill("")
        field.press_sequentially(typed)
        self.page.get_by_role("option").filter(has_text=option).first.click()

    def tags(self, label: str, words: Iterable[str]) -> None:
        """Type entries of a list, each ended by the return key."""
        field = self.page.get_by_role("combobox", name=label).first
        for word in words:
            field.fill(word)
            expect(field).to_have_value(word)
            field.press("Enter")

    def tick(self, *values: str) -> None:
        """Tick or choose by value."""
        for value in values:
            self.page.locator(f'input[value="{value}"]').first.check()

    def state(self, mark: str) -> str:
        """Return a mark for tools."""
        return self.page.locator(f"[{mark}]").first.get_attribute(mark) or ""

    def has_address(self, pattern: str) -> None:
        """Wait until the address fits."""
        expect(self.page).to_have_url(re.compile(pattern))


class SignIn(Screen):
    """The sign-in page."""

    def as_(self, email: str, password: str = PASSWORD) -> None:
        """Sign in."""
        self.open("/login")
        self.fill({"email": email, "password": password})
        self.press("登录")
        self.has_address(r"/home$")


class Registration(Screen):
    """The registration page."""

    def register(self, person: Mapping[str, str]) -> None:
        """Register an organisation with its first person."""
        self.open("/register")
        self.tick(person["kind"])
        self.fill({name: person[name] for name in ("credit_code", "name", "person_name", "email", "password")})
        self.look_up("所在地", person["region"], person["region"])
        self.press("提交注册")
        self.has_address(r"/home$")


class DemandForm(Screen):
    """The form of a demand."""

    def write(self, demand: Mapping[str, object], round_title: str) -> None:
        """Fill the whole form in."""
        self.open("/demands/new")
        for fold in self.page.locator("details.fold > summary").all():
            fold.click()
        self.page.locator('select[name="round_id"]').select_option(label=round_title)
        self.page.locator('select[name="chain_slug"]').select_option(str(demand["chain_slug"]))
        segment = self.page.locator('select[name="segment_slug"]')
        expect(segment.locator(f'option[value="{demand["segment_slug"]}"]')).to_be_attached()
        segment.select_option(str(demand["segment_slug"]))
        self.look_up("行业代码", "dianti", str(demand["industry_code"]))
        names = ("position", "headcount", "current_staff", "months", "mentors")
        self.fill({name: str(demand[name]) for name in (*names, "pay_min", "pay_max", "contact_name", "contact_phone")})
        for name in ("level", "start_month"):
            self.page.locator(f'select[name="{name}"]').select_option(str(demand[name]))
        self.tags("必备技能", str(demand["required_skills"]).split("\n"))
        self.tick(*demand["modes"])  # type: ignore[misc]
        self.look_up("工作地点", str(demand["region"]), str(demand["region"]))
        self.tick(str(demand["visibility"]))
        self.fill({"valid_until": str(demand["valid_until"])})

    def submit(self) -> str:
        """Check the answers, hand the demand in, and return its address."""
        self.press("检查并提交")
        self.has_address(r"/check$")
        expect(self.page.get_by_text("请核对您的填写")).to_be_visible()
        self.press("提交需求")
        self.has_address(r"/demands/[0-9a-f-]{36}$")
        expect(self.page.get_by_text("已提交").first).to_be_visible()
        return self.page.url


class ProgramForm(Screen):
    """The form of a programme, and that of an offering."""

    def write(self, program: Mapping[str, str]) -> None:
        """Write a programme with the proposals of its major."""
        self.open("/programs/new")
        self.look_up("专业", program["major_key"], program["major_key"])
        self.page.locator('select[name="level"]').select_option(program["level"])
        self.page.locator('select[name="entry_level"]').select_option(program["entry_level"])
        self.fill({"years": program["years"]})
        self.press("按专业带出技能、课程和行业")
        expect(self.page.locator(".chip").first).to_be_visible()
        self.tags("教授的技能", program["skills"].split("\n"))
        self.press("检查并保存")
        self.has_address(r"/programs/[0-9a-f-]{36}$")

    def offer(self, offering: Mapping[str, object], round_title: str) -> None:
        """Open capacity of the programme that is shown."""
        self.page.get_by_role("link", name="开放培养能力").first.click()
        self.has_address(r"/offerings/new")
        self.page.locator('select[name="round_id"]').select_option(label=round_title)
        names = ("seats", "batch_min", "batch_max", "months", "teachers", "contact_name")
        self.fill({name: str(offering[name]) for name in (*names, "contact_phone")})
        self.page.locator('select[name="start_month"]').select_option(str(offering["start_month"]))
        self.tick(*offering["modes"], str(offering["visibility"]))  # type: ignore[misc]
        self.press("检查并提交")
        self.has_address(r"/check$")
        self.press("提交培养能力")
        expect(self.page.get_by_text("已提交").first).to_be_visible()


class RoundScreen(Screen):
    """A coordinator's pages."""

    def verify(self, name: str) -> None:
        """Verify an organisation that waits."""
        self.open("/orgs?status=pending")
        self.page.get_by_role("link", name=name).first.click()
        self.press("通过认证")
        expect(self.page.get_by_text("已认证").first).to_be_visible()

    def make(self, round_: Mapping[str, str]) -> str:
        """Set a round up, open it, and return its address."""
        self.open("/rounds/new")
        self.fill(round_)
        self.press("保存轮次")
        self.has_address(r"/rounds/[0-9a-f-]{36}$")
        self.confirm("开始征集")
        expect(self.page.locator('[data-round-state="collecting"]')).to_be_attached()
        return self.page.url

    def run(self) -> None:
        """Freeze the round and wait for a run; the page watches it."""
        self.confirm("冻结轮次")
        expect(self.page.locator('[data-round-state="frozen"]')).to_be_attached()
        self.press("发起测算")
        expect(self.page.locator('[data-run-state="done"]').first).to_be_attached()

    def open_choosing(self) -> None:
        """Adopt the run and open choosing."""
        self.page.reload()
        self.confirm("采用")
        expect(self.page.locator('[data-round-state="scored"]')).to_be_attached()
        self.confirm("开始双向选择")
        expect(self.page.locator('[data-round-state="choosing"]')).to_be_attached()


class Review(Screen):
    """A school's review of its suggestions."""

    def open_first(self) -> None:
        """Open the best suggestion of the queue."""
        self.open("/suggestions")
        self.page.locator('main a[href^="/suggestions/"]').first.click()
        self.has_address(r"/suggestions/[0-9a-f-]{36}")

    def accept(self) -> None:
        """Accept what is suggested."""
        self.tick("accept")
        self.press("仅保存")
        expect(self.page.locator('[data-state="accept"]').first).to_be_attached()
