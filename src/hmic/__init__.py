"""Keep track of what police inspections asked for, by when, and what has been done."""

__version__ = "0.1.0"
