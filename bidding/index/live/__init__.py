"""What is live: campaigns and their creatives, as everything that a request may ask about."""
