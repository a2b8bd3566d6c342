"""Who does what: roles, and how far each reaches."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a user is to the company. One user may have several."""

    MANAGER = "manager"  # account manager: their own
    LEADER = "leader"  # leads a unit, as of a date
    BACK_OFFICE = "back_office"
    OPERATIONS = "operations"  # HR and sales operations
    FINANCE = "finance"
    AUDITOR = "auditor"  # reads all, changes nothing
    ADMINISTRATOR = "administrator"  # no pay data


class Scope(IntEnum):
    """How far a permission reaches; the further includes the nearer."""

    NONE = 0
    OWN = 1
    UNIT = 2
    ALL = 3
