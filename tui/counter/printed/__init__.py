"""What is read or taken home: guide, slip and receipt as plain text, and their way to paper."""
