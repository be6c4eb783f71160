"""What reviewers do with a report beside deciding on it: remark, split the work, see how much it changed."""
