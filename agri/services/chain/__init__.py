"""The audit chain: links, and what each row contributes."""
