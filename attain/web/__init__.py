"""Home pages and navigation: what ties the apps together."""
