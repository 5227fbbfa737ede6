# /// script
# dependencies = ["fastapi", "uvicorn"]
# ///
"""A web service that keeps a shelf of books.

Three routes over a dictionary in memory: add a book, find books by a word of their title, read one by its number.
FastAPI checks the input, answers errors as JSON, and writes the interactive documentation from the types.
"""

from contextlib import asynccontextmanager
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Path, Query, status
from pydantic import BaseModel, Field


class Book(BaseModel):
    """What a client sends to put a book on the shelf."""

    title: str = Field(min_length=1, max_length=200)
    author: str
    year: int = Field(ge=1450, description="Year of the first edition.")


class Shelf:
    """The books by number; a real service would ask a database here."""

    def __init__(self):
        self.books: dict[int, Book] = {}

    def add(self, book: Book) -> int:
        number = len(self.books) + 1
        self.books[number] = book
        return number


shelf = Shelf()


@asynccontextmanager
async def lifespan(app: FastAPI):
    shelf.add(Book(title="Middlemarch", author="George Eliot", year=1871))
    yield
    shelf.books.clear()


app = FastAPI(title="Bookshelf", version="1.0.0", lifespan=lifespan)


def the_shelf() -> Shelf:
    return shelf


OnShelf = Annotated[Shelf, Depends(the_shelf)]


@app.post("/books", status_code=status.HTTP_201_CREATED)
async def add_book(book: Book, shelf: OnShelf) -> dict[str, int]:
    return {"number": shelf.add(book)}


@app.get("/books")
async def find_books(shelf: OnShelf, word: Annotated[str, Query(max_length=50)] = "") -> list[Book]:
    return [book for book in shelf.books.values() if word.lower() in book.title.lower()]


@app.get("/books/{number}", response_model=Book)
async def read_book(number: Annotated[int, Path(ge=1)], shelf: OnShelf):
    if number not in shelf.books:
        raise HTTPException(status_code=404, detail=f"There is no book number {number}.")
    return shelf.books[number]


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=8000)
