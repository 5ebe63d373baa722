"""Guides to chunks, chunks to vectors in FAISS files, and searching them. `chunker` is pure; `embedder` and `store` load their heavy libraries when used.

May import `guides`, `text`, `models` and `errors`.
"""
