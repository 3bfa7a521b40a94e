"""Text in, `Understanding` out: offline, deterministic, taught by the pack alone."""
