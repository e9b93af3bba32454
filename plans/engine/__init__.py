"""The operations of a determination, one module for each group of them, in their order."""
