"""What is asked over the page: each gives back one typed answer and does nothing itself."""
