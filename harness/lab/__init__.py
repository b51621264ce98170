"""A small internet in network namespaces, with a drone app in it, to prove the gateway on."""
