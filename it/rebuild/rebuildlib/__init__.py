"""What the scripts of the rebuild share."""
