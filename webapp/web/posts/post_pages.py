"""How a kind of post is drawn and what is said of it: all that its pages do not share with those of other kinds."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from flask import flash, request
from flask_babel import LazyString
from flask_babel import gettext as _
from pydantic import BaseModel

from webapp.models.posts.enums import PostStatus
from webapp.policies import Permission
from webapp.services.posts.posting import P, Posting
from webapp.web.kernel.acting import Standing
from webapp.web.kernel.links import url_of
from webapp.web.kernel.versioned import EditForm
from webapp.web.posts.offering_forms import ReturnForm, WithdrawForm

F = TypeVar("F", bound=EditForm)


class PostPages(ABC, Generic[P, F]):
    """The pages of a kind of post."""

    kind: Posting[P]
    endpoint: ClassVar[str]  # of its blueprint
    may_view: ClassVar[Permission]
    may_edit: ClassVar[Permission]
    return_form: ClassVar[type[ReturnForm]]
    submitted: ClassVar[LazyString]  # what is told when it was handed in, withdrawn, returned
    withdrawn: ClassVar[LazyString]
    returned: ClassVar[LazyString]

    @abstractmethod
    def sent_form(self) -> F:
        """Return the form as it was sent."""

    @abstractmethod
    def stored_form(self, post: P, **options: Any) -> F:
        """Return the form with what stands."""

    @abstractmethod
    def stored_values(self, form: F, post: P) -> Mapping[str, Any]:
        """Return what stands as the fields of a form hold it, to be compared with what was typed."""

    @abstractmethod
    def draw_form(self, form: F, post: P | None, owner: Any, **facts: Any) -> str:
        """Draw the form of a post, or of a new one of the owner."""

    @abstractmethod
    def draw_edit(self, post: P) -> str:
        """Draw the form with what stands, or refuse to."""

    @abstractmethod
    def draw_check(self, post: P) -> str:
        """Draw the answers once more before they are handed in."""

    @abstractmethod
    def draw_show(
        self, post: P, return_form: ReturnForm | None = None, withdraw_form: WithdrawForm | None = None
    ) -> str:
        """Draw a post with what this reader may do there."""

    @abstractmethod
    def owner_of(self, post: P) -> Any:
        """Return what a new post of the same owner would be made for."""

    def read(self, form: F, kind: type[BaseModel]) -> BaseModel | None:
        """Return the checked input, or None with the complaints beside their fields."""
        return form.into(kind)

    def is_whole(self, post: P | None, action: str) -> bool:
        """Tell whether a button asks for a complete post."""
        return action != "draft"

    def redraws(self, form: F, action: str) -> bool:
        """Tell whether a button only draws the form anew, where no script does; do to the form what it asks for."""
        return False

    def url(self, page: str, post: P) -> str:
        """Return the address of a page of the post."""
        return url_of(f"{self.endpoint}.{page}", self.kind.name, post.id)

    def lead_on(self, post: P, action: str) -> str:
        """Tell what was stored, and return where the button leads."""
        if action == "draft" and post.status is not PostStatus.SUBMITTED:
            flash(_("草稿已保存，可随时回来继续填写"), "success")
            return self.url("edit", post)
        if post.status is PostStatus.SUBMITTED:
            flash(_("修改已保存，提交状态不变"), "success")
            return self.url("show", post)
        return self.url("check", post)

    def standing(self, form: F, post: P) -> Standing:
        """Return the post as somebody else has left it meanwhile."""
        return Standing(self.stored_values(form, post), str(post.version), post)


def button_pressed() -> str:
    """Return which button of a post's form was pressed."""
    return request.form.get("action", "check")
