"""Set formulations (固定表述): the table, and what in a text departs from it."""
