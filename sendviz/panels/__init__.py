"""One file a question: its words, its picture and its panel, for every face that shows them."""
