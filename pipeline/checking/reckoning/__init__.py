"""What the figures of one sentence must come to, where its words tie them together: the grammar of the kind ``arithmetic``."""
