"""Fixing files: from the fixes of findings to changes of documents, to edits of their text, to files written anew."""
