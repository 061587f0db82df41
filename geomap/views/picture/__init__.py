"""What every picture is made of, before it becomes a page, a figure or a report."""
