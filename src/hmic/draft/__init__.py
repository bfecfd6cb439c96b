"""A published report → the findings it seems to hold, proposed to a person who decides.

`reading` makes the same blocks of every format, the rules read blocks, and `write` puts the proposal into
the register's format. Nothing here loads, runs or fetches anything.
"""
