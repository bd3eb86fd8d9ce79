"""Rows of posts: how a demand or an offering is found again, and whether a row hands it in."""

from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

from webapp.models import Demand, Offering
from webapp.models.imports.imports import TwinChoice
from webapp.models.posts.enums import PostStatus
from webapp.services.imports.rows.row_book import Grade, Key, Note, RowBook, Said

P = TypeVar("P", Demand, Offering)
WRITABLE: Final = (PostStatus.DRAFT, PostStatus.SUBMITTED)


class PostRows(RowBook[P]):
    """Posts as rows: each belongs to an enterprise or a programme, and has a number by which a file may name it."""

    choices = tuple(TwinChoice)
    takes_drafts = True

    @abstractmethod
    def read_standing(self) -> list[P]:
        """Return the posts that a row may be about, the oldest first."""

    @abstractmethod
    def owner(self, said: Said) -> UUID | None:
        """Return the enterprise or programme that a row speaks of, or note why it is none."""

    @abstractmethod
    def owner_of(self, post: P) -> UUID:
        """Return the enterprise or programme of a post."""

    @abstractmethod
    def place(self, owner: UUID | None, values: Mapping[str, Any]) -> Key:
        """Return what makes two posts of one owner the same."""

    @cached_property
    def _standing(self) -> list[P]:
        return self.read_standing()

    @cached_property
    def _by_number(self) -> dict[str, P]:
        return {post.number: post for post in self._standing}

    @cached_property
    def _by_place(self) -> dict[Key, P]:
        kept = (post for post in self._standing if post.status is not PostStatus.WITHDRAWN)
        return {self.place(self.owner_of(post), self.as_typed(post)): post for post in kept}

    def find(self, said: Said) -> P | None:
        """Return the post with the row's number, or the owner's one in the same place."""
        said.known["owner_id"] = owner = self.owner(said)
        number = said.values.get("number")
        if number:
            post = self._by_number.get(number)
            if post is None or (owner is not None and self.owner_of(post) != owner):
                said.complain("number", "number_unknown")
                return None
            return post
        return self._by_place.get(self.place(owner, said.values)) if owner is not None else None

    def key(self, said: Said) -> Key:
        """Return the owner and the place."""
        return self.place(said.known.get("owner_id"), said.values)

    def would_change(self, said: Said, target: P) -> bool:
        """Tell whether the row asks for a state that the post does not have."""
        return said.values.get("status") not in (None, target.status)

    def is_whole(self, said: Said, target: P | None) -> bool:
        """Tell whether the row asks for a whole post, and not for a draft."""
        wanted = said.values.get("status")
        if said.known.get("as_draft"):
            return False
        if target is None:
            if wanted is not None and wanted not in WRITABLE:
                said.complain("status", "status_new")
            return wanted is not PostStatus.DRAFT
        if wanted in (PostStatus.WITHDRAWN, PostStatus.RETURNED) and wanted is not target.status:
            said.complain("status", "status_not_followed", stands=self.codes.label(target.status))
        if wanted is PostStatus.DRAFT and target.status is PostStatus.SUBMITTED:
            said.notes.append(Note("status", "status_stays", grade=Grade.HINT))
        return target.status is PostStatus.SUBMITTED or wanted is PostStatus.SUBMITTED
