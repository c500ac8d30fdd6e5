"""The official forms (文书) of the sources, filled from a case: which there are, what stands in them, as page and as text."""
