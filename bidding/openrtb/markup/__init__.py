"""What is shown: HTML for banners, Native 1.2 JSON, VAST for video and audio. Pure functions of a creative and its links."""
