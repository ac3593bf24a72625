"""The KPI catalogue, one family a file: what is counted, of what, and who says so."""
