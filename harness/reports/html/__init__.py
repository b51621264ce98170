"""One self-contained HTML file of a result: sections of templates, styles and scripts, and a page that holds them.

A section ``name`` is ``NAME.py`` (result in, frozen view out), ``templates/NAME.html``, and where it needs them
``assets/NAME.css`` and ``assets/NAME.js``; ``sections.py`` lists them in the order of the page. Everything that can be read is
made here; scripts sort, filter and open, and only where there are too many rows for a page do they make elements, as text.
"""
