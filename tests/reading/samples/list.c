#include <stdio.h>
#include <stdlib.h>

#define LIMIT 10

/* A list of numbers. */
struct node {
    int value;
    struct node *next;
};

static int sum(const struct node *head)
{
    int total = 0;
    while (head) {
        total += head->value;
        head = head->next;
    }
    return total;
}

int main(void)
{
    struct node last = {2, NULL};
    struct node first = {1, &last};

    if (sum(&first) > LIMIT)
        puts("large");
    else
        puts("small");
    do {
        last.value--;
    } while (last.value > 0);
    return EXIT_SUCCESS;
}
