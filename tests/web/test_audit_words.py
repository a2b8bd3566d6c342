"""The trail says in the reader's words what changed: no field's own name, no code, nothing that was empty."""

import json

import pytest

from attain.shell.audit.entries import AuditEntry
from attain.shell.audit.telling import change_words
from attain.wording import Wording

GIVEN = [
    ("user", {}, {"role": "auditor", "since": "2026-11-23", "unit": "", "until": ""}),
    ("user", {"language": "es"}, {"language": "zh"}),
    ("user", {"person": "E1"}, {"person": ""}),
    ("user", {}, {"by": ["password", "mfa"]}),
    ("proposal", {}, {"kind": "close", "about": "2026-05", "from": ""}),
    ("work", {}, {"kind": "load_file", "about": "orders.csv"}),
    ("dispute", {}, {"kind": "missing", "period": "2026-10"}),
    ("ledger", {}, {"entries": 1429, "digest": "a" * 64}),
    ("upload", {}, {"files": 2, "unheard_of": True}),
    ("user", {}, {}),
]

SAID = {
    "en": [
        "role: Auditor; since: November 23, 2026",
        "language: Español → 中文",
        "person: E1 → –",
        "by: password, second factor",
        "about: May 2026; kind: Closing of a period",
        "about: orders.csv; kind: A file loaded",
        "kind: A client or an order is missing; period: October 2026",
        "fingerprint: aaaaaaaaaaaa…; entries: 1,429",
        "files: 2; unheard_of: yes",
        "–",
    ],
    "zh": ["角色：审计；起始：2026年11月23日", "语言：Español → 中文", "人员：E1 → –"],
}


@pytest.mark.parametrize("language", SAID)
def test_an_entry_is_told_in_words(language):
    entries = [
        AuditEntry(kind=kind, before=json.dumps(before), after=json.dumps(after))
        for kind, before, after in GIVEN
    ]
    wording = Wording(language)
    found = [change_words(each, wording) for each in entries]
    assert found[: len(SAID[language])] == SAID[language]


@pytest.mark.django_db
def test_the_page_says_it_so_and_a_file_keeps_what_was_recorded(signed_in):
    administrator = signed_in("administrator")
    administrator.post("/users/new/", {"username": "newcomer"})
    page = signed_in("auditor").get("/audit/", {"what": "user_added"}).content.decode()
    assert "name for signing in: newcomer" in page
    file = signed_in("auditor").get("/audit/", {"what": "user_added", "export": "csv"})
    told = b"".join(file.streaming_content) if file.streaming else file.content
    assert b"username" in told
