"""What the Guiding Principles say of a grievance mechanism, as pure functions: no Django, no clock (GP 29 to 31)."""
