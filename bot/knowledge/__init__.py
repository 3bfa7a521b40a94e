"""Content files in, one immutable and validated pack out."""
