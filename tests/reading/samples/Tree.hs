module Main where

import qualified Data.Map as Map

-- | A tree of numbers.
data Tree
  = Leaf
  | Node Tree Int Tree

total :: Tree -> Int
total Leaf = 0
total (Node left n right) =
  total left + n + total right

main :: IO ()
main = do
  let tree = Node Leaf 3 Leaf
  print (total tree)
