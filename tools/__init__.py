"""What ``dev.py`` does, one module for each concern. Standard library only: it runs before anything is installed."""
