"""The audit trail: who changed what, when and from where, in a chain that shows when it was tampered with.

    record(request, "role_given", "user", user.pk, after={"role": "auditor"})

writes an entry in the transaction of the change itself, so both are there or neither.
"""

from attain.shell.audit.chain import Broken, verify
from attain.shell.audit.writing import Actor, actor_of, record

__all__ = ["Actor", "Broken", "actor_of", "record", "verify"]
