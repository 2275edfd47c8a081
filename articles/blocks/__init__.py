"""The parts a beauty story is made of. One class and one template of the same name for each.

A block keeps its id from revision to revision; anchors, findings and sign-offs refer to it. A block refuses what is
wrong. What may be found out later (a speaker, an alt text, a credit) is asked for by articles/rules.py and its like.
"""
