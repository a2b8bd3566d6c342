"""The catalogue of KPIs: what is measured, by which rule, and for what it is used."""
