"""What is kept between builds: a cache of text under the hash of what it was made from."""
