// Package main counts words.
package main

import (
	"bufio"
	"fmt"
	"os"
)

type Tally struct {
	words map[string]int
	total int
}

// Add counts one word.
func (t *Tally) Add(word string) {
	t.words[word]++
	t.total++
}

func main() {
	t := &Tally{words: map[string]int{}}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if word := in.Text(); word != "" {
			t.Add(word)
		} else {
			continue
		}
	}
	go func() {
		fmt.Println("done")
	}()

	switch {
	case t.total > 10:
		fmt.Println("many")
	default:
		fmt.Println(t.total)
	}
}
