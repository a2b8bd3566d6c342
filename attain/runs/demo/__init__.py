"""The demo company: made up, the same for the same seed, with people of every kind in it."""

from attain.runs.demo.generate import DemoFiles, generate

__all__ = ["DemoFiles", "generate"]
