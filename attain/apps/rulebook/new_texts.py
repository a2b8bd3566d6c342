"""What a new document of each kind begins with: whole enough to be read, small enough to be seen through."""

from attain.apps.rulebook.changing import next_day

_TEXTS = {
    "param": "param: {name}\ntitle: {{en: {title}}}\nfrom: {day}\nunit: money\nvalue: 100\n",
    "kpi": (
        "kpi: {name}\ntitle: {{en: {title}}}\nmeaning: {{en: What it says of the work}}\nfrom: {day}\n"
        "formula: sales_amount / target(sales_amount)\nunit: percent\nbetter: higher\noften: month\n"
    ),
    "plan": (
        "plan: {name}\ntitle: {{en: {title}}}\npost: account_manager\ncycle: month\nfrom: {day}\n"
        "components:\n  - component: commission\n    title: {{en: Commission}}\n    shape: tiers\n"
        "    base: sales_amount\n    tiers:\n      - {{to: 100000, rate: 1%}}\n      - {{rate: 1.5%}}\n"
    ),
    "scorecard": (
        "scorecard: {name}\ntitle: {{en: {title}}}\npost: account_manager\ncycle: month\nfrom: {day}\n"
        "lines:\n  - {{kpi: sales_plan_fulfilment, weight: 100, curve: {{80%: 0, 100%: 100}}}}\n"
        "grades: {{A: 90, B: 75, C: 60, D: 0}}\n"
    ),
    "measure": (
        "measure: {name}\ntitle: {{en: {title}}}\nfrom: {day}\nof: order_lines\nvalue: sum(amount)\n"
    ),
    "pool": "pool: {name}\ntitle: {{en: {title}}}\ncycle: month\nfrom: {day}\namount: sales_amount * 0.5%\n",
    "post": "post: {name}\ntitle: {{en: {title}}}\n",
    "case": (
        "case: {title}\nplan: sales_manager_pay\ngiven: {{sales_amount: 300000}}\n"
        "expect: {{commission: 4250}}\nmath: 100 000 × 1% + 150 000 × 1.5% + 50 000 × 2%\n"
    ),
}

KINDS = tuple(_TEXTS)


def text_for(kind: str, name: str) -> str:
    """The text that a new document begins with. Raises KeyError for a kind that is not begun here."""
    title = name.replace("_", " ").capitalize() or "What is tried"
    return _TEXTS[kind].format(name=name, title=title, day=next_day().isoformat())
