"""What every page shares: templates, components, sign-in, permissions, audit, background work, charts."""
