"""Files of employees: read with every column's type declared, checked, adjusted, written whole."""
