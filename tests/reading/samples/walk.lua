-- Walk through a tree.
local Tree = {}

function Tree.new(value)
  local self = { value = value, children = {} }
  return self
end

local function walk(node, visit)
  visit(node.value)
  for _, child in ipairs(node.children) do
    walk(child, visit)
  end
  if node.value > 3 then
    print("large")
  elseif node.value < 0 then
    print("negative")
  else
    print("small")
  end
end

walk(Tree.new(4), function(value)
  print(value)
end)
