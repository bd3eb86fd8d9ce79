"""Which cities are recorded, what of each, where forms are drawn, and in which city a route is recorded in detail."""

from dataclasses import dataclass

PEOPLE = ("nobody", "Ines", "Mei", "Noor", "Ada")
ALIKE = ("account", "tokens", "inbox", "auth")  # for everybody the same
OF_BOTH_SIDES = ("suggestions", "conflicts", "alternates", "bulk_decline", "api.choose", "api.withdraw_choice")
STRANGERS = ("nobody", "Jun", "Ines", "Mei", "Bo", "Noor", "Ada")  # who ask for what they may not
PARTIES = ("agreements", "batches")
COLLECTED = ("co_hosts", "collecting", "demands", "offerings", "pair_rules", "programs", "rounds", "runs")
OFFICE = (
    "account", "admin", "admin_files", "admin_skills", "auth", "calendar", "imports", "inbox", "matching",
    "organisations", "tokens",
)  # fmt: skip
LATER = (
    "alternates", "conflicts", "pair_rules", "publication", "rounds", "runs", "suggestions", "demands.edit_submit",
    "demands.submit", "demands.withdraw", "offerings.edit_submit", "offerings.withdraw", "programs.withdraw",
    "collecting.judge_late", "api.change_demand", "api.withdraw_demand", "api.withdraw_offering", "api.choose",
    "api.withdraw_choice", "api.start_run",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phase:
    """What is recorded of a city: blueprints or endpoints; and the city, where it is not called the same."""

    only: tuple[str, ...]
    city: str = ""

    def has(self, endpoint: str) -> bool:
        """Tell whether the route is recorded in this city."""
        return endpoint in self.only or endpoint.split(".")[0] in self.only


PHASES = {
    "office": Phase(OFFICE, "city"),
    "programs": Phase(("api",), "city"),
    "city": Phase(COLLECTED),
    "frozen": Phase((*COLLECTED, "api")),
    "running": Phase(("runs", "rounds.take_step", "rounds.resume_step", "api.start_run", "api.stop_run")),
    "choosing": Phase((*LATER, "bulk_decline")),
    "contested": Phase(("conflicts", "alternates", "publication", "rounds.take_step", "suggestions.choose")),
    "heard": Phase(("conflicts",)),
    "ruled": Phase(("conflicts", "publication.draft")),
    "fallen": Phase(("alternates", "conflicts")),
    "allocated": Phase(LATER),
    "drafted": Phase(("publication", "rounds.take_step")),
    "published": Phase((*LATER, "objections")),
    "closed": Phase((*PARTIES, "objections", "publication", "rounds", "suggestions.choose", "demands.withdraw")),
    "agreed": Phase(PARTIES),
    "signed": Phase(PARTIES),
    "carried out": Phase(PARTIES),
    "over": Phase(PARTIES),
}
HOMES = {
    "agreements": "closed", "agreements.begin": "signed", "agreements.break_off_submit": "signed",
    "agreements.drop_duty": "agreed", "agreements.end": "carried out", "agreements.grade": "carried out",
    "agreements.sign_amendment": "signed", "agreements.sign_submit": "agreed",
    "alternates": "fallen", "api.choose": "choosing", "api.start_run": "frozen", "api.stop_run": "running",
    "api.withdraw_choice": "choosing", "batches": "signed", "batches.outcome_submit": "carried out",
    "bulk_decline": "choosing", "collecting.judge_late": "frozen", "conflicts": "contested",
    "conflicts.minutes": "heard", "conflicts.revert": "ruled", "conflicts.revert_all": "contested",
    "objections": "published", "publication": "allocated", "publication.approve": "drafted",
    "publication.withdraw": "published", "rounds.resume_step": "running", "runs": "frozen", "runs.stop": "running",
    "suggestions": "choosing",
}  # fmt: skip
DRAWN_ON = {
    "account": "account.show", "tokens": "tokens.index", "calendar": "calendar.index",
    "admin.entry_submit": "admin.entry", "admin.remove": "admin.entry", "admin.new_submit": "admin.new",
    "admin_files.bring_submit": "admin_files.bring", "admin_files.apply": "admin_files.look",
    "admin_skills.merge_submit": "admin_skills.merge", "admin_skills.decide": "admin_skills.review",
    "agreements": "agreements.show", "agreements.terms_submit": "agreements.terms",
    "agreements.sign_submit": "agreements.sign", "agreements.break_off_submit": "agreements.break_off",
    "alternates": "alternates.show", "batches.drop": "batches.edit", "batches.edit_submit": "batches.edit",
    "batches.outcome_submit": "batches.outcome", "batches.start_submit": "batches.start",
    "batches.new_submit": "batches.new", "conflicts": "conflicts.show", "conflicts.revert_all": "conflicts.index",
    "bulk_decline": "bulk_decline.ask", "demands": "demands.show", "demands.edit_submit": "demands.edit",
    "demands.submit": "demands.check", "demands.new_submit": "demands.new", "imports": "imports.show",
    "matching": "matching.columns", "matching.forget": "matching.wordings",
    "imports.upload": "imports.new", "inbox": "inbox.index", "collecting.answer_submit": "collecting.answer",
    "collecting.remind": "collecting.invited", "collecting.remind_waiting": "collecting.invited",
    "collecting.invite": "collecting.choose_guests", "collecting.judge_late": "collecting.late",
    "auth.join_submit": "auth.join", "auth.sign_in_submit": "auth.sign_in", "auth.sign_out": "home.workbench",
    "auth.register_submit": "auth.register", "auth.ask_reset_submit": "auth.ask_reset",
    "auth.reset_submit": "auth.reset", "objections.new_submit": "objections.new", "objections.reply": "objections.show",
    "offerings": "offerings.show", "offerings.edit_submit": "offerings.edit", "offerings.submit": "offerings.check",
    "offerings.new_submit": "offerings.new", "organisations": "organisations.show",
    "organisations.edit_submit": "organisations.edit", "pair_rules": "pair_rules.index",
    "publication": "publication.show", "publication.withdraw": "publication.pairs", "programs": "programs.show",
    "programs.edit_submit": "programs.edit", "programs.new_submit": "programs.new", "rounds": "rounds.show",
    "co_hosts": "rounds.show", "rounds.edit_submit": "rounds.edit", "rounds.new_submit": "rounds.new",
    "runs": "runs.show", "runs.start": "rounds.show", "runs.start_trial": "runs.new",
    "suggestions": "suggestions.show",
}  # fmt: skip
NO_SUCCESS: dict[str, str] = {}  # routes of which no case succeeds, and why


def home_of(endpoint: str) -> str:
    """Return the city in which a route is recorded in detail."""
    room = endpoint.split(".")[0]
    usual = "office" if room in OFFICE else "programs" if room == "api" else "city"
    return HOMES.get(endpoint) or HOMES.get(room) or usual


def page_of(endpoint: str) -> str | None:
    """Return the page that draws a route's form."""
    return DRAWN_ON.get(endpoint) or DRAWN_ON.get(endpoint.split(".")[0])


def people_of(endpoint: str) -> tuple[str, ...]:
    """Return who calls a route."""
    names = {endpoint, endpoint.split(".")[0]}
    if names & set(ALIKE):
        return ("nobody", "Mei")
    return (*PEOPLE, "Tomas", "Hui") if names & set(OF_BOTH_SIDES) else PEOPLE


def most_of(endpoint: str) -> int | None:
    """Return how many things of each person are asked for away from a route's own city: suggestions are all alike."""
    return 2 if endpoint.split(".")[0] == "suggestions" or endpoint in OF_BOTH_SIDES else None
