"""Bodies in; planted values, leads and undecoded rests out. No I/O, no clock; any octets give a value, nothing is raised."""
