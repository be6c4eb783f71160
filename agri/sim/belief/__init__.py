"""What the record teaches: priors, observations, posterior of each family."""
