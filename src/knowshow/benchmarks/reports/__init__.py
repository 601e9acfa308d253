"""What is made from a ranking: figures and files."""
