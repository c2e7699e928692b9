"""The customers' story of the demonstration: from a file of people to a message, and why somebody did not get it."""
