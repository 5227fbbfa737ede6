require "json"

# One line of the report.
class Line
  attr_reader :name

  def initialize(name)
    @name = name
  end
end

lines = JSON.parse(File.read("report.json")).map do |row|
  Line.new(row["name"])
end

if lines.empty?
  puts "nothing"
elsif lines.size == 1
  puts lines.first.name
else
  lines.each { |line| puts line.name }
end

begin
  Integer("x")
rescue ArgumentError => error
  warn error.message
ensure
  puts "done"
end
