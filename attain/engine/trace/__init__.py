"""The explanation of a number: the steps that made it, recorded by the code that makes it."""

from attain.engine.trace.node import Node, Trace, Value

__all__ = ["Node", "Trace", "Value"]
