"""The menu of each role, whose pages must open whatever there is and is not."""

from django.test import Client

#: Users whose menu has pages of the company's work.
READERS = ("account_manager", "team_leader", "sales_administrator", "operations", "finance", "auditor")


def unopened(client: Client) -> dict[str, int]:
    """Address → status of the pages of a reader's menu that don't open."""
    menu = client.get("/").context["menu"]
    answers = {each.url: client.get(each.url, follow=True).status_code for each in menu}
    assert answers
    return {url: status for url, status in answers.items() if status != 200}
