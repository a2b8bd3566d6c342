"""What is seen in the shops: stock, range, signs of the market; and inspections of the work itself."""

from collections.abc import Iterator

from attain.runs.demo.chance import Chance
from attain.runs.demo.company import Company
from attain.runs.demo.products import stock_outs
from attain.runs.demo.sheet import money

STOCK = "client_id product_id employee_id checked_on on_hand planned present is_out is_over"
RANGE = "client_id employee_id checked_on own_items all_items"
SIGNS = "sign_id client_id employee_id seen_on kind confirmed"
INSPECTIONS = "inspection_id employee_id inspected_on subject announced items_checked items_passed"
PROMOTIONS = "promotion_id client_id employee_id product_id started_on ended_on sales_before sales_after cost"
SHOP_DAYS = "shop_id employee_id day revenue checks average_check"

SIGN_KINDS = (
    ("law_briefing", 40),
    ("off_channel", 25),
    ("near_school", 15),
    ("counterfeit", 12),
    ("smuggled", 8),
)

#: Shops looked at closely by each manager in a month, and products at each.
SHOPS, PRODUCTS = 8, 5

#: Items that a shop offers by class.
ITEMS = {"A": 900, "B": 400, "C": 150}


def stock_checks(company: Company) -> Iterator[tuple]:
    """A shop is out of what the warehouse lacked; more often where the manager comes less."""
    chance, outs = (
        Chance(company.seed, "stock checks"),
        stock_outs(company.seed, company.products, company.window),
    )
    for person, client, day, how in _shops(company, chance):
        at, n = chance.below(len(company.products)), (day - company.window.start).days
        focus = client.key_account
        for step in range(PRODUCTS):
            number = ((at // 6 + step) * 6 + 1 if focus else at + step * 11) % len(company.products)
            lacking = bool(outs[number][n]) or chance.happens(10 + max(0, 1000 - how.visits) // 6)
            over = not lacking and chance.happens(60)
            present = not lacking and chance.happens(795 + how.skill // 10)
            on_hand = chance.between(40, 90) if over else chance.between(2, 24) if present else 0
            product = company.products[number]
            yield client.id, product.id, person.id, day, on_hand, chance.happens(880), present, lacking, over


def range_checks(company: Company) -> Iterator[tuple]:
    """Our share of a shop's range grows slowly, faster with the strong."""
    chance = Chance(company.seed, "range checks")
    for person, client, day, how in _shops(company, chance):
        items = chance.near(ITEMS[client.grade], ITEMS[client.grade] // 4)
        month = company.window.month_of(day)
        share = chance.near(130 + 2 * month + how.skill // 20, 8)
        yield client.id, person.id, day, items * share // 1000, items


def market_signs(company: Company) -> Iterator[tuple]:
    chance = Chance(company.seed, "market signs")
    seen = (shop for shop in _shops(company, chance) if chance.happens(90))
    for number, (person, client, day, _) in enumerate(seen, 1):
        kind = chance.weighed(SIGN_KINDS)
        yield f"G{number:05d}", client.id, person.id, day, kind, kind == "law_briefing" or chance.happens(600)


def inspections(company: Company) -> Iterator[tuple]:
    """Each manager once a month, announced or not."""
    chance, number = Chance(company.seed, "inspections"), 0
    for month in range(company.size.months):
        for person in company.staff.managers:
            if days := company.days_of(person, month):
                number += 1
                checked, how = chance.between(10, 20), company.behaviour(person, month)
                passed = sum(chance.happens(how.diligence) for _ in range(checked))
                subject = chance.pick(("visits", "data", "tasks"))
                announced = chance.happens(500)
                yield f"I{number:05d}", person.id, chance.pick(days), subject, announced, checked, passed


def promotions(company: Company) -> Iterator[tuple]:
    """Each month trade marketing and both brand managers promote a focus product at shops of all branches."""
    chance = Chance(company.seed, "promotions")
    leaders = [
        one for one in company.staff.office if one.post in ("trade_marketing_manager", "brand_manager")
    ]
    focus = [product for product in company.products if product.focus]
    shops = [client for client in company.clients if client.grade == "A"]
    for month in company.window.months:
        start, end = month.day(3), month.day(23)
        for number, leader in enumerate(leaders, 1):
            product = chance.pick(focus)
            for client in (shop for shop in chance.some(shops, 1 + len(shops) // 60) if shop.open_on(start)):
                before = client.order_value * chance.between(80, 120) // 300
                after = before * chance.between(950, 1450) // 1000
                sums = map(money, (before, after, before // 12))
                promotion = f"PR-{month.key}-{number}"
                yield promotion, client.id, leader.id, product.id, start, end, *sums


def shop_days(company: Company) -> Iterator[tuple]:
    """The tills of the company's five model shops, one a branch, led by the branch's director."""
    chance = Chance(company.seed, "shop days")
    for head in company.staff.heads:
        shop = next(
            c for c in company.clients if c.branch == head.branch and c.grade == "A" and c.key_account
        )
        for day in company.window.days:
            if day.weekday() < 6 and day not in company.window.holidays:
                checks = chance.near(140, 40)
                revenue = checks * chance.near(1450, 200)
                average = revenue * 100 // checks
                yield (
                    shop.id,
                    head.id,
                    day,
                    money(revenue),
                    checks,
                    f"{average // 10000}.{average % 10000:04d}",
                )


def _shops(company: Company, chance: Chance):
    """(manager, client, day, behaviour): some of each manager's shops each month, none twice in it."""
    for month, portfolio in enumerate(company.portfolios):
        for person in company.staff.field:
            days, how = company.days_of(person, month), company.behaviour(person, month)
            clients = portfolio.get(person.id, ())
            first = chance.below(len(clients)) if clients else 0
            for step in range(min(SHOPS, len(clients)) if days else 0):
                yield person, clients[(first + step) % len(clients)], chance.pick(days), how
