"""Who may do what: accounts, sessions, enrolment, permissions."""
