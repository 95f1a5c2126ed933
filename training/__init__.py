"""Where what is learned is made again: our own labelled articles, and the commands that learn from them."""
