from tokens.api import problems

# known as soon as there are views that answer them
__all__ = ["problems"]
