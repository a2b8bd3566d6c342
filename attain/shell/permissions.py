"""The one table of what each role may do, and how far; every view names its line of it.

A view says `@permits("scorecard:read")`; the guard (attain.shell.middleware) asks the table before the
view runs and hands it `request.reach`, by which the app narrows what it shows. A view that names nothing
stops the start (attain.shell.checks).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from attain.shell.roles import Role, Scope

M, L, B, O, F, A, X = Role  # noqa: E741 - the columns of the table
OWN, UNIT, ALL = Scope.OWN, Scope.UNIT, Scope.ALL

#: Permission → role → how far. What is not named is not allowed.
TABLE: Mapping[str, Mapping[Role, Scope]] = {
    "home:read": {M: OWN, L: UNIT, B: OWN, O: ALL, F: ALL, A: ALL, X: OWN},
    "scorecard:read": {M: OWN, L: UNIT, B: OWN, O: ALL, A: ALL},
    "statement:read": {M: OWN, L: UNIT, B: OWN, O: ALL, F: ALL, A: ALL},
    "statement:estimate": {M: OWN, L: OWN, B: OWN, O: ALL},
    "explanation:read": {M: OWN, L: UNIT, B: OWN, O: ALL, F: ALL, A: ALL},
    "team:read": {L: UNIT, O: ALL, A: ALL},
    "unit:read": {L: UNIT, O: ALL, F: ALL, A: ALL},
    "kpi:read": {M: ALL, L: ALL, B: ALL, O: ALL, F: ALL, A: ALL, X: ALL},
    "kpi:sql": {O: ALL, A: ALL, X: ALL},
    "run:read": {O: ALL, F: ALL, A: ALL, X: ALL},
    "run:start": {O: ALL},
    "run:compare": {O: ALL, F: ALL, A: ALL},
    "run:export": {O: ALL, F: ALL, A: ALL},
    "fact:load": {B: ALL, O: ALL},
    "fact:take_back": {O: ALL},
    "master:load": {O: ALL},
    "fact:read": {B: ALL, O: ALL, F: ALL, A: ALL, X: ALL},
    "fact:repair": {B: ALL, O: ALL},
    "closing:read": {O: ALL, F: ALL, A: ALL},
    "closing:propose": {O: ALL},
    "closing:approve": {O: ALL, F: ALL},
    "closing:send": {O: ALL},
    "closing:review": {L: UNIT, O: ALL, F: ALL},
    "closing:verify": {O: ALL, F: ALL},
    "closing:group": {L: UNIT, O: ALL, F: ALL, A: ALL},
    "balance:read": {M: OWN, L: UNIT, B: OWN, O: ALL, F: ALL, A: ALL},
    "balance:decide": {O: ALL},
    "balance:approve": {O: ALL, F: ALL},
    "leaving:read": {L: UNIT, O: ALL, F: ALL, A: ALL},
    "ledger:read": {M: OWN, L: OWN, B: OWN, O: ALL, F: ALL, A: ALL},
    "payroll:read": {O: ALL, F: ALL, A: ALL},
    "payroll:propose": {O: ALL},
    "payroll:release": {F: ALL},
    "payroll:send": {O: ALL, F: ALL},
    "payroll:layout": {O: ALL, F: ALL},
    "hold:propose": {O: ALL, F: ALL},
    "hold:approve": {O: ALL, F: ALL},
    "board:read": {L: UNIT, O: ALL, F: ALL, A: ALL},
    "budget:set": {O: ALL, F: ALL},
    "accrual:read": {O: ALL, F: ALL, A: ALL},
    "parallel:read": {O: ALL, F: ALL, A: ALL},
    "parallel:compare": {O: ALL, F: ALL},
    "parallel:sign": {O: ALL},
    "sharing:read": {L: UNIT, O: ALL, F: ALL, A: ALL},
    "sharing:share": {L: UNIT, O: ALL},
    "sharing:approve": {L: UNIT, O: ALL, F: ALL},
    "plan:read": {M: OWN, L: OWN, B: OWN, O: OWN, F: OWN, A: OWN, X: OWN},
    "plan:accept": {M: OWN, L: OWN, B: OWN, O: OWN, F: OWN, A: OWN, X: OWN},
    "acceptance:read": {L: UNIT, O: ALL, F: ALL, A: ALL},
    "acceptance:answer": {L: UNIT, O: ALL},
    "rulebook:read": dict.fromkeys(Role, ALL),
    "rulebook:propose": {O: ALL},
    "rulebook:approve": {O: ALL, F: ALL},
    "rulebook:preview": {O: ALL, F: ALL, A: ALL},
    "rulebook:check": {O: ALL, F: ALL, A: ALL, X: ALL},
    "rulebook:export": {O: ALL, F: ALL, A: ALL, X: ALL},
    "target:read": {M: OWN, L: UNIT, B: OWN, O: ALL, F: ALL, A: ALL},
    "target:set": {L: UNIT, O: ALL},
    "organisation:read": {L: UNIT, B: ALL, O: ALL, F: ALL, A: ALL, X: ALL},
    "organisation:change": {O: ALL},
    "client:read": {M: OWN, L: UNIT, B: ALL, O: ALL, F: ALL, A: ALL},
    "client:change": {O: ALL},
    "handover:propose": {L: UNIT, O: ALL},
    "handover:approve": {L: UNIT, O: ALL},
    "adjustment:read": {L: UNIT, O: ALL, F: ALL, A: ALL},
    "adjustment:propose": {L: UNIT, O: ALL},
    "adjustment:approve": {L: UNIT, O: ALL},
    "adjustment:confirm": {F: ALL},
    "dispute:read": {M: OWN, L: UNIT, B: OWN, O: ALL, F: ALL, A: ALL},
    "dispute:raise": {M: OWN, L: OWN, B: OWN},
    "dispute:answer": {L: UNIT, O: ALL, F: ALL},
    "approval:read": {L: UNIT, O: ALL, F: ALL, A: ALL},
    "work:read": {M: OWN, L: OWN, B: OWN, O: ALL, F: OWN, A: ALL, X: ALL},
    "work:cancel": {M: OWN, L: OWN, B: OWN, O: ALL, F: OWN, X: ALL},
    "audit:read": {A: ALL, X: ALL},
    "user:manage": {X: ALL},
    "account:manage": dict.fromkeys(Role, OWN),
    "token:manage": dict.fromkeys(Role, OWN),
    "person:read": {M: OWN, L: UNIT, B: OWN, O: ALL, F: ALL, A: ALL, X: ALL},
    "api:read": dict.fromkeys(Role, ALL),
    "component:read": dict.fromkeys(Role, ALL),
}

#: Permissions that show what people earn.
PAY = frozenset(
    {
        *("balance:read", "leaving:read"),
        *("statement:read", "statement:estimate", "ledger:read", "closing:group"),
        *("payroll:read", "sharing:read"),
        *("run:compare", "run:export", "rulebook:preview", "adjustment:read", "dispute:read"),
    }
)

#: Of views that anyone may open, with no one signed in: why.
Open = str

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Reach:
    """How far a user reaches for one permission.

    everywhere: all people. person: the own key, "" for none. units: the units led, with all below them.
    """

    everywhere: bool = False
    person: str = ""
    units: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.person) or bool(self.units)


@dataclass(frozen=True)
class Held:
    """A role that a user has. unit: which unit a leader leads."""

    role: Role
    unit: str = ""


def scope(permission: str, role: Role) -> Scope:
    """How far a role reaches. Raises KeyError for a permission that the table does not have."""
    return TABLE[permission].get(role, Scope.NONE)


def allowed(permission: str, held: Iterable[Held]) -> bool:
    """Whether any of the roles has the permission at all."""
    return any(scope(permission, each.role) for each in held)


def reach(permission: str, held: Iterable[Held], person: str) -> Reach:
    """How far these roles reach together; the own person counts wherever a role reaches at all."""
    scopes = [(each, scope(permission, each.role)) for each in held]
    return Reach(
        everywhere=any(far == Scope.ALL for _, far in scopes),
        person=person if any(far >= Scope.OWN for _, far in scopes) else "",
        units=tuple(sorted({each.unit for each, far in scopes if far == Scope.UNIT and each.unit})),
    )


def permits(permission: str) -> Callable[[View], View]:
    """Declares which line of the table a view stands under. Raises KeyError for an unknown one."""
    TABLE[permission]

    def declared(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declared


def open_to_anyone(because: Open) -> Callable[[View], View]:
    """Declares that a view needs no one signed in, and why."""

    def declared(view: View) -> View:
        view.open_because = because  # type: ignore[attr-defined]
        return view

    return declared
