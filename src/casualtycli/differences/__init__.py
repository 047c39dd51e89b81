"""Two registries, and in what they and the comparisons made of them differ."""
