"""How Knowshow looks and speaks on a page: shells, components, forms, figures, headers, navigation.

It knows nothing of due diligence: pillars hand it plain values. It serves Guiding Principle 21 in the small, since
what is communicated must be in a form that its readers can reach and use.
"""
