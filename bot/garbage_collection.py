"""When Python's cyclic collector looks through memory: seldom, and never through what stays for good.

Left alone it took half of the processor in a burst, going through everything again for every 700 new objects.
"""

import gc

_WHILE_STARTING = 250_000
_AFTERWARDS = 50_000
"""What is made before the collector looks: a start makes 190,000 objects that all stay, and looking through them took
a twentieth of its time; what serves has to be done with a look within milliseconds."""


def look_seldom() -> None:
    """Let the collector look after many allocations only; called once, when a process starts."""
    gc.set_threshold(_WHILE_STARTING)


def keep_for_good() -> None:
    """Let the collector look no more through what was built so far, which stays for as long as the process does.

    Going through pack, reader, libraries and servers kept the loop for 70 ms and more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_AFTERWARDS)
