"""What every refusal of the REST API must be."""


def told(answer, status: int) -> dict:
    """The problem, which says what it is."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body
