"""The catalogue of model files, fetching them and checking them byte for byte before anything loads them.

May import `coach.config`, `coach.errors`, the standard library, filelock and httpx; nothing here loads a model or runs a byte that it fetched.
"""
