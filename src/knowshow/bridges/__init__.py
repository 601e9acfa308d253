"""The only place where pillars meet: it reads with selectors and acts with services (A/HRC/50/56)."""
