"""When things began and ended, against the period a document speaks of."""
