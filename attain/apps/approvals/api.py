"""The door of the app: kinds of proposals, proposing, deciding, and what waits for whom."""

from attain.apps.approvals.actions import approve, failed, propose, redraft, refuse, undo, withdraw
from attain.apps.approvals.contracts import ProposalView, Refused
from attain.apps.approvals.kinds import Kind, add
from attain.apps.approvals.queries import may_approve, may_see, proposal, proposals, waiting, waiting_count
from attain.apps.approvals.views import url

__all__ = [
    "Kind",
    "ProposalView",
    "Refused",
    "add",
    "approve",
    "failed",
    "may_approve",
    "may_see",
    "proposal",
    "proposals",
    "propose",
    "redraft",
    "refuse",
    "undo",
    "url",
    "waiting",
    "waiting_count",
    "withdraw",
]
