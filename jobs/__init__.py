"""What a person or a scheduler does, one verb a module: the one layer both front ends call."""
