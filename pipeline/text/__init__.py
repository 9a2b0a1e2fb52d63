"""Chinese text: pure functions over strings, the eyes of every other room.

    widths      one spelling for marks, digits and spaces; counting characters
    sentences   spans of sentences and clauses
    numerals    a numeral in any spelling → Fraction
    units       units and counters with their dimension
    quantities  figures with unit and hedge; equality and entailment
    dates       dates, periods, relative times
    setphrases  fixed words whose numerals are no figures
    names       persons, places, organisations, titles, quotations, document numbers
    polarity    words that give a change its direction
    words       segmentation, content words, likeness

Offsets are Python character offsets; spans are half open.
"""
