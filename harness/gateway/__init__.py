"""A machine between the product and the internet: set up, told of, and put back as it was."""
