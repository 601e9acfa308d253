"""Pages for people who complain: no account, no cookie, no script. What they write is never lost (GP 31 b)."""
