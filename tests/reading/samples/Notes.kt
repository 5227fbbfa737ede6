package notes

import java.time.LocalDate

data class Note(val text: String, val day: LocalDate)

fun main() {
    val notes = listOf("a", "b").map {
        Note(it, LocalDate.now())
    }
    for (note in notes) {
        println(note.text)
    }
    if (notes.isEmpty()) {
        println("none")
    } else {
        println(notes.size)
    }
    when (notes.size) {
        0 -> println("zero")
        else -> println("more")
    }
}
