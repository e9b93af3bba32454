"""Papers beside a plan: work plans, outlines to fill in, goals, comments; read, checked, shown as text."""
