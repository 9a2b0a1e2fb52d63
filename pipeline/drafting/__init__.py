"""One section: written by a model, passed through the gate, repaired; or written by the built-in writer."""

from pipeline.drafting.language import Language
from pipeline.drafting.section import Desk, Written, write

__all__ = ["Desk", "Language", "Written", "write"]
