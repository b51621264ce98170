"""Files of place data, in the forms that vendors publish them, in; data sets in the one range form out.

One module for each format: octets in, rows or located faults out, no file touched. ``recognise`` tells which format
a file has, ``importing`` reads files and writes data sets, ``ranges`` makes disjoint ranges of rows that nest.
"""

from harness.sources.geo_import.importing import import_file as import_file
