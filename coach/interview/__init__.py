"""The coaching itself: choosing questions, the interview's states, feedback and follow-ups, explanations, reviews of pasted answers.

May import `grading`, `index`, `llm`, `guides` and `prompts`; knows nothing of the page or the terminal that show it.
"""
