"""What is missing of a recipient's data: temperatures, troughs, results of cultures, any message at all."""
