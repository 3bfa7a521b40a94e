"""A stand-in Discord on loopback: a playground for newcomers, and what the tests talk to.

It speaks the true protocol to an unmodified discord.py and keeps everything in memory. It calls nobody.
"""
