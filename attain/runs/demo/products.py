"""What the demo company sells: made-up brands of goods for small shops, and when each was out of stock."""

from dataclasses import dataclass

from attain.runs.demo.chance import Chance
from attain.runs.demo.sheet import money
from attain.runs.demo.window import Window

BRANDS = ("Aurora", "Kestrel", "Lumo", "Marlow", "Nordling", "Ostara", "Pinto", "Quill")

#: Group → (category, kinds of goods, price in cents of the smallest pack).
GROUPS = {
    "tea": ("drinks", ("Green tea", "Black tea", "Herbal tea"), 620),
    "coffee": ("drinks", ("Ground coffee", "Instant coffee", "Coffee beans"), 1180),
    "snacks": ("food", ("Nuts", "Crackers", "Dried fruit"), 540),
    "sweets": ("food", ("Chocolate", "Biscuits", "Caramels"), 710),
    "household": ("home", ("Dish soap", "Candles", "Batteries"), 830),
    "care": ("home", ("Hand cream", "Toothpaste", "Shampoo"), 940),
}

PACKS = (("case of 6", 1), ("case of 12", 2), ("case of 24", 4))

SUPPLIERS = ("Demo Mills", "Sample Foods", "Specimen Home Goods")


@dataclass(frozen=True)
class Product:
    """One article; price and cost in cents. group: its number in GROUPS."""

    id: str
    title: str
    group: int
    brand: str
    price: int
    cost: int
    focus: bool
    supplier: str

    @property
    def group_name(self) -> str:
        return tuple(GROUPS)[self.group]

    @property
    def category(self) -> str:
        return GROUPS[self.group_name][0]


def assortment(seed: int) -> tuple[Product, ...]:
    """54 products: each kind of each group in each pack."""
    chance = Chance(seed, "products")
    goods = [
        (group, kind, pack, price * size)
        for group, (_, kinds, price) in enumerate(GROUPS.values())
        for kind in kinds
        for pack, size in PACKS
    ]
    return tuple(_product(number, *good, chance) for number, good in enumerate(goods))


def stock_outs(seed: int, products: tuple[Product, ...], window: Window) -> list[bytearray]:
    """For each product a byte a day: 1 while the warehouse had none. The season's months are worst."""
    out = []
    for number, _ in enumerate(products):
        chance, days = Chance(seed, "stock-outs", number), bytearray(len(window.days))
        for month in window.months:
            if chance.happens(220 if month.climate > 1100 else 110):
                first = (month.start - window.start).days + chance.below(20)
                for day in range(first, min(first + chance.between(2, 9), len(days))):
                    days[day] = 1
        out.append(days)
    return out


def product_rows(products: tuple[Product, ...]) -> list[tuple]:
    return [
        (p.id, p.title, p.group_name, p.brand, p.category, money(p.price), money(p.cost), p.focus)
        for p in products
    ]


def _product(number: int, group: int, kind: str, pack: str, price: int, chance: Chance) -> Product:
    asked = price * chance.between(850, 1200) // 1000
    return Product(
        id=f"SKU-{1001 + number}",
        title=f"{kind}, {pack}",
        group=group,
        brand=BRANDS[(number // 3 + group) % len(BRANDS)],
        price=asked,
        cost=asked * chance.between(640, 760) // 1000,
        focus=number % 6 == 1,
        supplier=SUPPLIERS[group // 2],
    )
