"""A proxy that opens TLS, as a process of its own in an environment of its own, and the add-on that it writes by."""
