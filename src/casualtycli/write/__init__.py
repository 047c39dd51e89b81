"""Writers: one file a format, each turns a result into text."""
