"""What a quantity of a product costs a class of clients, as cents and as the cells of an order line."""

from attain.runs.demo.products import GROUPS, Product
from attain.runs.demo.sheet import money

#: Percent off the list price by class.
DISCOUNT = {"A": 8, "B": 4, "C": 0}

#: A line's cells "quantity,delivered_quantity,amount,cost,list_amount,is_return", and its cents.
Bill = tuple[int, str]


class Bills(dict[int, Bill]):
    """Quantity → bill, for one product and class; each is worked out once.

    A negative quantity is a return. Use `missing(quantity)` for what was ordered but not there.
    """

    def __init__(self, product: Product, grade: str) -> None:
        self.product, self.part = product, 100 - DISCOUNT[grade]
        self.unsent: dict[int, Bill] = {}

    def __missing__(self, quantity: int) -> Bill:
        sent = "" if quantity < 0 else str(quantity)
        bill = self[quantity] = self._bill(quantity, sent, abs(quantity))
        return bill

    def missing(self, quantity: int) -> Bill:
        if quantity not in self.unsent:
            self.unsent[quantity] = self._bill(quantity, "0", 0)
        return self.unsent[quantity]

    def _bill(self, quantity: int, sent: str, pieces: int) -> Bill:
        sign, whole = (-1, "true") if quantity < 0 else (1, "false")
        full = pieces * self.product.price
        amount = full * self.part // 100
        cells = (sign * amount, sign * pieces * self.product.cost, sign * full)
        return sign * amount, f"{quantity},{sent},{','.join(map(money, cells))},{whole}"


class Shelf:
    """A product as the orders see it, for one class of clients.

    unit: what turns thousandths of thousandths of cents into pieces. out: a byte a day, 1 = not there.
    sold: pieces by month, counted here for all classes together.
    """

    __slots__ = ("bills", "group", "id", "out", "sold", "unit")

    def __init__(self, product: Product, grade: str, out: bytearray, sold: list[int]) -> None:
        self.id, self.group, self.unit = product.id, product.group, product.price * 1_000_000
        self.bills, self.out, self.sold = Bills(product, grade), out, sold


def shelves(
    products: tuple[Product, ...], outs: list[bytearray], sold: list[list[int]]
) -> dict[str, list[Shelf]]:
    """Class of clients → every product."""
    numbered = list(zip(products, outs, sold, strict=True))
    return {grade: [Shelf(one, grade, out, pieces) for one, out, pieces in numbered] for grade in DISCOUNT}


GROUP_COUNT = len(GROUPS)
