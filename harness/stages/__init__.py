"""Pure functions between tables; each module has the name of the table that it makes."""
