"""What people are told unasked, once: found by the watch, written down as notices, brought by the notifier."""
