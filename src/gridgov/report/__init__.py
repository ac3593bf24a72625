"""The year-end report card: the figures of a year, in the terminal and as one HTML file that needs no network."""
