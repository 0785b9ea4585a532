"""The trial as a whole: who counts, what happened, the boundary; as figures, as charts and as a report's document.

Pure: assessments and a protocol in, values out. Pooled figures and figures by arm are different types, so that what a
blinded reader gets cannot hold an arm.
"""
