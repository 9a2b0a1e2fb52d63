"""A finished text against its notes: figures, dates, names, what is bound to what, claims, and what is missing.

Where the gate of a draft strikes a sentence for a strange word, here somebody else's good text must pass: only what
a fact contradicts, or what can be pointed at and is in no fact, is told.
"""
