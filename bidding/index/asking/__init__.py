"""What a request asks for, lot by lot, in the words of those who may answer it."""
