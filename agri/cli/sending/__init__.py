"""Commands that write or send what leaves the office: documents, messages."""
