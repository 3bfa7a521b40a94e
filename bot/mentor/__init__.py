"""The domain: what the mentor makes of an event and what it says back, free of any platform."""
