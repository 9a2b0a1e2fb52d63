"""How like a text is to the samples it was shown (雷同)."""
