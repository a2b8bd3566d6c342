"""People, units and posts as the store's tables have them, for pages that list and narrow."""
