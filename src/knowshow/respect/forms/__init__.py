"""Forms of Pillar II: what people type, checked and explained before a service sees it."""
