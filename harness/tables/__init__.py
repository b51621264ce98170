"""One file per table: columns with dtype, unit, meaning, meaning of null, and spec."""
