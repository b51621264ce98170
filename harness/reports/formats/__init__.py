"""Reports for other programs: one pure function per format, from verifications or an analysis to text (``docs/reports.md``)."""
