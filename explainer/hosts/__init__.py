"""Where walkthroughs are published: the only modules that import a site generator."""
