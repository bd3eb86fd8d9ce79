"""The life of a post by the API, once for all kinds: shown, changed, handed in, withdrawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from flask import Blueprint
from flask_babel import LazyString
from pydantic import BaseModel

from webapp import clock
from webapp.models.accounts.enums import TokenScope
from webapp.models.posts.enums import PostStatus
from webapp.policies import Permission
from webapp.services.posts.posting import P, Posting
from webapp.services.process.withdrawing import withdraw_post
from webapp.web.api.operations import Answer, operation
from webapp.web.api.preconditions import Precondition
from webapp.web.api.problems import fitting
from webapp.web.api.wire import WithdrawBody, into
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.kernel.links import url_of

EXPLANATIONS = "explanations"  # a field of bodies that is no field of a post


@dataclass(frozen=True, slots=True)
class ApiPost(Generic[P]):
    """What the API must know of a kind of post: who may, what goes in and out, how its operations are called."""

    posts: Posting[P]
    may_view: Permission
    may_edit: Permission
    answer: type[BaseModel]
    change: type[BaseModel]
    content: Callable[[P], BaseModel]
    summaries: Mapping[str, LazyString]  # of show, change, submit and withdraw

    def answer_with(self, post: P) -> Answer:
        """Return the answer that shows a post."""
        name = self.posts.name
        location = url_of(f"api.show_{name}", name, post.id)
        return Answer(self.content(post), version=post.version, location=location)

    def explanations(self, body: BaseModel, post: P | None) -> dict[str, str]:
        """Return the explanations that stand, and over them those that were sent."""
        stands = dict(getattr(post, "verify_notes", {}))
        sent: dict[str, str] = body.model_dump(include={EXPLANATIONS}, exclude_unset=True).get(EXPLANATIONS, {})
        return stands | sent

    def written(self, body: BaseModel, post: P | None = None, *, owner: Any = None, seen: int | None = None) -> Answer:
        """Store what a body says, over what stands; a submitted post is checked as a whole."""
        whole = post is not None and post.status is PostStatus.SUBMITTED
        stands = self.posts.as_typed(post) if post is not None else {}
        data = into(self.posts.whole if whole else self.posts.draft, body, over=stands, without={EXPLANATIONS})
        notes, today = self.explanations(body, post), clock.today()
        kept = self.posts.write(
            session(), post, data, owner=owner, notes=notes, seen_version=seen, today=today, by=actor()
        )
        return self.answer_with(kept)


def lead(bp: Blueprint, kind: ApiPost[Any]) -> None:
    """Give the API the operations of a kind of post, at /NAMEs/<id>."""
    name, writing, words = kind.posts.name, TokenScope.POSTS, kind.summaries

    def show(post: Any) -> Answer:
        return kind.answer_with(post)

    def change(post: Any, body: BaseModel, if_match: Precondition) -> Answer:
        return kind.written(body, post, seen=if_match.against(post.version))

    def submit(post: Any, if_match: Precondition) -> Answer:
        seen = if_match.against(post.version)
        if post.status is not PostStatus.SUBMITTED:
            typed = kind.posts.as_typed(post)
            fitting(kind.posts.whole, lambda: kind.posts.whole.model_validate(typed))  # tells what is missing
        kind.posts.submit(session(), post, seen_version=seen, today=clock.today(), by=actor())
        return kind.answer_with(post)

    def withdraw(post: Any, if_match: Precondition, body: WithdrawBody) -> Answer:
        seen = if_match.against(post.version)
        withdraw_post(session(), post, reason=body.reason, seen_version=seen, by=actor())
        return kind.answer_with(post)

    def route(verb: str, path: str, act: str, permission: Permission, view: Any, **takes: Any) -> None:
        def of_post(**arguments: Any) -> Answer:
            answer: Answer = view(arguments.pop(name), **arguments)
            return answer

        declared_view = operation(words[act], answer=kind.answer, **takes)(of_post)
        guarded = permits(permission, **{name: kind.posts.model})(
            declared_view if verb == "GET" else writes(declared_view)
        )
        bp.add_url_rule(f"/{name}s/<uuid:{name}_id>{path}", f"{act}_{name}", guarded, methods=[verb])

    own = kind.may_edit
    route("GET", "", "show", kind.may_view, show, versioned=True)
    route("PATCH", "", "change", own, change, scope=writing, body=kind.change, conditional=True)
    route("POST", "/submit", "submit", own, submit, scope=writing, conditional=True)
    route(
        "POST", "/withdraw", "withdraw", own, withdraw, scope=writing, conditional=True, body=WithdrawBody,
        may_lack_body=True,
    )  # fmt: skip
