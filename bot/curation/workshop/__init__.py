"""The workshop: acts on revisions, and the pages, forms and commands through which people do them."""
