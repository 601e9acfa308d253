"""Reports of an assessment: the same words as a web page, PDF, Word and a workbook (GP 21)."""
