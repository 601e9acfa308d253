"""Addresses of rankings: one module for each server."""
