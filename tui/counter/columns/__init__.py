"""What frames the page: the top line, the bar of steps, who on the left, the basket on the right."""
