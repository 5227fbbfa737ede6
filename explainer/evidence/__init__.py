"""What makes a claim supported: quotes, sentences, plain words, references to lines."""
