"""City packages of other crops, built from the shipped one by what differs: data alone."""
