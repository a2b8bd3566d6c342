"""The secondary distribution: a unit's pool shared among its people, to the cent."""
