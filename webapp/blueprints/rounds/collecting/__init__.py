"""What comes before choosing: invitations and answers, the check before the freeze, posts that came late."""

from webapp.blueprints.rounds.collecting import invitations, late_posts, precheck
from webapp.blueprints.rounds.collecting.root import bp

__all__ = ["bp", "invitations", "late_posts", "precheck"]
