"""Addresses of grievance mechanisms: one module for each server."""
