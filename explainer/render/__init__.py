"""From a walkthrough to HTML, Markdown, JSON and the terminal; knows no site generator."""
