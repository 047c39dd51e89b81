"""The registry: which file it is, what stands in it, and what is wrong with it."""
