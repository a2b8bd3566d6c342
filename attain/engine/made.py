"""Named tuples by the million: `made(Class, (every field in order,))` takes a quarter of the class's time."""

made = tuple.__new__
