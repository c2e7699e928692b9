"""What makes the work on campaigns quick: explanations, drafts to launch, templates, the calendar, views, comments, digests."""
