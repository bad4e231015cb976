"""What is kept: recordings of poses, judged sets, and the local names of the people who did them."""
