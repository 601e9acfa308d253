"""Pages for those who research: methodologies, companies, editions, answers, feedback, publication."""
