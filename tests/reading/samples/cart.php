<?php

namespace Shop;

use Shop\Item;

/** A cart. */
class Cart
{
    private array $items = [];

    public function add(Item $item): void
    {
        $this->items[] = $item;
    }
}

$cart = new Cart();
foreach ([1, 2] as $price) {
    $cart->add(new Item($price));
}

if ($cart) {
    echo "full\n";
} else {
    echo "empty\n";
}
